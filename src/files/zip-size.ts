const endOfDirectory = 0x06054b50
const directoryEntry = 0x02014b50
const longestComment = 65_557

/** True when a ZIP archive ends these bytes. */
export const endsAsZip = (bytes: Buffer): boolean => endAt(bytes) !== undefined

const endAt = (bytes: Buffer): number | undefined => {
  for (let at = bytes.length - 22; at >= 0 && at >= bytes.length - longestComment; at--)
    if (bytes.readUInt32LE(at) === endOfDirectory) return at
  return undefined
}

/** Size that a ZIP says it has unpacked, in bytes; undefined when it is none. Infinity when what it says is nonsense. */
export const unpackedSize = (bytes: Buffer): number | undefined => {
  const end = endAt(bytes)
  if (end === undefined) return undefined
  const count = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  let size = 0
  for (let entry = 0; entry < count; entry++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== directoryEntry) return Infinity
    size += bytes.readUInt32LE(at + 24)
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return size
}
