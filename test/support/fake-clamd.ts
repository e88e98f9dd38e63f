import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

/** The test word of the antivirus makers, in two parts so that no scanner finds this file. */
export const eicar = `X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-${'TEST-FILE!$H+H*'}`

/** Speaks clamd's INSTREAM and finds the test word alone. */
export const startFakeClamd = async () => {
  const sockets = new Set<Socket>()
  const scanned: number[] = []
  const server = createServer((socket) => {
    sockets.add(socket)
    let heard = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (part) => {
      heard = Buffer.concat([heard, part])
      const file = streamIn(heard)
      if (file === undefined) return
      scanned.push(file.length)
      const found = file.includes(eicar) ? 'Eicar-Test-Signature FOUND' : 'OK'
      socket.end(`stream: ${found}\0`)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    scanned,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Bytes between `zINSTREAM` and the chunk of no bytes; undefined while that has not come. */
const streamIn = (heard: Buffer): Buffer | undefined => {
  const command = 'zINSTREAM\0'
  if (!heard.subarray(0, command.length).equals(Buffer.from(command))) return undefined
  const parts: Buffer[] = []
  for (let at = command.length; at + 4 <= heard.length;) {
    const length = heard.readUInt32BE(at)
    if (length === 0) return Buffer.concat(parts)
    if (at + 4 + length > heard.length) return undefined
    parts.push(heard.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return undefined
}
