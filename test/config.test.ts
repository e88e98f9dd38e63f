import { resolve } from 'node:path'
import { z } from 'zod'
import { ConfigFault, describeConfig, readConfig } from '../src/run/config'
import { definePlatform, type PlatformDefinition } from '../src/platform'

const pigeon = definePlatform({
  name: 'pigeon',
  config: z
    .object({
      PIGEON_TOKEN: z
        .string()
        .min(10)
        .optional()
        .meta({ description: 'The pigeon’s token', allowed: '10 letters or more' }),
      PIGEON_LOFT: z.enum(['roof', 'yard']).default('roof').meta({ description: 'Where it lives' }),
    })
    .transform(({ PIGEON_TOKEN, PIGEON_LOFT }) => ({ token: PIGEON_TOKEN, loft: PIGEON_LOFT })),
  configured: ({ token }) => token !== undefined,
  create: () => {
    throw new Error('not made here')
  },
}) as PlatformDefinition

const faults = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig([pigeon], env)
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults
    throw error
  }
  return []
}

describe('someone starts the desk', () => {
  it('without any setting, and it has what it needs', () => {
    expect(readConfig([pigeon], {})).toEqual({
      http: { host: '127.0.0.1', port: 3000 },
      database: { url: undefined, pool: 8, allowSuperuser: undefined },
      dataDir: resolve('data'),
      agendaMongodbUrl: undefined,
      log: { level: 'info', format: 'pretty' },
      desk: { name: 'Help desk', locale: 'en', zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
      desks: 'one',
      tickMs: 500,
      outgoingAllow: [],
      files: { largest: 10 * 2 ** 20, customerDaily: 200 * 2 ** 20, desk: 20_000 * 2 ** 20, clamavUrl: undefined },
      platforms: { pigeon: { token: undefined, loft: 'roof' } },
    })
  })

  it('with everything set', () => {
    const config = readConfig([pigeon], {
      PORT: '0',
      HOST: '0.0.0.0',
      DATABASE_URL: 'postgres://desk:pw@db:5432/desk',
      DATABASE_POOL: '16',
      DATA_DIR: '/var/lib/taquilla',
      AGENDA_MONGODB_URL: 'mongodb+srv://db/agenda',
      LOG_LEVEL: 'debug',
      LOG_FORMAT: 'json',
      DESK_NAME: 'Soporte',
      DESK_LOCALE: 'es',
      DESK_ZONE: 'America/Santiago',
      TICK_MS: '100',
      PIGEON_TOKEN: 'coo-coo-coo-coo',
    })
    expect(config).toMatchObject({
      http: { host: '0.0.0.0', port: 0 },
      database: { url: 'postgres://desk:pw@db:5432/desk', pool: 16 },
      dataDir: '/var/lib/taquilla',
      desk: { name: 'Soporte', locale: 'es', zone: 'America/Santiago' },
      tickMs: 100,
      platforms: { pigeon: { token: 'coo-coo-coo-coo', loft: 'roof' } },
    })
  })

  it('with an empty variable, which is as good as none', () => {
    expect(readConfig([], { PORT: '', DATABASE_URL: '' }).http.port).toBe(3000)
  })
})

describe('someone made mistakes', () => {
  it('and hears of all of them at once, with what is allowed', () => {
    expect(
      faults({ PORT: 'abc', LOG_LEVEL: 'loud', DESK_ZONE: 'Mars/Olympus', PIGEON_LOFT: 'cellar', DATABASE_UR: 'x' }),
    ).toEqual([
      'PORT is "abc", which cannot be used. Allowed: a number from 0 (any free one) to 65535. Without it: 3000.',
      'LOG_LEVEL is "loud", which cannot be used. Allowed: debug or info or warn or error. Without it: info.',
      'DESK_ZONE is "Mars/Olympus", which cannot be used. Allowed: an IANA name, such as Europe/Madrid. Without it: the machine’s.',
      'PIGEON_LOFT is "cellar", which cannot be used. Allowed: roof or yard. Without it: roof.',
      'DATABASE_UR is not a variable of this program: did you mean DATABASE_URL? Rename it or remove it.',
    ])
  })

  it.each(['65536', '-1', '3000.5', '1e3', ' 3000', '0x50'])('such as PORT=%s', (PORT) => {
    expect(faults({ PORT })).toHaveLength(1)
  })

  it('and no secret is repeated to them', () => {
    const told = faults({
      DATABASE_URL: 'mysql://desk:canary-1@db/desk',
      PIGEON_TOKEN: 'canary-2',
      AGENDA_MONGODB_URL: 'canary-3',
    })
    expect(told).toHaveLength(3)
    expect(told.join()).not.toContain('canary')
    expect(told.join()).toContain('Allowed: postgres://user:password@host:5432/database')
  })

  it('in a platform’s variable, and the right name is offered', () => {
    expect(faults({ PIGEON_TOKN: 'coo-coo-coo-coo' })).toEqual([expect.stringContaining('did you mean PIGEON_TOKEN?')])
  })

  it('but other programs’ variables are left alone', () => {
    expect(
      faults({ HOSTNAME: 'a', LOG_FILE: 'b', DATABASE_HOST: 'c', PATH: 'd', NODE_OPTIONS: 'e', PWD: 'f' }),
    ).toEqual([])
  })
})

it('describes every variable for docs/configuration.md', () => {
  const table = describeConfig([pigeon])
  expect(table.map(({ variable }) => variable)).toEqual(expect.arrayContaining(['PORT', 'TICK_MS', 'PIGEON_TOKEN']))
  for (const row of table) {
    expect(row.meaning).not.toBe('')
    expect(row.allowed).not.toBe('')
  }
  expect(table.find(({ variable }) => variable === 'DESK_LOCALE')).toEqual({
    variable: 'DESK_LOCALE',
    meaning: 'Language of the desk, where nobody’s own is known',
    default: 'en',
    allowed: 'en or es',
  })
})
