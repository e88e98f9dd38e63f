import ipaddr from 'ipaddr.js'

/** A stretch of addresses, as `10.1.2.0/24`. */
export type AddressRange = readonly [ipaddr.IPv4 | ipaddr.IPv6, number]

/** `10.1.2.3, 10.2.0.0/16, fd00::/8`. Undefined when one of them cannot be read. */
export const readRanges = (typed: string): readonly AddressRange[] | undefined => {
  const parts = typed
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const ranges = parts.map((part): AddressRange | undefined => {
    if (ipaddr.isValidCIDR(part)) return ipaddr.parseCIDR(part)
    if (!isWritten(part)) return undefined
    const address = ipaddr.parse(part)
    return [address, address.kind() === 'ipv4' ? 32 : 128]
  })
  return ranges.every((range) => range !== undefined) ? ranges : undefined
}

/** Four decimal numbers, or IPv6: what reads otherwise (`0177.1`) means different things to different programs. */
const isWritten = (address: string) => ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address)

/**
 * Whether a request may go to this address: one of the public internet, or one that is allowed by name. What wraps another
 * address (mapped, 6to4, NAT64) counts as what it wraps, or not at all.
 */
export const mayReach = (address: string, allowed: readonly AddressRange[]): boolean => {
  if (!isWritten(address)) return false
  const parsed = ipaddr.process(address)
  return (
    parsed.range() === 'unicast' ||
    allowed.some(([range, bits]) => parsed.kind() === range.kind() && parsed.match(range, bits))
  )
}
