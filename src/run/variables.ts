import { z } from 'zod'
import { readRanges } from '../outgoing/public-address'
import { locales } from '../platform'
import { areMasterKeys } from '../store/master-keys'
import { isZone } from '../core/zone'

export const logLevels = ['debug', 'info', 'warn', 'error'] as const

const integer = (from: number, to: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((value) => value >= from && value <= to)
    .default(fallback)
const url = (...schemes: string[]) =>
  z.string().refine((value) => schemes.includes(URL.canParse(value) ? new URL(value).protocol : ''))

const machineZone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** The environment variables of the program itself: each with what it means and what is allowed, as docs/configuration.md tells. */
export const variables = z.object({
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
  METRICS_PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((value) => value >= 1 && value <= 65_535)
    .optional()
    .meta({
      description: 'A port of their own for /metrics, for a network that only Prometheus reaches; then PORT has none',
      allowed: 'a number from 1 to 65535',
      default: 'none',
    }),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\w~.+/=-]{16,200}$/)
    .optional()
    .meta({
      description:
        'What Prometheus shows as a bearer token to read /metrics; without it this machine alone may read them',
      allowed: '16 or more letters and digits (openssl rand -hex 16)',
      secret: true,
    }),
  NODE_ENV: z
    .string()
    .optional()
    .meta({ description: 'Node’s usual mode; only decides how logs look', allowed: 'production or anything else' }),
})
