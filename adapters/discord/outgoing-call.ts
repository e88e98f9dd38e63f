import {
  DiscordAPIError,
  HTTPError,
  RateLimitError,
  REST,
  RESTEvents,
  type RawFile,
  type RESTOptions,
} from '@discordjs/rest'
import { DeliveryFailure, defined } from '../../src/platform'

export interface Request {
  readonly body?: unknown
  readonly query?: Readonly<Record<string, string | number | boolean>>
  readonly files?: readonly RawFile[]
  /** False for the addresses that carry a token of their own: interactions and webhooks. */
  readonly auth?: boolean
}
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Calls Discord's REST API. Throws DeliveryFailure and nothing else; never sends twice. Reads wait for their rate limit. */
export interface Api {
  /** For the gateway, which asks it for its own address. */
  readonly rest: REST
  call<T>(method: Method, path: string, request?: Request): Promise<T>
  /** A file's bytes, from Discord's own file host. */
  fetchFile(url: string): Promise<Response>
  close(): void
}

const callMs = 20_000
const budgetWindowMs = 600_000
/** Discord bans an address after 10,000 answers of 401, 403 and 429 in 10 minutes; long before that something is wrong here. */
const budget = 90

/** Errors of Discord's own numbering. */
const gone = new Set([10003, 10004, 10008, 10011, 10013, 10015, 10062, 50007, 50027, 50278])
export const archivedThread = 50083
export const notTheAuthor = 50005
export const threadExists = 160004

/** Discord's own number for a failed call, where it gave one. */
export const codeOf = (error: unknown): number | undefined =>
  error instanceof DeliveryFailure && error.cause instanceof DiscordAPIError && typeof error.cause.code === 'number'
    ? error.cause.code
    : undefined

export const createApi = ({ token, url }: { readonly token: string; readonly url?: string }): Api => {
  const rest = new REST({
    version: '10',
    retries: 0,
    timeout: 15_000,
    // Not undici’s own `request`: where another version of it was loaded first, that one cannot read the forms of this one.
    makeRequest: async (address, init) => fetch(address, init as RequestInit) as ReturnType<RESTOptions['makeRequest']>,
    // Sends go back to the courier, which keeps the order; reads, and answers to people, wait here.
    // So do the 50 requests a second of the whole bot.
    rejectOnRateLimit: ({ method, route, global, timeToReset }) =>
      method !== 'GET' &&
      !route.includes('/callback') &&
      !route.includes('/commands') &&
      !(global && timeToReset <= 1000),
    ...defined({ api: url }),
  }).setToken(token)
  const invalid: number[] = []
  let isRefused = false

  const checkBudget = (): void => {
    if (isRefused) throw new DeliveryFailure('blocked', 'Discord no longer accepts DISCORD_BOT_TOKEN')
    const since = Date.now() - budgetWindowMs
    while (invalid.length > 0 && (invalid[0] ?? 0) < since) invalid.shift()
    if (invalid.length >= budget)
      throw new DeliveryFailure(
        'throttled',
        'too many refused requests in 10 minutes',
        new Date((invalid[0] ?? 0) + budgetWindowMs),
      )
  }
  rest.on(RESTEvents.Response, (_request, { status }) => {
    if (status === 401 || status === 403 || status === 429) invalid.push(Date.now())
  })

  return {
    rest,
    async call<T>(method: Method, path: string, { body, query, files, auth = true }: Request = {}): Promise<T> {
      if (auth) checkBudget()
      const search =
        query &&
        new URLSearchParams(Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]))
      try {
        return (await rest.request({
          method: method as never,
          fullRoute: path as `/${string}`,
          auth,
          signal: AbortSignal.timeout(callMs),
          ...(search && { query: search }),
          ...defined({ body }),
          ...(files && files.length > 0 && { files: [...files] }),
        })) as T
      } catch (error) {
        if (auth && error instanceof DiscordAPIError && error.status === 401) isRefused = true
        throw failureOf(error, method)
      }
    },
    async fetchFile(address) {
      const response = await fetch(address, { signal: AbortSignal.timeout(callMs) }).catch((cause: unknown) => {
        throw new DeliveryFailure('again', 'the file host did not answer', undefined, { cause })
      })
      if (response.ok) return response
      await response.body?.cancel()
      const isGone = response.status === 404 || response.status === 403
      throw new DeliveryFailure(isGone ? 'gone' : 'again', `the file host answered ${response.status}`)
    },
    close() {
      rest.clearHashSweeper()
      rest.clearHandlerSweeper()
    },
  }
}

const failureOf = (error: unknown, method: Method): DeliveryFailure => {
  const cause = { cause: error }
  if (error instanceof RateLimitError) {
    const ms = Math.max(50, error.retryAfter, error.timeToReset, error.sublimitTimeout)
    return new DeliveryFailure('throttled', `rate limit of ${error.route}`, new Date(Date.now() + ms), cause)
  }
  if (error instanceof DiscordAPIError) return refusedBy(error)
  // It may have been done, and the answer lost.
  if (error instanceof HTTPError)
    return new DeliveryFailure(
      method === 'GET' ? 'again' : 'unclear',
      `Discord answered ${error.status}`,
      undefined,
      cause,
    )
  const words = error instanceof Error ? error.message : String(error)
  if (/Expected token/.test(words))
    return new DeliveryFailure('blocked', 'Discord no longer accepts DISCORD_BOT_TOKEN', undefined, cause)
  const never = neverLeft(error)
  return new DeliveryFailure(
    never || method === 'GET' ? 'again' : 'unclear',
    `no answer from Discord: ${words}`,
    undefined,
    cause,
  )
}

const refusedBy = (error: DiscordAPIError): DeliveryFailure => {
  const { status, code, message } = error
  const kind =
    status === 401
      ? 'blocked'
      : (typeof code === 'number' && gone.has(code)) || status === 404
        ? 'gone'
        : // Too many threads, or an answer of the network in between: it passes.
          code === 160006 || code === 40333
          ? 'again'
          : status === 403
            ? 'blocked'
            : 'refused'
  const retryAt = code === 160006 ? new Date(Date.now() + 60_000) : undefined
  return new DeliveryFailure(kind, `Discord: ${message} (${code})`, retryAt, { cause: error })
}

const unsent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

const neverLeft = (error: unknown): boolean => {
  for (let at = error as { code?: string; cause?: unknown } | undefined, depth = 0; at && depth < 4; depth++) {
    if (at.code !== undefined && unsent.has(at.code)) return true
    at = at.cause as typeof at
  }
  return false
}
