import { isUtf8 } from 'node:buffer'
import type * as fileType from 'file-type/core'
import { lazily } from '../platform'
import type { FileFault } from './file-fault'
import { endsAsZip, unpackedSize } from './zip-size'

const fileTypes = lazily(() => require('file-type/core') as typeof fileType)

/** Verdict on a file by its bytes: what the sender called it is a hint. */
export interface Judged {
  readonly type: string
  /** As it was sent, or with an ending more that says what it is. */
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

/** Endings that say what a file is, and what it may be then: documents of an office are ZIPs, old or locked ones CFBs. */
const office = ['docx', 'xlsx', 'pptx', 'zip', 'cfb'] as const
const video = ['mp4', 'm4v', 'm4a', 'mov', '3gp', '3g2'] as const
const claims: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['png', ['png', 'apng']],
  ['jpg', ['jpg']],
  ['jpeg', ['jpg']],
  ['gif', ['gif']],
  ['webp', ['webp']],
  ['bmp', ['bmp']],
  ['pdf', ['pdf', 'ai']],
  ['mp4', video],
  ['mp3', ['mp3', 'mp2', 'mp1', 'aac']],
  ['docx', office],
  ['xlsx', office],
  ['pptx', office],
])
/** Types that put a program on the machine that opens them, whatever they are called. */
const installs = new Set(['deb', 'rpm', 'apk', 'crx', 'xpi', 'jar', 'class', 'swf', 'wasm', 'dmg'])

/** Formats that are made of words; every other that words happen to begin like, such as BM and MZ, is none. */
const wordy = /^(?:text\/|application\/(?:pdf|rtf|xml|postscript|eps|pgp-\S+|x-\S*\+xml|\S+\+xml))/

/** Marks that a browser might read in an image that is something else too. */
const hidden = ['<script', '<html', '<svg', '<?php', '%PDF-']

export const judgeFile = async (bytes: Buffer, name: string): Promise<Judged | FileFault> => {
  const isText = isWords(bytes)
  // Bytes that begin as a type and go on as none are of no type.
  const guessed = await fileTypes()
    .fileTypeFromBuffer(bytes)
    .catch(() => undefined)
  const found = isText && guessed !== undefined && !wordy.test(guessed.mime) ? undefined : guessed
  if (runnable.test(name.trim().replace(/\.+$/, '')) || (found !== undefined && executables.has(found.mime)))
    return 'executable'
  if (found?.mime.startsWith('image/') === true && isMore(bytes)) return 'disguised'
  const unpacked = unpackedSize(bytes)
  if (unpacked !== undefined && unpacked > harmlessSize && unpacked > mostTimes * bytes.length) return 'bomb'
  if (found === undefined || found.mime === 'application/xml') return unknown(isText, name)
  return { type: found.mime, name: honestName(name, found.ext) }
}

const endingOf = (name: string): string => /\.([^./\\\s]+)\s*$/.exec(name.toLowerCase())?.[1] ?? ''

/** As it was sent, unless its ending says that it is what it is not. */
const honestName = (name: string, found: string): string => {
  const ending = endingOf(name)
  const lies = installs.has(found) ? ending !== found : claims.get(ending)?.includes(found) === false
  return lies ? `${name}.${found}` : name
}

/** Words in UTF-8, or in UTF-16 with the mark that says so. */
const isWords = (bytes: Buffer): boolean => {
  const encoding = wideOf(bytes)
  if (encoding === undefined) return isUtf8(bytes) && !control.test(bytes.toString('utf8'))
  if (bytes.length % 2 === 1) return false
  try {
    return !control.test(new TextDecoder(encoding, { fatal: true }).decode(bytes))
  } catch {
    return false
  }
}
// oxlint-disable-next-line no-control-regex -- a text has none of them
const control = /[\0-\x08\x0e-\x1a\x1c-\x1f]/
/** UTF-16, by the mark at the beginning. */
export const wideOf = (bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined =>
  bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined

const isMore = (bytes: Buffer): boolean => {
  if (endsAsZip(bytes)) return true
  const text = bytes.toString('latin1').toLowerCase()
  return hidden.some((mark) => text.includes(mark.toLowerCase()))
}

/** Words are words, HTML among them: nobody is told that they are a page. */
const unknown = (isText: boolean, name: string): Judged => {
  const lies = claims.has(endingOf(name)) || endingOf(name) === 'zip'
  return {
    type: isText ? 'text/plain' : 'application/octet-stream',
    name: lies ? `${name}.${isText ? 'txt' : 'bin'}` : name,
  }
}
