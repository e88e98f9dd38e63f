import type { IncomingMessage, ServerResponse } from 'node:http'
import { parse } from 'node:querystring'
import type { HTTPReceiver } from '@slack/bolt'

export const eventsPath = '/slack/events'
const largest = 4 * 1024 * 1024
const skewMs = 300_000

const read = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > largest) return undefined
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}

/** Bolt reads `null` for an object, and falls. */
const isObject = (body: Buffer, type: string | undefined): boolean => {
  try {
    const words = body.toString()
    const payload = type?.startsWith('application/x-www-form-urlencoded') ? parse(words)['payload'] : words
    if (typeof payload !== 'string') return payload === undefined
    const value: unknown = JSON.parse(payload)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

const one = (header: string | string[] | undefined): string => (typeof header === 'string' ? header : '')

/** Enough of a signature to know it again: there are thousands, and a slice would keep the whole alive. */
const markOf = (signature: string): string =>
  Buffer.from(signature.slice('v0='.length), 'hex').subarray(0, 12).toString('latin1')

/**
 * Refuses what Bolt's receiver lets through: timestamps of the future, and a request that somebody recorded and sends
 * again within five minutes. Slack itself signs every retry anew.
 */
export const guarded = (
  receiver: HTTPReceiver,
): ((request: IncomingMessage, response: ServerResponse) => Promise<void>) => {
  /** The last second of each. One that was dated ahead may keep those after it a little longer, never shorter. */
  const taken = new Map<string, number>()
  const forget = (now: number): void => {
    for (const [mark, until] of taken) {
      if (until * 1000 > now) return
      taken.delete(mark)
    }
  }
  return async (request, response) => {
    const refuse = (status: number): void => void response.writeHead(status, { connection: 'close' }).end()
    if (request.url?.split('?')[0] !== eventsPath) return refuse(404)
    if (request.method !== 'POST') return refuse(405)
    const sent = Number(one(request.headers['x-slack-request-timestamp'])) * 1000
    const signature = one(request.headers['x-slack-signature'])
    const mark = markOf(signature)
    const body = await read(request).catch(() => undefined)
    if (!body) return refuse(413)
    // Once all of it is here: a body may be sent slowly.
    const now = Date.now()
    const isCheck = signature === '' && body.toString().includes('ssl_check=1')
    if (!isCheck && !(Math.abs(now - sent) <= skewMs)) return refuse(401)
    forget(now)
    if (!isCheck && taken.has(mark)) return refuse(401)
    if (!isObject(body, request.headers['content-type'])) return refuse(400)
    if (!isCheck) taken.set(mark, Math.ceil((sent + skewMs) / 1000) + 1)
    response.once('close', () => {
      if (response.statusCode >= 300 || !response.writableFinished) taken.delete(mark)
    })
    receiver.requestListener(Object.assign(request, { rawBody: body }), response)
  }
}
