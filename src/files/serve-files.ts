import type { IncomingMessage, ServerResponse } from 'node:http'
import { encodePart, locales } from '../platform'
import type { Store } from '../store/transaction'
import { fileRows } from './file-rows'
import { words } from '../core/words'
import { wideOf } from './judge-file'
import type { FileLinks } from './file-links'

/** `/files/<desk>/<file>/<until>/<signature>/<name>`: nothing but what a link of the desk's own names, and only while it holds. */
const path = /^\/files\/([0-9a-f-]{36})\/([0-9a-f-]{36})\/(\d{13})\/([\w-]{43})\/[^/]*$/

/** A browser shows these and runs nothing in them; everything else is saved. */
const shown = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

export const serveFiles =
  (store: Store, links: FileLinks) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, desk, file, until, signature] = path.exec((request.url ?? '').split('?', 1)[0]!) ?? []
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (!isRead || desk === undefined || file === undefined) return refuse(request, response, 404)
    const found = await store.read(desk, async (unit) => {
      const verdict = await links.check(unit, { file, until: Number(until), signature: signature! })
      return verdict === 'good' ? ((await fileRows(unit).served(file)) ?? 'forged') : verdict
    })
    // Whether there is such a file is nobody's business without a link of ours.
    if (found === 'forged') return refuse(request, response, 404)
    if (found === 'late') return refuse(request, response, 410)
    const { name, type, bytes } = found
    const isShown = shown.has(type)
    response.writeHead(200, {
      ...always,
      'content-type':
        isShown || type === 'text/plain'
          ? `${type}${type === 'text/plain' ? `; charset=${wideOf(bytes) ?? 'utf-8'}` : ''}`
          : 'application/octet-stream',
      'content-length': bytes.length,
      'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodePart(name).replaceAll(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)}`,
    })
    response.end(request.method === 'HEAD' ? undefined : bytes)
  }

const always = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cache-control': 'private, no-store',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
} as const

const refuse = (request: IncomingMessage, response: ServerResponse, status: 404 | 410) => {
  const wanted = (request.headers['accept-language'] ?? '').slice(0, 2).toLowerCase()
  const speaks = locales.find((locale) => locale === wanted) ?? 'en'
  response
    .writeHead(status, { ...always, 'content-type': 'text/plain; charset=utf-8' })
    .end(words(speaks, status === 410 ? 'file.link-late' : 'file.link-unknown'))
}
