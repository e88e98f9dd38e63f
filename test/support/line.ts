import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** A way to a server that a test can cut. */
export interface Line {
  /** The server's url, through the line. */
  readonly url: string
  /** Breaks every connection, and refuses new ones for so many ms. */
  cut(ms: number): Promise<void>
  /** Delays what is sent to the server by so many ms: each packet, or each statement when it is sent one by one. */
  slow(ms: number, each?: 'packet' | 'statement'): void
  /** Nothing more comes through the connections that are open, and nobody is told; new ones work. */
  freeze(): void
  close(): Promise<void>
}

export async function openLine(url: string): Promise<Line> {
  const through = new URL(url)
  // Over loopback, also where the server has a socket.
  through.searchParams.delete('host')
  const target = { host: through.hostname, port: Number(through.port) }
  const sockets = new Set<Socket>()
  const frozen = new Set<Socket>()
  let isCut = false
  let delay = { ms: 0, each: 'packet' as 'packet' | 'statement' }

  /** As `pipe`, in order, each packet at its time. */
  const carry = (from: Socket, to: Socket, isToServer: boolean): void => {
    let free = 0
    from.on('data', (packet: Buffer) => {
      if (frozen.has(from)) return
      const ms = isToServer ? delay.ms * (delay.each === 'packet' ? 1 : statementsIn(packet)) : 0
      if (ms === 0 && free <= Date.now()) return void to.write(packet)
      free = delay.each === 'packet' ? Date.now() + ms : Math.max(free, Date.now()) + ms
      setTimeout(() => to.writable && !frozen.has(from) && to.write(packet), free - Date.now())
    })
  }

  const server = createServer((near) => {
    if (isCut) return void near.destroy()
    const far = connect(target)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      carry(socket, other, socket === near)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`

  const breakAll = (): void => sockets.forEach((socket) => socket.destroy())
  return {
    url: through.href,
    async cut(ms) {
      isCut = true
      breakAll()
      await pause(ms)
      isCut = false
    },
    slow: (ms, each = 'packet') => void (delay = { ms, each }),
    freeze: () => sockets.forEach((socket) => frozen.add(socket)),
    async close() {
      breakAll()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Counts how often the packet asks for an answer: a simple query, or a Sync after an extended one. */
const statementsIn = (packet: Buffer): number => {
  let count = 0
  for (let at = 0; at + 5 <= packet.length; at += 1 + packet.readUInt32BE(at + 1)) {
    const type = String.fromCharCode(packet[at]!)
    if (type === 'Q' || type === 'S') count++
    if (packet.readUInt32BE(at + 1) < 4) break
  }
  return count
}
