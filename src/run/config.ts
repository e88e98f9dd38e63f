import { join, resolve } from 'node:path'
import type { z } from 'zod'
import { allowedOf, defaultOf, faultsOf, misspelt, shapeOf } from './config-faults'
import { meantOtherwise } from './other-names'
import type { FileLimits } from '../files/file-gate'
import type { AddressRange } from '../outgoing/public-address'
import { OperatorFault, type Locale, type PlatformDefinition, defined } from '../platform'
import { variables, type logLevels } from './variables'

export interface Config {
  readonly http: {
    readonly host: string
    readonly port: number
    readonly metricsToken?: string
    readonly metricsPort?: number
  }
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
  /** Addresses to which outgoing requests may go beside the public internet. */
  readonly outgoingAllow: readonly AddressRange[]
  /** By platform name, what its definition's `config` made of the environment. */
  readonly platforms: Readonly<Record<string, unknown>>
  /** Address at which people reach the web server. */
  readonly publicUrl?: string
  readonly files: FileLimits & { readonly clamavUrl?: string }
  /** Notes for the operator: names of variables that were probably meant otherwise. */
  readonly notes?: readonly string[]
}
export type LogLevel = (typeof logLevels)[number]

/** A row of the table in docs/configuration.md. */
export interface Variable {
  readonly variable: string
  readonly meaning: string
  /** Empty when there is none. */
  readonly default: string
  readonly allowed: string
}

/** The environment cannot be used. The message names every fault, one a line. */
export class ConfigFault extends OperatorFault {
  override readonly name = 'ConfigFault'

  constructor(readonly faults: readonly string[]) {
    super(
      `The configuration has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}:\n  ${faults.join('\n  ')}`,
    )
  }
}

const megabyte = 1024 * 1024
type Environment = Readonly<Record<string, string | undefined>>

/** Reads the environment: the only place that does. Throws ConfigFault with every fault at once. */
export function readConfig(definitions: readonly PlatformDefinition[], env: Environment = process.env): Config {
  // An empty variable is an unset one: compose files and CI systems pass `NAME=`.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const faults: string[] = []
  const read = <T>(schema: z.ZodType<T>): T | undefined => {
    const shape = shapeOf(schema)
    const own = Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(shape, name)))
    const result = schema.safeParse(own)
    if (!result.success) faults.push(...faultsOf(result.error, shape, own))
    return result.data
  }

  const values = read(variables)
  const platforms = Object.fromEntries(definitions.map((definition) => [definition.name, read(definition.config)]))
  faults.push(...misspelt(Object.keys(given), variablesOf(definitions)))
  if (faults.length > 0 || !values) throw new ConfigFault([...new Set(faults)])

  const notes = meantOtherwise(Object.keys(given), variablesOf(definitions))
  const terminal = Boolean(process.stdout.isTTY) || values.NODE_ENV !== 'production'
  return {
    http: {
      host: values.HOST,
      port: values.PORT,
      ...defined({ metricsToken: values.METRICS_TOKEN, metricsPort: values.METRICS_PORT }),
    },
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
    ...(notes.length > 0 && { notes }),
  }
}

/** Every variable there is, the core's first: docs/configuration.md is made of it. */
export function describeConfig(definitions: readonly PlatformDefinition[]): readonly Variable[] {
  return [variables, ...definitions.map((definition) => definition.config)]
    .flatMap((schema) => Object.entries(shapeOf(schema)))
    .map(([variable, schema]) => ({
      variable,
      meaning: schema.meta()?.description ?? '',
      default: defaultOf(schema),
      allowed: allowedOf(schema),
    }))
}

const variablesOf = (definitions: readonly PlatformDefinition[]): readonly string[] =>
  describeConfig(definitions).map(({ variable }) => variable)
