import { Client } from 'pg'

/** A peer that has said nothing for so long may have died without a word. */
const silentMs = 20_000

interface Wired {
  readonly connection: { readonly stream: NodeJS.ReadWriteStream & { destroy(): void } }
}

/**
 * The clients of one pool. When a network breaks without a word all connections die together, and each would have to be
 * waited for by itself: once one is noticed, those that were silent as long are closed with it.
 */
export const watchedClient = (): typeof Client => {
  const heard = new Map<Client, number>()
  const closeSilent = () => {
    for (const [client, at] of heard)
      if (performance.now() - at > silentMs) (client as unknown as Wired).connection.stream.destroy()
  }
  return class WatchedClient extends Client {
    constructor(...options: ConstructorParameters<typeof Client>) {
      super(...options)
      this.once('connect', () => {
        heard.set(this, performance.now())
        const { stream } = (this as unknown as Wired).connection
        stream.on('data', () => heard.set(this, performance.now()))
      })
      this.once('end', () => heard.delete(this))
      this.once('error', () => {
        heard.delete(this)
        closeSilent()
      })
    }
  }
}
