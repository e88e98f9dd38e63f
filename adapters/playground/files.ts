import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { DeliveryFailure, type FileRef, type Host } from '../../src/platform'
import { fileLimit } from './limits'
import type { SharedNetwork } from './network-shared'
import { platformName } from './refs'

/** Keeps the bytes of a file that is about to be posted, and gives the id under which they are. Throws DeliveryFailure. */
export const keepFile = async (file: FileRef, network: SharedNetwork, host: Host): Promise<string> => {
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

/** The bytes of a file that somebody posted. */
export const openFile = async (network: SharedNetwork, { id }: FileRef): Promise<Readable> => {
  const bytes = await network.openFile(id)
  if (!bytes) throw new DeliveryFailure('gone', `there is no file ${id}`)
  return Readable.from(bytes)
}
