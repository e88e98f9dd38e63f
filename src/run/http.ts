import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Metrics } from './metrics'
import { hasHungUp, isForwarded, isLoopback, OperatorFault, type Log } from '../platform'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

export interface Http {
  /** Requests whose path is `path` or below it; the longest such path wins. Throws when the path has a handler. */
  route(path: string, handler: Handler): void
  /** Resolves with the port once it listens. Rejects with a sentence on what to change when it cannot. */
  listen(): Promise<{ port: number }>
  /** Takes no more requests, waits up to 2 s for those under way, then cuts what is left (event streams). */
  close(): Promise<void>
}

export interface HttpOptions {
  readonly host: string
  readonly port: number
  readonly log: Log
  readonly metrics: Metrics
  /** Token whose bearer may read the figures; without one this machine alone may, asking itself. */
  readonly metricsToken?: string
  /** A port of their own, where everybody may read them who gets there; then they are nowhere else. */
  readonly metricsPort?: number
  /** Tells whether it should be sent traffic: it is open, and the database answers. */
  ready(): Promise<boolean>
}

const graceMs = 2000

export function createHttp({ host, port, log, metrics, metricsToken, metricsPort, ready }: HttpOptions): Http {
  const routes = new Map<string, Handler>()
  const server = createServer((request, response) => {
    const path = pathOf(request)
    const handler = longest(routes, path)
    // Once we are closing, a connection that becomes idle is of no more use; without this its keep-alive time runs out first.
    response.on('close', () => closing && setImmediate(() => server.closeIdleConnections()))
    const answer = async (): Promise<void> => (handler ? handler(request, response) : fallback(path, response))
    answer().catch((error: unknown) => {
      if (hasHungUp(request, response)) return log.debug({ method: request.method, path }, 'a client hung up')
      log.error({ error, method: request.method, path }, 'a request failed')
      if (response.headersSent) response.destroy()
      else sendJson(response, 500, { error: 'Something went wrong here. It was logged.' })
    })
  })
  let closing = false

  function fallback(path: string, response: ServerResponse): void {
    if (path === '/' && routes.has('/playground')) response.writeHead(302, { location: '/playground/' }).end()
    else sendJson(response, 404, { error: `There is nothing at ${path}.` })
  }
  function route(path: string, handler: Handler): void {
    const key = trim(path)
    if (routes.has(key)) throw new Error(`two handlers for the path ${path}`)
    routes.set(key, handler)
  }

  route('/healthz', (_, response) => sendJson(response, 200, { status: 'ok' }))
  route('/readyz', async (_, response) => {
    const able = await ready().catch(() => false)
    sendJson(response, able ? 200 : 503, {
      status: able ? 'ready' : 'not ready: starting, stopping, or without its database',
    })
  })
  const writeFigures = async (response: ServerResponse) => {
    const text = await metrics.registry.metrics()
    response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text)
  }
  if (metricsPort === undefined)
    route('/metrics', async (request, response) => {
      const refusal = refuseReader(request, metricsToken)
      if (refusal === undefined) return writeFigures(response)
      sendJson(response, metricsToken === undefined ? 403 : 401, { error: refusal })
    })
  const apart = metricsPort === undefined ? undefined : figuresServer(writeFigures)

  return {
    route,
    listen: async () => {
      if (apart !== undefined) await listenOn(apart, host, metricsPort!, 'METRICS_PORT')
      return { port: await listenOn(server, host, port, 'PORT') }
    },
    close: async () => {
      apart?.close()
      apart?.closeAllConnections()
      await new Promise<void>((resolve) => {
        closing = true
        if (!server.listening) return resolve()
        const cut = setTimeout(() => server.closeAllConnections(), graceMs)
        server.close(() => {
          clearTimeout(cut)
          resolve()
        })
        server.closeIdleConnections()
      })
    },
  }
}

const figuresServer = (write: (response: ServerResponse) => Promise<void>): Server =>
  createServer((request, response) => {
    if (pathOf(request) !== '/metrics') sendJson(response, 404, { error: 'Here are the figures alone: /metrics.' })
    else write(response).catch(() => response.destroy())
  })

const listenOn = async (server: Server, host: string, port: number, variable: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port, variable)))
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })

/** Refuses a reader: how many write when, and of what, is the desk's own business. Undefined for whoever may read it. */
const refuseReader = ({ headers, socket }: IncomingMessage, token: string | undefined): string | undefined => {
  if (token !== undefined)
    return isSame(headers.authorization ?? '', `Bearer ${token}`) ? undefined : 'Send METRICS_TOKEN as a bearer token.'
  if (isLoopback(socket.remoteAddress) && !isForwarded(headers)) return undefined
  return 'The figures are for this machine alone, or for whoever has METRICS_TOKEN.'
}

const digest = (text: string) => createHash('sha256').update(text).digest()
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))

/** The path without query, or '/' where a client sent nonsense. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split(/[?#]/, 1)[0] || '/'
}

const trim = (path: string): string => path.replace(/\/+$/, '')

function longest(routes: ReadonlyMap<string, Handler>, path: string): Handler | undefined {
  for (let prefix = trim(path); prefix !== ''; prefix = prefix.slice(0, prefix.lastIndexOf('/'))) {
    const handler = routes.get(prefix)
    if (handler) return handler
  }
  return undefined
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

function explain(error: NodeJS.ErrnoException, host: string, port: number, variable: string): Error {
  const sentences: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} is in use: set ${variable} to another one, or stop what uses it`,
    EACCES: `port ${port} may not be used by this user: set ${variable} to one above 1023`,
    EADDRNOTAVAIL: `${host} is not an address of this machine: set HOST`,
    ENOTFOUND: `${host} is not a known host: set HOST`,
  }
  return new OperatorFault(sentences[error.code ?? ''] ?? `cannot listen on ${host}:${port}: ${error.message}`, {
    cause: error,
  })
}
