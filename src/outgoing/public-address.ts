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

/** Global unicast as IANA hands it out: whatever else looks like an IPv6 address wraps another one, is special, or is nobody's yet. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Parts of it that are not for the public internet, and what is inside a cloud though it reads like a public address.
 * IANA IPv4 and IPv6 Special-Purpose Address Registries; Azure's host 168.63.129.16, the instance metadata of AWS, Oracle and Alibaba.
 */
const special = [
  '168.63.129.16/32',
  '169.254.169.254/32',
  '100.100.100.200/32',
  '192.0.0.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.175.48.0/24',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
  'fd00:ec2::254/128',
].map((range) => ipaddr.parseCIDR(range))

const isIn = (address: ipaddr.IPv4 | ipaddr.IPv6, ranges: readonly AddressRange[]) =>
  ranges.some(([range, bits]) => address.kind() === range.kind() && address.match(range, bits))

/**
 * True when a request may go to this address: one of the public internet, or one that is allowed by name. What wraps
 * another address (mapped, 6to4, NAT64) counts as what it wraps, or not at all.
 */
export const mayReach = (address: string, allowed: readonly AddressRange[]): boolean => {
  if (!isWritten(address)) return false
  const parsed = ipaddr.process(address)
  return isPublic(parsed) || isIn(parsed, allowed)
}

const isPublic = (address: ipaddr.IPv4 | ipaddr.IPv6) =>
  address.range() === 'unicast' &&
  (address.kind() === 'ipv4' || isIn(address, [globalUnicast])) &&
  !isIn(address, special)
