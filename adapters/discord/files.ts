import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { ReadableStream } from 'node:stream/web'
import type { RawFile } from 'discord.js'
import { DeliveryFailure, type Content, type FileRef, type Platform } from '../../src/platform'
import type { Calls } from './outgoing-body'
import { attachmentsIn, type Message } from './inbound-contents'
import { fileLimit } from './limits'
import { platformName } from './refs'

/** Bytes there and back. */
export const createFiles = ({ running, call }: Calls) => {
  const file: Platform['file'] = async ({ id }) => {
    const { api } = running()
    const { body } = await api.fetchFile(id.startsWith('link:') ? id.slice('link:'.length) : await linkOf(id))
    if (!body) throw new DeliveryFailure('again', 'the file host sent nothing')
    return Readable.fromWeb(body as ReadableStream)
  }
  /** Links are signed and expire: a message asked for anew has fresh ones. */
  const linkOf = async (id: string): Promise<string> => {
    const { known } = running()
    const [channel = '', message = '', attachment = ''] = id.split('/')
    const cached = known.links.get(attachment)
    if (cached) {
      known.links.delete(attachment)
      return cached
    }
    const asked = await call<Message>({ channel }, 'GET', `/channels/${channel}/messages/${message}`)
    const found = attachmentsIn(asked).find((one) => one.id === attachment)
    if (!found) throw new DeliveryFailure('gone', 'the file is no longer there')
    return found.url
  }

  const filesOf = async ({ files = [] }: Content): Promise<readonly RawFile[]> => {
    const taken = new Set<string>()
    return Promise.all(
      files.map(async (ref): Promise<RawFile> => {
        const bytes = await bytesOf(ref)
        if (bytes.length > fileLimit)
          throw new DeliveryFailure('refused', `${ref.name} is larger than ${fileLimit} bytes`)
        return { data: bytes, name: uniqueName(ref.name, taken), contentType: ref.type }
      }),
    )
  }
  const bytesOf = (ref: FileRef): Promise<Buffer> =>
    ref.platform === platformName
      ? file(ref).then((stream) => buffer(stream))
      : running()
          .host.file(ref)
          .then((stream) => buffer(stream))
          .catch((cause: unknown) => {
            throw new DeliveryFailure('again', `the file ${ref.name} could not be read`, undefined, { cause })
          })

  return { file, filesOf }
}
export type Files = ReturnType<typeof createFiles>

/** As Discord takes a file's name, and keeps it. */
export const safeName = (name: string): string =>
  name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '_')
    .slice(-100) || 'file'

/** Names in one message must differ, and a component can name only plain ones. */
const uniqueName = (name: string, taken: Set<string>): string => {
  const safe = safeName(name)
  let unique = safe
  for (let at = 2; taken.has(unique); at++) unique = `${at}-${safe}`
  taken.add(unique)
  return unique
}
