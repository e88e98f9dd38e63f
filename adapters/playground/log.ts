import { chmodSync, closeSync, fchmodSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Append-only lines of JSON in one file, which several processes may share. Offsets are bytes. */
export interface AppendLog {
  /** Where what was read so far ends. */
  readonly end: () => number
  /** Hands over, in order, every line that was appended since, by whichever process. */
  catchUp(): void
  append(line: object): void
  /** The whole lines from `offset` to the end of what was read; undefined if the log was never that long. */
  since(offset: number): readonly unknown[] | undefined
  close(): void
}

const chunk = 1 << 16

/** `onLine` gets each parsed line with the offset of its end. Throws what the file system throws. */
export const openLog = (file: string, onLine: (line: unknown, end: number) => void): AppendLog => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  // What people say is for nobody else on this machine; older releases left it open.
  chmodSync(dirname(file), 0o700)
  const fd = openSync(file, 'a+', 0o600)
  fchmodSync(fd, 0o600)
  let end = 0
  let reading = false

  const catchUp = (): void => {
    // Whoever hears of a line may ask to read on: the lines after it are this call's to hand over.
    if (reading || fstatSync(fd).size <= end) return
    reading = true
    try {
      readOn()
    } finally {
      reading = false
    }
  }
  const readOn = (): void => {
    const bytes = readFrom(fd, end)
    // A line still being written, or torn by a kill, has no newline yet: it is read when it has one.
    const whole = bytes.subarray(0, bytes.lastIndexOf(newline) + 1)
    const base = end
    for (const line of linesOf(whole)) {
      end = base + line.end
      if (line.value !== undefined) onLine(line.value, end)
    }
  }
  return {
    end: () => end,
    catchUp,
    append(line) {
      // The newline in front closes a line that a killed process left torn, so it can never swallow this one. One
      // write on O_APPEND is one piece, whoever else is writing.
      const bytes = Buffer.from(`\n${JSON.stringify(line)}\n`)
      if (writeSync(fd, bytes) < bytes.length) throw new Error(`${file}: the disk is full`)
      catchUp()
    },
    since(offset) {
      if (offset > end) return undefined
      return [...linesOf(readFrom(fd, offset, end))].flatMap((line) => (line.value === undefined ? [] : [line.value]))
    },
    close: () => closeSync(fd),
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
