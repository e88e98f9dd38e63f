import { randomBytes } from 'node:crypto'

let last = 0n

/** A UUID of version 7 (RFC 9562): ids made later sort later, within one process strictly. */
export const newId = (): string => {
  const random = randomBytes(10)
  const now = (BigInt(Date.now()) << 12n) | BigInt(random.readUInt16BE(0) & 0x0ff)
  last = now > last ? now : last + 1n
  const time = (last >> 12n).toString(16).padStart(12, '0')
  const sequence = (last & 0xfffn).toString(16).padStart(3, '0')
  random[2] = (random[2]! & 0x3f) | 0x80
  const tail = random.subarray(2).toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence}-${tail.slice(0, 4)}-${tail.slice(4)}`
}
