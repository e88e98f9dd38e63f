import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { clipName, DeliveryFailure, type FileRef, type Host } from '../../src/platform'
import { isSlackUrl, workspaceOf, type Session } from './session'
import { call, toFailure } from './outgoing-call'
import { partsOf } from './refs'
import type { Workspace } from './connect-workspaces'

const patienceMs = 20_000

const httpFailure = (status: number, what: string, headers: Headers): DeliveryFailure => {
  if (status === 429)
    return new DeliveryFailure(
      'throttled',
      'Slack asks to wait',
      new Date(Date.now() + (Number(headers.get('retry-after')) || 30) * 1000),
    )
  return new DeliveryFailure(status >= 500 ? 'again' : status === 404 ? 'gone' : 'refused', `${what}: HTTP ${status}`)
}

const fetched = async (what: string, url: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(patienceMs) })
  } catch (cause) {
    throw new DeliveryFailure('again', `${what} did not succeed`, undefined, { cause })
  }
}

/** The bytes of a file that a message announced. Its links expire, so it is asked for anew. */
export const openFile = async (session: Session, ref: FileRef): Promise<Readable> => {
  const { workspace, channel: id } = partsOf(ref)
  const { client, token } = await workspaceOf(session, workspace)
  const { file } = await call(async () => client.files.info({ file: id }))
  const url = file?.url_private_download ?? file?.url_private
  if (url === undefined || !isSlackUrl(url, session.apiUrl))
    throw new DeliveryFailure('refused', `the file ${id} has no bytes at Slack`)
  const response = await fetched('fetching a file', url, { headers: { authorization: `Bearer ${token}` } })
  if (response.status !== 200 || !response.body) {
    await response.body?.cancel()
    // Without the right to read files Slack shows its sign-in page.
    if (response.status >= 300 && response.status < 400)
      throw new DeliveryFailure('blocked', 'Slack asks to sign in for the file: is files:read granted?')
    throw httpFailure(response.status, 'fetching a file', response.headers)
  }
  if (response.headers.get('content-type')?.startsWith('text/html') && !/html/.test(file?.mimetype ?? 'html')) {
    await response.body.cancel()
    throw new DeliveryFailure('blocked', 'Slack showed a page instead of the file: is files:read granted?')
  }
  return Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0])
}

/** Brings the bytes to Slack; nobody sees them before `shareFiles`. Answers Slack's ids. */
export const uploadFiles = async (
  host: Host,
  { client }: Workspace,
  files: readonly FileRef[],
  apiUrl?: string,
): Promise<string[]> => {
  const ids: string[] = []
  for (const file of files) {
    const bytes = await host
      .file(file)
      .then((stream) => buffer(stream))
      .catch((cause: unknown) => {
        throw new DeliveryFailure('again', 'the desk’s file could not be read', undefined, { cause })
      })
    // An empty file cannot be uploaded at all.
    const body = bytes.length > 0 ? bytes : Buffer.from('\n')
    const { upload_url, file_id } = await call(async () =>
      client.files.getUploadURLExternal({
        filename: clipName(file.name, 250) || 'file',
        length: body.length,
      }),
    )
    if (upload_url === undefined || file_id === undefined || !isSlackUrl(upload_url, apiUrl))
      throw new DeliveryFailure('again', 'Slack named no place for the file')
    const response = await fetched('uploading a file', upload_url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(body),
    })
    await response.body?.cancel()
    if (response.status !== 200) throw httpFailure(response.status, 'uploading a file', response.headers)
    ids.push(file_id)
  }
  return ids
}

export interface Sharing {
  readonly channel: string
  readonly thread?: string
  readonly files: readonly string[]
  readonly username?: string
  readonly icon_url?: string
}

/** Shows uploaded files in a place, as a message under the one that announces them: Slack cannot put both into one. */
export const shareFiles = async ({ client }: Workspace, { channel, thread, files, ...as }: Sharing): Promise<void> => {
  const [first, ...rest] = files.map((id) => ({ id }))
  if (!first) return
  try {
    await client.apiCall('files.completeUploadExternal', {
      files: [first, ...rest],
      channel_id: channel,
      ...(thread !== undefined && { thread_ts: thread }),
      ...as,
    })
  } catch (error) {
    const failure = toFailure(error)
    // The words are posted: to do it all again would say them twice, so the next look finds them and shares what is missing.
    throw new DeliveryFailure('unclear', `the files are not shared yet: ${failure.message}`, failure.retryAt, {
      cause: error,
    })
  }
}

/** Shares what an earlier attempt left unshared. */
export const shareMissing = async (workspace: Workspace, sharing: Sharing): Promise<void> => {
  const missing: string[] = []
  for (const id of sharing.files) {
    const { file } = await call(async () => workspace.client.files.info({ file: id }))
    const { public: open = {}, private: closed = {} } = (file?.shares ?? {}) as { public?: object; private?: object }
    if (Object.keys(open).length + Object.keys(closed).length === 0) missing.push(id)
  }
  await shareFiles(workspace, { ...sharing, files: missing })
}
