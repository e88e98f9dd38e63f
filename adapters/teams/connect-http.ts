import type { IncomingMessage, ServerResponse } from 'node:http'
import { cut } from '../../src/platform'
import { readActivity, tenantOf } from './payload'
import { NotTeams, type Sdk } from './connect-sdk'
import type { Reply } from './interactions-answer'
import type { Reception } from './receive'
import type { Session } from './session'
import { isLoopback, isServiceUrl } from './settings'

/** Path that Teams calls. */
export const endpoint = '/api/messages'

const largestBody = 1024 * 1024

export type Receiver = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** The endpoint that Teams calls: it answers once what it was told is stored. */
export const createReceiver = (sdk: Sdk, { settings, host }: Session, { take }: Reception): Receiver => {
  const answer = async (request: IncomingMessage): Promise<Reply> => {
    if (request.method !== 'POST') return { status: 405 }
    if (!settings.app && !isLoopback(request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''))
      return { status: 403 }
    const body = await readBody(request)
    if (body === undefined) return { status: 413 }
    const activity = readActivity(parse(body))
    if (!activity) return { status: 400 }
    if (activity.channelId !== 'msteams' || !isServiceUrl(activity.serviceUrl, settings)) {
      host.log.warn({ channel: cut(activity.channelId, 40) }, 'an activity of another channel or connector was refused')
      return { status: 403 }
    }
    await sdk.authenticate(request.headers.authorization ?? '', activity)
    if (settings.app?.tenant !== undefined && tenantOf(activity) !== settings.app.tenant) {
      host.log.warn({ tenant: cut(tenantOf(activity), 60) }, 'an activity of another organisation was dropped')
      return { status: 200 }
    }
    return take(activity)
  }

  return async (request, response) => {
    const reply = await answer(request).catch((error: unknown): Reply => {
      if (error instanceof NotTeams) return { status: 401 }
      host.log.error({ error }, 'an activity could not be taken; Teams sends it again')
      return { status: 500 }
    })
    if (response.writableEnded || response.destroyed) return
    const json = reply.body === undefined ? '' : JSON.stringify(reply.body)
    response.writeHead(reply.status, { 'content-type': 'application/json; charset=utf-8' }).end(json)
  }
}

const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size <= largestBody) parts.push(part)
  }
  return size > largestBody ? undefined : Buffer.concat(parts).toString('utf8')
}
const parse = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
