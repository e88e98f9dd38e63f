import { buffer } from 'node:stream/consumers'
import { DeliveryFailure, plain, type Content, type FileRef, type Host, type Limits } from '../../src/platform'
import { platformName } from './directory'
import type { Body } from './network-post'
import { render } from './render'
import type { SharedNetwork } from './network-shared'

/** This network is as generous as its page can draw well. */
export const limits: Limits = {
  text: 8000,
  card: {
    title: 200,
    text: 4000,
    fields: 20,
    fieldValue: 500,
    blocks: 30,
    row: 8,
    rows: 6,
    label: 60,
    choices: 100,
    total: 16_000,
  },
  actionId: 4000,
  form: { title: 120, fields: 20, label: 120, text: 4000, choices: 100 },
  private: 'anywhere',
  commands: 'anywhere',
  edits: true,
  deletes: true,
  reactions: true,
  typing: true,
  threads: true,
  replies: true,
  hears: { typing: true, replies: true },
  files: { size: 10 * 1024 * 1024, count: 10, where: 'anywhere' },
  persona: 'native',
  // The log remembers every key for ever.
  unclear: { by: 'key', for: Number.MAX_SAFE_INTEGER },
  pace: [],
  identity: 'proven',
  keepsWords: true,
  unpaced: ['open', 'settle'],
}

export const fileLimit = limits.files === 'none' ? 0 : limits.files.size
export const fileCount = limits.files === 'none' ? 0 : limits.files.count

/** What is about to be posted, its files fetched and kept. Throws DeliveryFailure. */
export const bodyOf = async (content: Content, network: SharedNetwork, host: Host): Promise<Body> => {
  if (plain(content.text).length > limits.text)
    throw new DeliveryFailure('refused', `a post may have ${limits.text} characters, and this one has more`)
  const files = content.files ?? []
  if (files.length > fileCount) throw new DeliveryFailure('refused', `a post may have ${fileCount} files`)
  return render(content, await Promise.all(files.map((file) => keep(file, network, host))))
}

const keep = async (file: FileRef, network: SharedNetwork, host: Host): Promise<string> => {
  if (file.platform === platformName) {
    if (network.read().files.has(file.id)) return file.id
    throw new DeliveryFailure('refused', `there is no file ${file.id} here`)
  }
  const bytes = await host
    .file(file)
    .then((stream) => buffer(stream))
    .catch((cause: unknown) => {
      throw new DeliveryFailure('again', `the file ${file.name} could not be read`, undefined, { cause })
    })
  if (bytes.length > fileLimit) throw new DeliveryFailure('refused', `${file.name} is larger than ${fileLimit} bytes`)
  return (await network.keepFile(file.name, file.type, bytes)).id
}
