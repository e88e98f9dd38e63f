import {
  chmodSync,
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

/**
 * Lines of JSON in one file, which several processes may share. Lines are appended; now and then all are written anew, in a file
 * that takes the place of the other. Offsets are bytes, counted on when that happens.
 */
export interface AppendLog {
  /** Offset at which what was read so far ends. */
  readonly end: () => number
  /** Hands over, in order, every line that was appended since, by whichever process. */
  catchUp(): void
  append(line: object): void
  /** The whole lines from `offset` to the end of what was read; undefined if the log was never that long. */
  since(offset: number): readonly unknown[] | undefined
  /** Puts these in the place of every line up to now: false when another process is at it. Lines that come meanwhile stay. */
  rewrite(lines: () => readonly object[]): boolean
  close(): void
}

/** First line of a file that was written anew: where the log stood, and how many bytes tell what had been said by then. */
interface Head {
  readonly log: { readonly base: number; readonly size: number }
}
interface OpenFile {
  readonly fd: number
  readonly ino: number
  /** The log's offset at which the file begins. */
  readonly base: number
  /** Offset at which what was appended since it was written begins. */
  readonly fresh: number
}

const chunk = 1 << 16
/** Time after which a lock's holder counts as killed. */
const lockMs = 60_000

/** `onLine` gets each parsed line with the offset of its end. Throws what the file system throws. */
export const openLog = (file: string, onLine: (line: unknown, end: number) => void): AppendLog => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  // People's words are for nobody else on this machine; older releases left the folder open.
  chmodSync(dirname(file), 0o700)
  let at = openFile(file)
  let end = at.base
  let reading = false

  const catchUp = (): void => {
    // Listeners to a line may ask to read on: the lines after it are this call's to hand over.
    if (reading) return
    reading = true
    try {
      if (at.base + fstatSync(at.fd).size > end) readOn()
      if (isReplaced()) follow()
    } finally {
      reading = false
    }
  }
  const isReplaced = (): boolean => {
    const found = statSync(file, { throwIfNoEntry: false })
    return found !== undefined && found.ino !== at.ino
  }
  /** Goes on in the new file after what was said by then, which is known. */
  const follow = (): void => {
    readOn()
    closeSync(at.fd)
    at = openFile(file)
    end = at.base + at.fresh
    readOn()
  }
  const readOn = (): void => {
    const bytes = readFrom(at.fd, end - at.base)
    // A line still being written, or torn by a kill, has no newline yet: it is read when it has one.
    const whole = bytes.subarray(0, bytes.lastIndexOf(newline) + 1)
    const base = end
    for (const line of linesOf(whole)) {
      end = base + line.end
      if (line.value !== undefined) onLine(line.value, end)
    }
  }
  const write = (line: object): void => {
    // The newline in front closes a line that a killed process left torn, so it can never swallow this one. One
    // write on O_APPEND is one piece, whoever else is writing.
    const bytes = Buffer.from(`\n${JSON.stringify(line)}\n`)
    if (writeSync(at.fd, bytes) < bytes.length) throw new Error(`${file}: the disk is full`)
  }
  /** The file with `lines` is there whole, or not at all. */
  const replace = (lines: readonly object[]): void => {
    const body = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    const head: Head = { log: { base: end, size: body.length } }
    const part = `${file}.part`
    rmSync(part, { force: true })
    const fd = openSync(part, 'wx', 0o600)
    try {
      writeWhole(fd, Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]))
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(part, file)
    keepName(dirname(file))
  }

  return {
    end: () => end,
    catchUp,
    append(line) {
      const before = at
      write(line)
      catchUp()
      // Written to a file whose place another had taken: whoever wrote that one may not have seen it.
      if (at === before) return
      write(line)
      catchUp()
    },
    since(offset) {
      if (offset > end) return undefined
      const bytes = readFrom(at.fd, Math.max(0, offset - at.base), end - at.base)
      return [...linesOf(bytes)].flatMap((line) => (line.value === undefined ? [] : [line.value]))
    },
    rewrite(lines) {
      if (!lock(`${file}.lock`)) return false
      try {
        catchUp()
        const known = end - at.base
        replace(lines())
        // Lines that others appended since it was read go along.
        const late = readFrom(at.fd, known)
        catchUp()
        for (const { value } of linesOf(late)) if (value !== undefined) write(value as object)
        catchUp()
      } finally {
        rmSync(`${file}.lock`, { force: true })
      }
      return true
    },
    close: () => closeSync(at.fd),
  }
}

const openFile = (file: string): OpenFile => {
  const fd = openSync(file, 'a+', 0o600)
  fchmodSync(fd, 0o600)
  const start = readFrom(fd, 0, 200)
  const length = start.indexOf(newline) + 1
  const head = parse(start.toString('utf8', 0, Math.max(0, length - 1))) as Partial<Head> | undefined
  const { base, size } = head?.log ?? { base: 0, size: -length }
  return { fd, ino: fstatSync(fd).ino, base, fresh: length + size }
}

const writeWhole = (fd: number, bytes: Buffer): void => {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at)
}

/** A crash of the machine does not bring the other file back. Windows opens no folders. */
const keepName = (folder: string): void => {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

const lock = (file: string): boolean => {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found !== undefined && Date.now() - found.mtimeMs > lockMs) rmSync(file, { force: true })
  try {
    closeSync(openSync(file, 'wx', 0o600))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

const newline = 10

const readFrom = (fd: number, from: number, to = Number.POSITIVE_INFINITY): Buffer => {
  const parts: Buffer[] = []
  for (let at = from; at < to;) {
    const part = Buffer.alloc(Math.min(chunk, to - at))
    const read = readSync(fd, part, 0, part.length, at)
    if (read === 0) break
    parts.push(part.subarray(0, read))
    at += read
  }
  return Buffer.concat(parts)
}

function* linesOf(bytes: Buffer): Generator<{ readonly value: unknown; readonly end: number }> {
  for (let from = 0; from < bytes.length;) {
    const to = bytes.indexOf(newline, from)
    if (to < 0) return
    yield { value: parse(bytes.toString('utf8', from, to)), end: to + 1 }
    from = to + 1
  }
}

const parse = (line: string): unknown => {
  if (line === '') return undefined
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}
