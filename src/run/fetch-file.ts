import type { FileRef, Platform } from '../platform'

/** More than anybody writes by hand. */
const largest = 1_000_000

/** A file's bytes, from the network that it was sent on. Undefined when they cannot be had, or are too many. */
export const fetchFile = async (platform: Platform | undefined, file: FileRef): Promise<Buffer | undefined> => {
  if (platform === undefined || file.size > largest) return undefined
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of await platform.file(file)) {
      chunks.push(Buffer.from(chunk as Uint8Array))
      size += chunks.at(-1)!.length
      // The size that was announced is a claim.
      if (size > largest) return undefined
    }
  } catch {
    return undefined
  }
  return Buffer.concat(chunks)
}
