import { randomUUID } from 'node:crypto'

let last = 0n

/** A UUID of version 7 (RFC 9562): ids made later sort later, within one process strictly. */
export const newId = (): string => {
  // Node fetches randomness for many of these at once; all but their version is the same in both kinds.
  const random = randomUUID()
  const now = (BigInt(Date.now()) << 12n) | BigInt(`0x${random.slice(0, 2)}`)
  last = now > last ? now : last + 1n
  const time = (last >> 12n).toString(16).padStart(12, '0')
  const sequence = (last & 0xfffn).toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence}-${random.slice(19)}`
}
