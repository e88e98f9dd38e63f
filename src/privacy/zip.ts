import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipFile {
  /** Its path in the archive, with `/`. */
  readonly name: string
  readonly bytes: Buffer
}

const utf8Names = 0x0800
const deflated = 8
const needed = 20

/** A ZIP archive (APPNOTE 6.3): deflated, names in UTF-8, without dates. Up to 65,535 files and 4 GB. */
export const zip = (files: readonly ZipFile[]): Buffer => {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, bytes } of files) {
    const path = Buffer.from(name)
    const body = deflateRawSync(bytes)
    const facts = factsOf(bytes, body, path)
    const local = Buffer.concat([uint32(0x04034b50), facts, uint16(0), path, body])
    directory.push(
      Buffer.concat([uint32(0x02014b50), uint16(needed), facts, uint16(0, 0, 0, 0), uint32(0, offset), path]),
    )
    parts.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.concat([
    uint32(0x06054b50),
    uint16(0, 0, files.length, files.length),
    uint32(central.length, offset),
    uint16(0),
  ])
  return Buffer.concat([...parts, central, end])
}

/** Facts of an entry about its file, here and in the directory. The date is 1980-01-01, the first there is. */
const factsOf = (bytes: Buffer, body: Buffer, path: Buffer): Buffer =>
  Buffer.concat([
    uint16(needed, utf8Names, deflated, 0, 0x21),
    uint32(crc32(bytes), body.length, bytes.length),
    uint16(path.length),
  ])

const uint16 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(2 * values.length)
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value, 2 * index)
  return bytes
}
const uint32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, 4 * index)
  return bytes
}
