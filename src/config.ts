import { join, resolve } from 'node:path'
import { z } from 'zod'
import type { FileLimits } from './files/file-gate'
import { readRanges, type AddressRange } from './outgoing/public-address'
import { locales, type Locale, type PlatformDefinition } from './platform'
import { areMasterKeys } from './store/master-keys'
import { isZone } from './zone'

export interface Config {
  readonly http: { readonly host: string; readonly port: number }
  readonly database: { readonly url?: string; readonly pool: number; readonly allowSuperuser?: string }
  /** Absolute. */
  readonly dataDir: string
  readonly agendaMongodbUrl?: string
  /** 32 bytes in base64; several with commas between. */
  readonly masterKey?: string
  readonly log: { readonly level: LogLevel; readonly format: 'pretty' | 'json' }
  readonly desk: { readonly name: string; readonly locale: Locale; readonly zone: string }
  /** `one` for all workspaces, or `many`: one for each workspace that installs the bot. */
  readonly desks: 'one' | 'many'
  readonly tickMs: number
  /** Where outgoing requests may go beside the public internet. */
  readonly outgoingAllow: readonly AddressRange[]
  /** By platform name, what its definition's `config` made of the environment. */
  readonly platforms: Readonly<Record<string, unknown>>
  /** Where people reach the web server. */
  readonly publicUrl?: string
  readonly files: FileLimits & { readonly clamavUrl?: string }
}
export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** A row of README's table. */
export interface Variable {
  readonly variable: string
  readonly meaning: string
  /** Empty when there is none. */
  readonly default: string
  readonly allowed: string
}

/** The environment cannot be used. The message names every fault, one a line. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault'

  constructor(readonly faults: readonly string[]) {
    super(
      `The configuration has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}:\n  ${faults.join('\n  ')}`,
    )
  }
}

const integer = (from: number, to: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((value) => value >= from && value <= to)
    .default(fallback)
const url = (...schemes: string[]) =>
  z.string().refine((value) => schemes.includes(URL.canParse(value) ? new URL(value).protocol : ''))

const megabyte = 1024 * 1024
const machineZone = Intl.DateTimeFormat().resolvedOptions().timeZone

const core = z.object({
  PORT: integer(0, 65_535, 3000).meta({
    description: 'Port of the web server',
    allowed: 'a number from 0 (any free one) to 65535',
  }),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/)
    .default('127.0.0.1')
    .meta({
      description: 'Address the web server listens on',
      allowed: 'an IP address or a host name; 0.0.0.0 for every interface',
    }),
  DATABASE_URL: url('postgres:', 'postgresql:').optional().meta({
    description: 'PostgreSQL to use instead of the embedded one',
    allowed: 'postgres://user:password@host:5432/database',
    secret: true,
  }),
  DATABASE_POOL: integer(2, 200, 8).meta({
    description: 'Connections to PostgreSQL',
    allowed: 'a number from 2 to 200',
  }),
  DATABASE_ALLOW_SUPERUSER: z.string().optional().meta({
    description: 'Role that may be used although row-level security does not hold it',
    allowed: 'the name of the role in DATABASE_URL',
  }),
  DATA_DIR: z.string().default('./data').meta({ description: 'Folder of the embedded PostgreSQL', allowed: 'a path' }),
  AGENDA_MONGODB_URL: url('mongodb:', 'mongodb+srv:').optional().meta({
    description: 'MongoDB for the job scheduler, instead of PostgreSQL',
    allowed: 'mongodb://host:27017/database',
    secret: true,
  }),
  MASTER_KEY: z.string().refine(areMasterKeys).optional().meta({
    description: 'Key under which stored secrets are sealed; every process of one database needs the same',
    allowed:
      '32 bytes in base64 (openssl rand -base64 32); while keys are changed several, the new one first, with commas',
    default: 'made on the first start, in DATA_DIR/master.key',
    secret: true,
  }),
  LOG_LEVEL: z.enum(logLevels).default('info').meta({ description: 'The least important log line that is written' }),
  LOG_FORMAT: z.enum(['pretty', 'json']).optional().meta({
    description: 'How log lines are written',
    default: 'pretty in a terminal or outside production, else json',
  }),
  DESK_NAME: z
    .string()
    .min(1)
    .max(80)
    .default('Help desk')
    .meta({ description: 'What the desk is called', allowed: '1 to 80 characters' }),
  DESKS: z.enum(['one', 'many']).default('one').meta({
    description:
      'One desk, which the first workspace of each network joins, or one for each workspace that installs the bot',
  }),
  DESK_LOCALE: z.enum(locales).default('en').meta({ description: 'Language of the desk, where nobody’s own is known' }),
  DESK_ZONE: z.string().refine(isZone).default(machineZone).meta({
    description: 'Time zone of the desk',
    allowed: 'an IANA name, such as Europe/Madrid',
    default: 'the machine’s',
  }),
  TICK_MS: integer(50, 60_000, 500).meta({
    description: 'How often due work is looked for, in milliseconds',
    allowed: 'a number from 50 to 60000',
  }),
  PUBLIC_URL: url('http:', 'https:').optional().meta({
    description: 'Where people reach the web server; without it files are shown by no link',
    allowed: 'https://desk.example.com',
  }),
  FILE_MAX_MB: integer(1, 100, 10).meta({
    description: 'The largest file that is taken in, in megabytes',
    allowed: 'a number from 1 to 100',
  }),
  FILE_DAILY_MB: integer(1, 100_000, 200).meta({
    description: 'What one customer may send as files in a day, in megabytes',
    allowed: 'a number from 1 to 100000',
  }),
  FILE_DESK_MB: integer(1, 100_000_000, 20_000).meta({
    description: 'What the files of one desk may come to, in megabytes',
    allowed: 'a number from 1 to 100000000',
  }),
  CLAMAV_URL: url('tcp:').optional().meta({
    description: 'ClamAV’s clamd, which looks through every file before anybody gets it',
    allowed: 'tcp://127.0.0.1:3310',
  }),
  OUTGOING_ALLOW: z
    .string()
    .transform((typed) => readRanges(typed) ?? [])
    .refine((ranges) => ranges.length > 0)
    .optional()
    .meta({
      description: 'Private addresses that webhooks may reach',
      allowed: 'IP addresses and ranges, separated by commas: 10.1.2.3, 10.2.0.0/16',
    }),
  NODE_ENV: z
    .string()
    .optional()
    .meta({ description: 'Node’s usual mode; only decides how logs look', allowed: 'production or anything else' }),
})

type Environment = Readonly<Record<string, string | undefined>>

/** Reads the environment: the only place that does. Throws ConfigFault with every fault at once. */
export function readConfig(definitions: readonly PlatformDefinition[], env: Environment = process.env): Config {
  // An empty variable is an unset one: compose files and CI systems pass `NAME=`.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const faults: string[] = []
  const read = <T>(schema: z.ZodType<T>): T | undefined => {
    const shape = shapeOf(schema)
    const own = Object.fromEntries(Object.entries(given).filter(([name]) => name in shape))
    const result = schema.safeParse(own)
    if (!result.success) faults.push(...faultsOf(result.error, shape, own))
    return result.data
  }

  const values = read(core)
  const platforms = Object.fromEntries(definitions.map((definition) => [definition.name, read(definition.config)]))
  faults.push(...misspelt(Object.keys(given), variablesOf(definitions)))
  if (faults.length > 0 || !values) throw new ConfigFault([...new Set(faults)])

  const terminal = Boolean(process.stdout.isTTY) || values.NODE_ENV !== 'production'
  return {
    http: { host: values.HOST, port: values.PORT },
    database: { url: values.DATABASE_URL, pool: values.DATABASE_POOL, allowSuperuser: values.DATABASE_ALLOW_SUPERUSER },
    dataDir: resolve(join(values.DATA_DIR)),
    agendaMongodbUrl: values.AGENDA_MONGODB_URL,
    masterKey: values.MASTER_KEY,
    log: { level: values.LOG_LEVEL, format: values.LOG_FORMAT ?? (terminal ? 'pretty' : 'json') },
    desk: { name: values.DESK_NAME, locale: values.DESK_LOCALE, zone: values.DESK_ZONE },
    desks: values.DESKS,
    tickMs: values.TICK_MS,
    outgoingAllow: values.OUTGOING_ALLOW ?? [],
    publicUrl: values.PUBLIC_URL,
    files: {
      largest: values.FILE_MAX_MB * megabyte,
      customerDaily: values.FILE_DAILY_MB * megabyte,
      desk: values.FILE_DESK_MB * megabyte,
      clamavUrl: values.CLAMAV_URL,
    },
    platforms,
  }
}

/** Every variable there is, the core's first: README's table is made of it. */
export function describeConfig(definitions: readonly PlatformDefinition[]): readonly Variable[] {
  return [core, ...definitions.map((definition) => definition.config)]
    .flatMap((schema) => Object.entries(shapeOf(schema)))
    .map(([variable, schema]) => ({
      variable,
      meaning: schema.meta()?.description ?? '',
      default: defaultOf(schema),
      allowed: allowedOf(schema),
    }))
}

type Shape = Readonly<Record<string, z.ZodType>>

/** The object a schema reads, looking through transforms and refinements around it. */
function shapeOf(schema: z.ZodType): Shape {
  if (schema instanceof z.ZodObject) return schema.shape as Shape
  if (schema instanceof z.ZodPipe) return shapeOf(schema.def.in as z.ZodType)
  return {}
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional)
    return unwrap(schema.def.innerType as z.ZodType)
  return schema
}

function allowedOf(schema: z.ZodType): string {
  const allowed = schema.meta()?.['allowed']
  if (typeof allowed === 'string') return allowed
  const inner = unwrap(schema)
  if (inner instanceof z.ZodEnum) return inner.options.join(' or ')
  return 'text'
}

function defaultOf(schema: z.ZodType): string {
  const told = schema.meta()?.['default']
  if (typeof told === 'string') return told
  return schema instanceof z.ZodDefault ? String(schema.def.defaultValue) : ''
}

const looksSecret = (name: string, schema: z.ZodType | undefined): boolean =>
  schema?.meta()?.['secret'] === true || /TOKEN|SECRET|PASSWORD|KEY|URL/.test(name)

function faultsOf(error: z.ZodError, shape: Shape, given: Environment): readonly string[] {
  return error.issues.map((issue) => {
    const name = String(issue.path[0] ?? '')
    const schema = shape[name]
    if (!schema) return issue.message
    const value = given[name]
    // A refinement over several variables says itself what is wrong: its text is the author's.
    if (issue.code === 'custom' && issue.message !== 'Invalid input') return `${name}: ${issue.message}`
    const fallback = defaultOf(schema)
    const mend = `Allowed: ${allowedOf(schema)}.${fallback ? ` Without it: ${fallback}.` : ''}`
    if (value === undefined) return `${name} is missing. ${mend}`
    return `${name}${looksSecret(name, schema) ? '' : ` is "${value.slice(0, 80)}", which`} cannot be used. ${mend}`
  })
}

const variablesOf = (definitions: readonly PlatformDefinition[]): readonly string[] =>
  describeConfig(definitions).map(({ variable }) => variable)

/** Only names within a slip of the finger: an environment is full of other programs' variables. */
function misspelt(given: readonly string[], known: readonly string[]): readonly string[] {
  return given
    .filter((name) => !known.includes(name))
    .flatMap((name) => {
      const meant = known.find(
        (variable) => variable.length >= 6 && distance(name, variable) <= (variable.length < 8 ? 1 : 2),
      )
      return meant ? [`${name} is not a variable of this program: did you mean ${meant}? Rename it or remove it.`] : []
    })
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)))
    row = next
  }
  return row[b.length] ?? 0
}
