import { isUtf8 } from 'node:buffer'
import type * as fileType from 'file-type/core'
import { lazily } from '../platform'
import type { FileFault } from './file-fault'
import { endsAsZip, unpackedSize } from './zip-size'

const fileTypes = lazily(() => require('file-type/core') as typeof fileType)

/** What a file is, by its bytes: what the sender called it is a hint. */
export interface Judged {
  readonly type: string
  /** Ends as what it is. */
  readonly name: string
}

/** Archives and packed office files unpack to so much more than they are at most, once they are of some size. */
const mostTimes = 100
const harmlessSize = 50 * 1024 * 1024

const executables = new Set([
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
  'application/vnd.microsoft.portable-executable',
  'application/x-ms-shortcut',
  'application/java-vm',
])
/** A double click runs them, whatever is in them. */
const runnable = /\.(?:exe|com|scr|pif|cpl|msi|msp|bat|cmd|vbs|vbe|wsf|wsh|hta|lnk|ps1|jar|app)$/i

/** What a browser might read in an image that is something else too. */
const hidden = ['<script', '<html', '<svg', '<?php', '%PDF-']

export const judgeFile = async (bytes: Buffer, name: string): Promise<Judged | FileFault> => {
  // Bytes that begin as a type and go on as none are of no type.
  const found = await fileTypes()
    .fileTypeFromBuffer(bytes)
    .catch(() => undefined)
  if (runnable.test(name.trim().replace(/\.+$/, '')) || (found !== undefined && executables.has(found.mime)))
    return 'executable'
  if (found?.mime.startsWith('image/') === true && isMore(bytes)) return 'disguised'
  const unpacked = unpackedSize(bytes)
  if (unpacked !== undefined && unpacked > harmlessSize && unpacked > mostTimes * bytes.length) return 'bomb'
  if (found === undefined || found.mime === 'application/xml') return textOr(bytes, name)
  const endings = found.ext === 'jpg' ? ['jpg', 'jpeg'] : [found.ext]
  // What others are made of has their names: a document is a ZIP.
  const isOwn = found.mime === 'application/zip' || endings.some((ending) => name.toLowerCase().endsWith(`.${ending}`))
  return { type: found.mime, name: isOwn ? name : `${name}.${found.ext}` }
}

const isMore = (bytes: Buffer): boolean => {
  if (endsAsZip(bytes)) return true
  const text = bytes.toString('latin1').toLowerCase()
  return hidden.some((mark) => text.includes(mark.toLowerCase()))
}

/** Words are words, HTML among them: nobody is told that they are a page. */
const textOr = (bytes: Buffer, name: string): Judged => {
  const isText = isUtf8(bytes) && !bytes.includes(0)
  const claimsMore = /\.(?:png|jpe?g|gif|webp|bmp|pdf|mp4|mp3|zip|docx|xlsx|pptx)$/i.test(name)
  return {
    type: isText ? 'text/plain' : 'application/octet-stream',
    name: claimsMore ? `${name}.${isText ? 'txt' : 'bin'}` : name,
  }
}
