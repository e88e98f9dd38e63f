import { cut } from '../platform'
import pino from 'pino'
import { isColorSupported, prettyFactory } from 'pino-pretty'
import type { LogLevel } from './config'
import type { Log } from '../platform'

export interface LogOptions {
  readonly level: LogLevel
  readonly format: 'pretty' | 'json'
  /** Target of the lines; standard output by default. */
  readonly to?: { write(line: string): unknown }
}

/**
 * Writes lines of JSON, or text for a terminal. Errors keep only listed properties (an SDK's error carries the request
 * with its headers), values under names like `token` are hidden, and every line is scrubbed of what looks like a secret.
 */
export function createLog({ level, format, to }: LogOptions): Log {
  const out = to ?? pino.destination({ fd: 1, sync: true })
  const readable = prettyFactory({
    ignore: 'pid',
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    colorize: isColorSupported,
  })
  const stream = format === 'json' ? out : { write: (line: string) => out.write(readable(line)) }
  const logger = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: scrub },
    },
    stream as pino.DestinationStream,
  )
  const write = (name: LogLevel) => (facts: object, message: string) => {
    // A line that is not written costs nothing: facts are copied only for those that are.
    if (logger.isLevelEnabled(name)) logger[name](plain(facts), message)
  }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

const hidden = '[hidden]'
const secretName =
  /(?<!has)(token|secret|password|passwd|authorization|cookie|credential|api_?key|private_?key|signature)$/i
const errorProperties = ['code', 'status', 'statusCode', 'kind', 'retryAt', 'constraint', 'table', 'syscall', 'params']

function plain(facts: object): object {
  const result = copy(facts, 0, new Set())
  return facts instanceof Error ? { error: result } : (result as object)
}

function copy(value: unknown, depth: number, above: Set<object>): unknown {
  if (typeof value === 'string') return value.length > 8000 ? `${cut(value, 8000)}…` : value
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value)
  if (typeof value === 'function') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (above.has(value) || depth > 8) return '[deeper]'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString()
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`

  const within = new Set(above).add(value)
  const next = (inner: unknown): unknown => copy(inner, depth + 1, within)
  if (value instanceof Error) return copyError(value, next)
  if (value instanceof Map)
    return copyEntries(
      [...value].map(([key, inner]) => [keyOf(key), inner]),
      next,
    )
  if (Array.isArray(value) || value instanceof Set) return [...value].slice(0, 100).map(next)
  return copyEntries(Object.entries(value), next)
}

/** Words for a map's key. An object may have none: what it cannot say is no reason to lose the line. */
const keyOf = (key: unknown): string => {
  try {
    return String(key)
  } catch {
    return `[${typeof key}]`
  }
}

const copyEntries = (entries: [string, unknown][], next: (value: unknown) => unknown): object =>
  Object.fromEntries(entries.map(([key, inner]) => [key, secretName.test(key) ? hidden : next(inner)]))

function copyError(error: Error, next: (value: unknown) => unknown): object {
  const own = error as unknown as Readonly<Record<string, unknown>>
  const listed = errorProperties.filter((name) => own[name] !== undefined).map((name) => [name, next(own[name])])
  return {
    type: error.name,
    message: next(error.message),
    stack: next(error.stack),
    ...Object.fromEntries(listed),
    ...(error.cause === undefined ? {} : { cause: next(error.cause) }),
    ...(error instanceof AggregateError ? { errors: next(error.errors) } : {}),
  }
}

/** Each is linear in the line's length: what is logged may come from a stranger. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/\bx(?:ox[a-z]|app|wfp)-[\w-]{6,}/g, hidden],
  [/\b(Bearer|Basic|Bot)\s+[\w.~+/=-]{8,}/gi, `$1 ${hidden}`],
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:@/"\\]{0,200}):[^\s@/"\\]{1,500}@/gi, `$1:${hidden}@`],
  [/\b[MNO][\w-]{22,28}\.[\w-]{6,7}\.[\w-]{27,}/g, hidden],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, hidden],
  [/(\/(?:webhooks|interactions)\/\d{5,25}\/)[\w-]{20,}/g, `$1${hidden}`],
  [/(\/files\/[0-9a-f-]{36}\/[0-9a-f-]{36}\/\d{13}\/)[\w-]{40,}/g, `$1${hidden}`],
  [/(\bhooks\.slack\.com\/)[^\s"\\]{8,}/g, `$1${hidden}`],
  [/-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^"]{0,8000}/g, hidden],
  [/\b((?:client_)?secret|password|access_token|refresh_token|token)=[^\s&"\\]{4,}/gi, `$1=${hidden}`],
]

function scrub(line: string): string {
  return secrets.reduce((text, [pattern, instead]) => text.replace(pattern, instead), line)
}
