import type { IncomingMessage, ServerResponse } from 'node:http'
import type { z } from 'zod'
import { ApiError } from './connect-error'

const jsonLimit = 1 << 20

/** The body, whole. Throws ApiError when it is longer than `limit` bytes. */
export const readBody = async (request: IncomingMessage, limit: number): Promise<Buffer> => {
  const parts: Buffer[] = []
  let size = 0
  const tooLarge = (): ApiError => new ApiError(413, 'too-large', `A body may have ${limit} bytes`)
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge()
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > limit) throw tooLarge()
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** The body as JSON of this shape. Throws ApiError. */
export const readJson = async <S extends z.ZodType>(request: IncomingMessage, shape: S): Promise<z.output<S>> => {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    throw new ApiError(415, 'not-json', 'Send the body as JSON, with Content-Type: application/json')
  const text = (await readBody(request, jsonLimit)).toString('utf8')
  const parsed = shape.safeParse(parse(text))
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`)
  throw new ApiError(400, 'bad-request', faults.join('; '))
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new ApiError(400, 'bad-json', 'The body is not JSON')
  }
}

export const sendJson = (response: ServerResponse, status: number, value: unknown): void => {
  const body = JSON.stringify(value)
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(body)
}

export const sendError = (response: ServerResponse, error: ApiError): void => {
  const { code, message, allowed } = error
  // The rest of a body that nobody will read must not be taken for the next request.
  if (error.status === 413) response.setHeader('connection', 'close')
  sendJson(response, error.status, { error: { code, message, ...(allowed && { allowed }) } })
}
