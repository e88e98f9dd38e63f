import { lookup as systemLookup } from 'node:dns/promises'
import type { LookupOptions } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { callbackify } from 'node:util'
import type * as undici from 'undici'
import { lazily } from '../platform'
import { mayReach, type AddressRange } from './public-address'

const client = lazily(() => require('undici') as typeof undici)

/** Requests to addresses that people typed: never into our own network. */
export interface Outgoing {
  /** The status of the last answer, its body unread. Throws OutgoingRefused, or what the network threw. */
  deliver(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<number>
}

/** The address is none that may be asked; the message is for admins. */
export class OutgoingRefused extends Error {
  override readonly name = 'OutgoingRefused'
}

type Resolved = readonly { readonly address: string; readonly family: number }[]
export interface OutgoingParts {
  readonly allowed: readonly AddressRange[]
  readonly timeoutMs?: number
  readonly resolve?: (host: string) => Promise<Resolved>
}

const mostRedirects = 3
const longestUrl = 2000

export const createOutgoing = ({
  allowed,
  timeoutMs = 10_000,
  resolve = async (host) => systemLookup(host, { all: true }),
}: OutgoingParts): Outgoing => {
  const check = (address: string, isPlain: boolean) => {
    if (!mayReach(address, allowed)) throw new OutgoingRefused(`${address} is not an address of the public internet`)
    if (isPlain && !mayReachByName(address)) throw new OutgoingRefused('only https is allowed')
  }
  /** Without TLS only where the operator says so. */
  const mayReachByName = (address: string) => mayReach(address, allowed) && !mayReach(address, [])

  /** Resolved once, checked, and connected to what was checked: a name that changes its mind gains nothing. */
  const lookupFor = (isPlain: boolean): LookupFunction =>
    callbackify(async (host: string, _options: LookupOptions) => {
      const found = await resolve(host)
      if (found.length === 0) throw new OutgoingRefused(`${host} has no address`)
      for (const { address } of found) check(address, isPlain)
      return [...found]
    })

  const once = async (
    url: URL,
    options: undici.Dispatcher.RequestOptions['headers'],
    body: string,
    signal: AbortSignal,
  ) => {
    const isPlain = url.protocol === 'http:'
    const host = url.hostname.replace(/^\[|\]$/g, '')
    // An address needs no lookup, so it is checked here.
    if (isIP(host) !== 0) check(host, isPlain)
    const { Agent, request } = client()
    const agent = new Agent({
      connect: { lookup: lookupFor(isPlain), timeout: timeoutMs, autoSelectFamily: true },
      connections: 1,
      pipelining: 0,
    })
    try {
      const answer = await request(url, { method: 'POST', headers: options ?? null, body, dispatcher: agent, signal })
      answer.body.on('error', () => undefined).destroy()
      return { status: answer.statusCode, location: answer.headers['location'] }
    } finally {
      await agent.destroy()
    }
  }

  return {
    deliver: async (typed, body, headers) => {
      const signal = AbortSignal.timeout(timeoutMs)
      let url = parseTarget(typed)
      for (let redirects = 0; ; redirects++) {
        const { status, location } = await once(url, headers, body, signal)
        if (![307, 308].includes(status) || typeof location !== 'string') return status
        if (redirects === mostRedirects) throw new OutgoingRefused('too many redirects')
        url = parseTarget(location, url)
      }
    },
  }
}

/** Throws OutgoingRefused for what is no web address, or carries a password. */
export const parseTarget = (typed: string, base?: URL): URL => {
  const url = typed.length <= longestUrl && URL.canParse(typed, base?.href) ? new URL(typed, base?.href) : undefined
  if (url === undefined || !['https:', 'http:'].includes(url.protocol)) throw new OutgoingRefused('not a web address')
  if (url.username !== '' || url.password !== '') throw new OutgoingRefused('a web address with a password in it')
  return url
}
