import { cut } from '../platform'
import { connect } from 'node:net'

/** Verdict of a scanner on a file: `clean`, or the name of what it found. Rejects when it cannot be asked. */
export type Scan = (bytes: Buffer) => Promise<'clean' | { readonly found: string }>

const patienceMs = 20_000
const chunk = 64 * 1024

/** ClamAV's `clamd` over TCP, by INSTREAM. */
export const clamav =
  (url: string): Scan =>
  async (bytes) => {
    const answer = await ask(new URL(url), bytes)
    if (/^stream: OK\0?$/.test(answer)) return 'clean'
    const found = /^stream: (.{1,200}) FOUND\0?$/.exec(answer)?.[1]
    if (found === undefined) throw new Error(`the virus scanner answered: ${cut(answer, 200)}`)
    return { found }
  }

const ask = async ({ hostname, port }: URL, bytes: Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 3310) })
    const answer: Buffer[] = []
    socket.setTimeout(patienceMs, () => socket.destroy(new Error('the virus scanner does not answer')))
    socket.on('error', reject)
    socket.on('data', (part) => answer.push(part))
    socket.on('close', () => resolve(Buffer.concat(answer).toString('utf8').replace(/\0$/, '').trim()))
    socket.on('connect', () => {
      socket.write('zINSTREAM\0')
      for (let at = 0; at < bytes.length; at += chunk) {
        const part = bytes.subarray(at, at + chunk)
        const length = Buffer.alloc(4)
        length.writeUInt32BE(part.length)
        socket.write(length)
        socket.write(part)
      }
      socket.write(Buffer.alloc(4))
    })
  })
