import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isForwarded, isLoopback } from '../../src/platform'
import { ApiError } from './connect-error'

/**
 * Guards the playground: whoever reaches it is every person in it, its admin too. So it answers this machine alone, and
 * only when it was asked by a name of this machine: a web page elsewhere that points its own name here (DNS rebinding),
 * that posts across sites, or a proxy that asks for somebody else, is refused. Whoever shows `token` may come from
 * anywhere. Throws ApiError.
 */
export const guard = (request: IncomingMessage, token?: string): void => {
  if (token !== undefined && hasShown(request, token)) return refuseOtherSites(request, originsOf(request))
  if (!isLoopback(request.socket.remoteAddress))
    throw new ApiError(403, 'not-this-machine', `The playground answers only the machine it runs on.${wayIn(token)}`)
  if (isForwarded(request.headers))
    throw new ApiError(403, 'through-a-proxy', `The playground does not answer through a proxy.${wayIn(token)}`)
  const hosts = namesOf(request.socket.localPort)
  const origins = hosts.map((host) => `http://${host}`)
  if (!hosts.includes((request.headers.host ?? '').toLowerCase()))
    throw new ApiError(403, 'wrong-host', 'Open the playground by a name of this machine', origins)
  refuseOtherSites(request, origins)
}

const wayIn = (token: string | undefined) =>
  token === undefined
    ? ' Set PLAYGROUND_TOKEN to let in whoever has it.'
    : ' Open it with the token: /playground/?token=…'

const refuseOtherSites = (request: IncomingMessage, origins: readonly string[]): void => {
  const { origin } = request.headers
  const isForeign = origin !== undefined && !origins.includes(origin.toLowerCase())
  const isCross = request.headers['sec-fetch-site'] === 'cross-site' && request.headers['sec-fetch-mode'] !== 'navigate'
  if (isForeign || isCross) throw new ApiError(403, 'wrong-origin', 'Another site may not use the playground', origins)
}

const cookieName = 'playground'
/** Content of the cookie: made of the token, without giving it away. */
const passOf = (token: string): string => createHmac('sha256', token).update('playground pass').digest('base64url')
export const cookieOf = (token: string): string =>
  `${cookieName}=${passOf(token)}; Path=/playground; HttpOnly; SameSite=Strict`

const digest = (text: string) => createHash('sha256').update(text).digest()
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))

/** True when the token comes with its address, which is then exchanged for the cookie. */
export const comesWithToken = (url: URL, token: string | undefined): boolean =>
  token !== undefined && isSame(url.searchParams.get('token') ?? '', token)

const hasShown = (request: IncomingMessage, token: string): boolean => {
  const { authorization = '', cookie = '' } = request.headers
  const passes = cookie.split(/;\s*/).filter((each) => each.startsWith(`${cookieName}=`))
  return (
    isSame(authorization, `Bearer ${token}`) ||
    passes.some((each) => isSame(each.slice(cookieName.length + 1), passOf(token))) ||
    comesWithToken(new URL(request.url ?? '/', 'http://localhost'), token)
  )
}

/** The pages that this may be: by the name that it was asked by, here or at a proxy. */
const originsOf = ({ headers }: IncomingMessage): readonly string[] =>
  [headers.host, headers['x-forwarded-host']]
    .flat()
    .filter((host) => host !== undefined)
    .flatMap((host) => ['http', 'https'].map((scheme) => `${scheme}://${host.toLowerCase()}`))

const namesOf = (port: number | undefined): readonly string[] => [
  ...['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`),
  ...(port === 80 ? ['127.0.0.1', 'localhost', '[::1]'] : []),
]
