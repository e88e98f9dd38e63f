import type { IncomingMessage, ServerResponse } from 'node:http'
import { hasHungUp } from '../../src/platform'
import type { Session } from './session'
import { endpoints, viewerOf } from './connect-api'
import { ApiError } from './connect-error'
import { sendError, sendJson } from './connect-json'
import { comesWithToken, cookieOf, guard } from './connect-guard'
import type { PageFiles } from './connect-page'
import type { Streams } from './connect-stream'

export interface Server {
  handle(request: IncomingMessage, response: ServerResponse): void
  /** Takes nothing more, and waits for what is under way. */
  close(): Promise<void>
}

const base = '/playground/'
const api = `${base}api/`

export const createServer = (session: Session, streams: Streams, page: PageFiles, token?: string): Server => {
  const underWay = new Set<Promise<void>>()
  let closed = false

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      guard(request, token)
      if (closed) throw new ApiError(503, 'stopped', 'The desk is stopping: try again in a moment')
      const url = new URL(request.url ?? '/', 'http://localhost')
      // Out of the address at once: it stays in histories, and goes along in links.
      if (token !== undefined && request.method === 'GET' && comesWithToken(url, token))
        return void response
          .writeHead(303, { location: base, 'set-cookie': cookieOf(token), 'referrer-policy': 'no-referrer' })
          .end()
      if (!url.pathname.startsWith(api)) return sendPage(page, request, response, url)
      const path = url.pathname.slice(api.length).replace(/\/$/, '')
      if (path === 'stream' && request.method === 'GET') return streams.open(request, response, viewerOf(url))
      const { handler, id } = route(request.method ?? 'GET', path)
      const result = await handler({ session, request, response, url, id })
      if (result !== undefined) sendJson(response, 200, result)
    } catch (error) {
      if (hasHungUp(request, response)) session.log.debug({ path: request.url }, 'a client hung up')
      else if (response.headersSent) response.destroy()
      else if (error instanceof ApiError) sendError(response, error)
      else {
        session.log.error({ err: error, method: request.method, path: request.url }, 'a playground request failed')
        sendError(response, new ApiError(500, 'failed', 'This went wrong on our side; the log tells why'))
      }
    }
  }
  return {
    handle(request, response) {
      const done = answer(request, response).finally(() => underWay.delete(done))
      underWay.add(done)
    },
    async close() {
      closed = true
      streams.close()
      await Promise.all(underWay)
    },
  }
}

const route = (method: string, path: string): { readonly handler: (typeof endpoints)[string]; readonly id: string } => {
  const parts = path.split('/')
  const pattern = parts.map((part, at) => (at === 1 ? ':id' : part)).join('/')
  const handler = endpoints[`${method} ${pattern}`]
  if (handler) return { handler, id: decode(parts[1] ?? '') }
  const known = [...Object.keys(endpoints), 'GET stream']
  const others = known.filter((one) => one.endsWith(` ${pattern}`))
  if (others.length) throw new ApiError(405, 'wrong-method', `${method} is not for this path`, others)
  throw new ApiError(404, 'no-such-path', `There is no ${method} ${path}`, known)
}

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new ApiError(400, 'bad-request', 'The path is not well encoded')
  }
}

const sendPage = (page: PageFiles, request: IncomingMessage, response: ServerResponse, url: URL): void => {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    throw new ApiError(405, 'wrong-method', 'The page is read with GET', ['GET'])
  if (url.pathname === '/playground') {
    response.writeHead(308, { location: base }).end()
    return
  }
  const file = page.find(url.pathname.slice(base.length) || 'index.html')
  if (!file) throw new ApiError(404, 'no-such-path', `There is no ${url.pathname}`, [base])
  response
    .writeHead(200, {
      'content-type': file.type,
      'content-length': file.body.length,
      'cache-control': 'no-cache',
      'content-security-policy': page.policy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .end(request.method === 'HEAD' ? undefined : file.body)
}
