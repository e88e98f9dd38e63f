import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** A way to a server that a test can cut. */
export interface Line {
  /** The server's url, through the line. */
  readonly url: string
  /** Breaks every connection, and refuses new ones for so many ms. */
  cut(ms: number): Promise<void>
  close(): Promise<void>
}

export async function openLine(url: string): Promise<Line> {
  const through = new URL(url)
  const target = { host: through.hostname, port: Number(through.port) }
  const sockets = new Set<Socket>()
  let isCut = false

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
      socket.pipe(other)
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
    async close() {
      breakAll()
      server.close()
      await once(server, 'close')
    },
  }
}
