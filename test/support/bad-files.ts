import { deflateRawSync } from 'node:zlib'
import type { FileFault } from '../../src/files/file-fault'
import { eicar } from './fake-clamd'

/** A ZIP of one file. `claims`: how large it says that it is unpacked. */
export const zipOf = (name: string, bytes: Buffer, claims = bytes.length): Buffer => {
  const packed = deflateRawSync(bytes)
  const facts = Buffer.alloc(22)
  facts.writeUInt16LE(8, 0)
  facts.writeUInt32LE(packed.length, 10)
  facts.writeUInt32LE(claims, 14)
  facts.writeUInt16LE(name.length, 18)
  const local = Buffer.concat([Buffer.from('PK\x03\x04\x14\x00\x00\x00', 'latin1'), facts, Buffer.from(name), packed])
  const directory = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00\x14\x00\x00\x00', 'latin1'),
    facts,
    Buffer.alloc(14),
    Buffer.from(name),
  ])
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, directory, end])
}

export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

interface BadFile {
  readonly name: string
  readonly bytes: Buffer
  readonly fault: FileFault
}
export const badFiles: readonly BadFile[] = [
  { name: 'eicar.txt', bytes: Buffer.from(eicar), fault: 'infected' },
  { name: 'more.zip', bytes: zipOf('a', Buffer.alloc(200_000), 300_000_000), fault: 'bomb' },
  { name: 'gifar.png', bytes: Buffer.concat([png, zipOf('Evil.class', Buffer.from('x'))]), fault: 'disguised' },
  { name: 'page.png', bytes: Buffer.concat([png, Buffer.from('<SCRIPT>alert(1)</script>')]), fault: 'disguised' },
  { name: 'invoice.pdf.exe', bytes: Buffer.from('MZ and the rest of it'), fault: 'executable' },
  {
    name: 'photo.jpg',
    bytes: Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(64)]),
    fault: 'executable',
  },
  { name: 'film.mp4', bytes: Buffer.alloc(11 * 1024 * 1024), fault: 'too-large' },
]
