import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { DeliveryFailure, type FileRef, type Host, type Inbound } from '../../src/platform'
import { fieldsOf, stringIn } from './payload'
import { toFailure } from './outgoing-call'
import { fileLimit } from './limits'
import { isLoopback, isServiceUrl, type Settings } from './settings'

const fetchMs = 20_000

/** OneDrive and SharePoint, where Teams keeps files; their links carry their own permission. */
const storage = /^([a-z0-9-]+\.)+(sharepoint\.com|sharepoint\.us|sharepoint-mil\.us|svc\.ms|1drv\.com)$/

const isStorageUrl = (url: string, settings: Settings): boolean => {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, host } = new URL(url)
  if (isLoopback(hostname)) return !settings.app || settings.serviceHosts.includes(host)
  return protocol === 'https:' && (storage.test(hostname) || settings.serviceHosts.includes(host))
}

/** Opens a file, if it is in one of Teams' own places. Throws DeliveryFailure. */
const open = async (
  ref: FileRef,
  settings: Settings,
  authorization: ((serviceUrl: string) => Promise<string | undefined>) | undefined,
  method: 'GET' | 'HEAD',
): Promise<Response> => {
  const at = ref.id.indexOf(' ')
  const [kind, url] = [ref.id.slice(0, at), ref.id.slice(at + 1)]
  const isOurs = kind === 'attachment' && isServiceUrl(url, settings)
  if (!isOurs && !isStorageUrl(url, settings))
    throw new DeliveryFailure('refused', 'the file lies where the desk does not look')
  const token = isOurs ? await authorization?.(new URL(url).origin) : undefined
  try {
    const response = await fetch(url, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(fetchMs),
      ...(token && { headers: { authorization: token } }),
    })
    if (response.ok) return response
    await response.body?.cancel()
    throw toFailure({ statusCode: response.status, message: 'the file could not be fetched' }, 'change')
  } catch (error) {
    throw toFailure(error, 'change')
  }
}

export const openFile = async (
  ref: FileRef,
  settings: Settings,
  authorization: (serviceUrl: string) => Promise<string | undefined>,
): Promise<Readable> => {
  const { body } = await open(ref, settings, authorization, 'GET')
  return body ? Readable.fromWeb(body as ReadableStream) : Readable.from([])
}

/** Teams announces no sizes; storage tells them quickly, and where it does not the size stays unknown. */
export const withSizes = async (event: Inbound, settings: Settings): Promise<Inbound> => {
  if (event.kind !== 'message' || event.files.length === 0) return event
  const sizeOf = async (file: FileRef): Promise<FileRef> => {
    if (file.size >= 0 || !file.id.startsWith('download ')) return file
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, 1500, undefined).unref())
    const response = await Promise.race([open(file, settings, undefined, 'HEAD').catch(() => undefined), late])
    const length = Number(response?.headers.get('content-length') ?? Number.NaN)
    return Number.isInteger(length) && length >= 0 ? { ...file, size: length } : file
  }
  return { ...event, files: await Promise.all(event.files.map(sizeOf)) }
}

export interface Consent {
  readonly accepted: boolean
  readonly file: FileRef
  readonly upload: Readonly<Record<string, unknown>>
}
export const readConsent = (value: unknown): Consent | undefined => {
  const { file } = fieldsOf(fieldsOf(value)['context'])
  const { platform, kind, id, name, size, type } = fieldsOf(file)
  if (kind !== 'file' || typeof platform !== 'string' || typeof id !== 'string' || typeof name !== 'string')
    return undefined
  const ref: FileRef = {
    platform,
    kind,
    id,
    name,
    size: Number(size ?? -1),
    type: typeof type === 'string' ? type : '',
  }
  return {
    accepted: stringIn(value, 'action') === 'accept',
    file: ref,
    upload: fieldsOf(fieldsOf(value)['uploadInfo']),
  }
}

/** Puts the bytes where the person's consent says, and gives the card that shows the file. Throws DeliveryFailure. */
export const upload = async ({ file, upload: to }: Consent, host: Host, settings: Settings): Promise<object> => {
  const url = stringIn(to, 'uploadUrl') ?? ''
  if (!isStorageUrl(url, settings))
    throw new DeliveryFailure('refused', 'the file was to go where the desk does not write')
  const bytes = await host.file(file).then(async (stream) => buffer(stream))
  if (bytes.length > fileLimit) throw new DeliveryFailure('refused', `${file.name} is larger than ${fileLimit} bytes`)
  const response = await fetch(url, {
    method: 'PUT',
    redirect: 'error',
    body: new Uint8Array(bytes),
    signal: AbortSignal.timeout(fetchMs),
    headers: { 'content-range': `bytes 0-${Math.max(0, bytes.length - 1)}/${bytes.length}` },
  }).catch((error: unknown) => {
    throw toFailure(error, 'change')
  })
  await response.body?.cancel()
  if (!response.ok) throw toFailure({ statusCode: response.status, message: 'the file was not taken' }, 'change')
  return {
    contentType: 'application/vnd.microsoft.teams.card.file.info',
    contentUrl: stringIn(to, 'contentUrl'),
    name: stringIn(to, 'name') ?? file.name,
    content: { uniqueId: stringIn(to, 'uniqueId'), fileType: stringIn(to, 'fileType') },
  }
}
