import type { Socket } from 'node:net'
import { Client } from 'pg'

/** A peer that has said nothing for so long may have died without a word. */
const silentMs = 20_000

interface Wired {
  readonly connection: { readonly stream: Socket }
}

/**
 * Sends what is written before the program waits again in one write: system calls cost more than most questions. Loaders
 * (loads.ts) send theirs a tick after they were asked, and go with what was sent meanwhile.
 */
const inPackets = (stream: Socket) => {
  const write = stream.write.bind(stream) as (...parameters: unknown[]) => boolean
  let isOpen = false
  const send = () => {
    isOpen = false
    stream.uncork()
  }
  stream.write = (...parameters: unknown[]) => {
    if (!isOpen) {
      isOpen = true
      stream.cork()
      // A tick that is asked for by a promise comes when all promises that are kept have gone on.
      queueMicrotask(() => process.nextTick(() => queueMicrotask(() => process.nextTick(send))))
    }
    return write(...parameters)
  }
}

/**
 * The clients of one pool. When a network breaks without a word all connections die together, and each would have to be
 * waited for by itself: once one is noticed, those that were silent as long are closed with it.
 */
export const watchedClient = (): typeof Client => {
  const heard = new Map<Socket, number>()
  const closeSilent = () => {
    for (const [stream, at] of heard) if (performance.now() - at > silentMs) stream.destroy()
  }
  return class WatchedClient extends Client {
    constructor(...options: ConstructorParameters<typeof Client>) {
      super(...options)
      this.once('connect', () => {
        const { stream } = (this as unknown as Wired).connection
        inPackets(stream)
        const hear = () => heard.set(stream, performance.now())
        hear()
        stream.on('data', hear).once('close', () => heard.delete(stream))
      })
      this.once('error', closeSilent)
    }
  }
}
