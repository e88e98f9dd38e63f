import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { configCommand } from '../../src/cli/config-command'
import { withContext, type CommandContext } from '../../src/cli/context'
import { readConfig } from '../../src/run/config'
import { printDuration } from '../../src/core/duration'
import { routings } from '../../src/queues/pick-agent'
import { intakeModes, offShifts, personaModes, replyModes } from '../../src/queues/queue-rows'
import { ruleEvents } from '../../src/core/rule-event'
import { sections } from '../../src/slices'
import { applyImport, planImport } from '../../src/settings/import-file'
import { exportText } from '../../src/settings/operations/config'
import { formatFault } from '../../src/settings/read-file'
import { writeFile as printFile } from '../../src/settings/write-file'
import { deskFor } from '../../src/workspaces/first-desk-rows'
import { exampleFile } from '../support/generated-configuration'
import { keptLog } from '../support/kept-log'
import { freshDatabase, type TestDatabase } from '../support/postgres'
import { cases } from '../support/cases'

jest.setTimeout(300_000)

const word = fc.stringMatching(/^[a-zñ][a-z0-9ñ]{2,8}$/)
const name = fc
  .tuple(fc.constantFrom('', 'VIP ', '№ ', '"q" ', 'a: ', '- ', '# '), word)
  .map(([mark, rest]) => `${mark}${rest}`)
const ms = (most: number) => fc.integer({ min: 1, max: most }).map((seconds) => printDuration(seconds * 1000))
const names = (most: number) =>
  fc.uniqueArray(name, { minLength: 1, maxLength: most, selector: (one) => one.normalize('NFD').toLowerCase() })
const some = (from: readonly string[]) => fc.subarray([...from])
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const filter = fc.constantFrom('', 'priority:high tag:vip', 'subject:"a b"', '-from:ana age>90m', 'text:/x+/')
const action = fc.constantFrom(
  'priority high',
  'tag a b',
  'reply Thank you, {customer}: "yes" # no',
  'status pending 2h',
  'release',
  'note ñandú',
)

const named = <T extends object>(list: readonly string[], item: (name: string) => fc.Arbitrary<T>) =>
  fc.tuple(...list.map((one) => item(one).map((rest) => ({ name: one, ...rest }))))

const configuration = fc
  .record({
    calendars: names(3),
    people: names(4),
    queues: names(3),
    policies: names(3),
    macros: names(2),
    rules: names(3),
  })
  .chain((all) =>
    fc.record({
      desk: fc.tuple(
        fc.record({
          name: word,
          language: fc.constantFrom('en', 'es'),
          zone: fc.constantFrom('UTC', 'Europe/Madrid'),
          'close-after': ms(1_000_000).filter((typed) => /[dh]/.test(typed)),
        }),
      ),
      calendars: named(all.calendars, () =>
        fc.record({
          week: fc.constantFrom('mon-fri 09:00-18:00', 'sat 10:00-13:00; sun 00:00-24:00'),
          zone: fc.constantFrom('America/Santiago', 'Australia/Lord_Howe'),
          country: maybe(fc.constantFrom('ES-MD', 'MX')),
          days: fc.constantFrom([], ['2026-12-24', '2026-12-31 09:00-12:00']),
        }),
      ),
      people: fc
        .tuple(...all.people.map((one, index) => person(one, index, all.calendars)))
        .map((people) => people.map((one, index) => (index === 0 ? { ...one, role: 'admin' } : one))),
      queues: named(all.queues, () =>
        fc.record({
          'take-back': ms(600),
          routing: fc.constantFrom(...routings),
          silent: maybe(ms(100_000)),
          'off-shift': fc.constantFrom(...offShifts),
          reopen: maybe(ms(100_000)),
          replies: fc.constantFrom(...replyModes),
          persona: fc.constantFrom(...personaModes),
          members: some(all.people),
        }),
      ),
      places: fc.uniqueArray(
        fc.record({
          network: fc.constantFrom('slack', 'discord'),
          place: fc.stringMatching(/^[A-Z0-9:/]{3,12}$/),
          purpose: fc.constant('intake'),
          queue: fc.constantFrom(...all.queues),
          mode: maybe(fc.constantFrom(...intakeModes.filter((mode) => mode !== 'every'))),
        }),
        { maxLength: 4, selector: ({ network, place }) => `${network}/${place}`.toLowerCase() },
      ),
      teams: fc.constant([{ name: 'Tier 2' }]),
      policies: named(all.policies, (one) =>
        fc.record({
          filter,
          calendar: maybe(fc.constantFrom(...all.calendars)),
          'first-response': maybe(ms(1_000_000)),
          resolution: maybe(fc.record({ urgent: ms(100_000), low: ms(1_000_000) })),
          warn: some(['75%', '90%']),
          steps: fc.constantFrom(
            [],
            ['0s raise', `15m tell ${all.people[0]}`, '1h next supervisor', '1d team Tier 2'],
            // The last goes on with no other: no chain comes back.
            one === all.policies.at(-1) ? [] : [`2h policy ${all.policies.at(-1)}`],
          ),
        }),
      ),
      views: fc.constant([]),
      macros: named(all.macros, () => fc.record({ do: fc.array(action, { minLength: 1, maxLength: 3 }) })),
      rules: named(all.rules, () =>
        fc.record({
          on: fc.constantFrom(...ruleEvents),
          filter,
          do: fc.array(action, { minLength: 1, maxLength: 3 }),
          stop: maybe(fc.constant(true)),
          off: maybe(fc.constant(true)),
        }),
      ),
    }),
  )
const person = (called: string, index: number, calendars: readonly string[]) =>
  fc
    .record({
      role: fc.constantFrom('agent', 'supervisor'),
      networks: fc.subarray(['discord', 'slack'], { minLength: 1 }),
      capacity: maybe(fc.integer({ min: 1, max: 50 })),
      skills: some(['french', 'vpn']),
      calendar: maybe(fc.constantFrom(...calendars)),
    })
    .map(({ networks, ...rest }) => ({ name: called, on: networks.map((one) => `${one}/T1:U${index}`), ...rest }))

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => database.drop())

const beside = async (work: (beside: CommandContext) => Promise<number>, env: Record<string, string> = {}) =>
  withContext(work, keptLog(), readConfig([], { DATABASE_URL: database.url, DESKS: 'many', MASTER_KEY: key, ...env }))
const key = Buffer.alloc(32, 7).toString('base64')

let desks = 0
const newDesk = async ({ store }: CommandContext) =>
  deskFor(
    store,
    { platform: 'test', kind: 'workspace', id: `w${++desks}` },
    { name: `Desk ${desks}`, locale: 'en', zone: 'UTC', queue: 'Support' },
  )

const apply = async ({ inDesk }: CommandContext, desk: string, text: string) => {
  const found = await inDesk(desk, async (tx) => {
    const planned = await planImport(tx, sections, text, 'en')
    expect(planned.faults.map((fault) => formatFault('en', fault))).toEqual([])
    await applyImport(tx, sections, planned)
    return planned
  })
  return found.changes.length
}

test('a configuration applied to an empty desk comes out as the same text', async () => {
  await beside(async (here) => {
    await fc.assert(
      fc.asyncProperty(configuration, async (items) => {
        const parsed = sections.flatMap(({ name: section, item }) => {
          const given = (items as Record<string, readonly object[]>)[section]
          return given === undefined ? [] : [[section, given.map((one) => item.parse(one))] as const]
        })
        const first = await newDesk(here)
        const given = printFile(
          new Map(parsed),
          sections.filter(({ name: section }) => section in items),
          'x',
        )
        await apply(here, first, given)
        expect(await apply(here, first, given)).toBe(0)
        const text = await here.inDesk(first, async (tx) => exportText(tx, sections))
        const second = await newDesk(here)
        expect(await apply(here, second, text)).toBeGreaterThan(0)
        expect(await here.inDesk(second, async (tx) => exportText(tx, sections))).toBe(text)
        expect(text).toContain(items.desk[0].name)
      }),
      { numRuns: cases(6) },
    )
    return 0
  })
})

test('the example of docs/configuration.md can be imported as it stands', async () => {
  await beside(async (here) => {
    const desk = await newDesk(here)
    expect(await apply(here, desk, exampleFile())).toBeGreaterThan(sections.length - 2)
    expect(await apply(here, desk, exampleFile())).toBe(0)
    return 0
  })
})

test('whatever the file says, it is read or its faults are told', async () => {
  await beside(async (here) => {
    const desk = await newDesk(here)
    const text = await here.inDesk(desk, async (tx) => exportText(tx, sections))
    const broken = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .tuple(fc.nat(text.length), fc.string(), fc.nat(20))
        .map(([at, put, drop]) => text.slice(0, at) + put + text.slice(at + drop)),
    )
    await here.inDesk(desk, async (tx) => {
      await fc.assert(
        fc.asyncProperty(broken, async (typed) => {
          const { faults } = await planImport(tx, sections, typed, 'es')
          for (const { line, column, text: told } of faults) {
            expect(line).toBeGreaterThan(0)
            expect(column).toBeGreaterThan(0)
            expect(told).not.toBe('')
          }
        }),
        { numRuns: cases(40) },
      )
    })
    return 0
  })
})

test('on a command line: export, diff, apply, with the place of every fault', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'taquilla-config-'))
  const file = join(folder, 'desk.yaml')
  const lines: string[] = []
  const run = async (...args: string[]) => {
    lines.length = 0
    return beside(async (here) => configCommand(here, args, (line) => lines.push(line)))
  }
  await beside(async (here) => {
    await newDesk(here)
    return 0
  })
  const called = `Desk ${desks}`
  expect(await run('export', file, '--desk', called)).toBe(0)
  expect(await run('diff', file, '--desk', called)).toBe(0)
  expect(lines).toEqual(['Nothing to change.'])
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace('take-back: 10s', 'take-back: 1m'))
  expect(await run('diff', file, '--desk', called)).toBe(1)
  expect(lines).toEqual(['~ queues: Support: take-back 10s → 1m'])
  expect(await run('apply', file, '--desk', called)).toBe(0)
  expect(await run('diff', file, '--desk', called)).toBe(0)
  await writeFile(file, 'queues:\n  - name: Support\n    take-back: 1y\n')
  expect(await run('apply', file, '--desk', called)).toBe(2)
  expect(lines[0]).toMatch(/desk\.yaml:3:16: queues\[1\]\.take-back: “1y” isn’t a length of time/)
  await expect(run('diff', file)).rejects.toThrow('There are several desks')
  await expect(run('diff', join(folder, 'none.yaml'), '--desk', called)).rejects.toThrow('cannot be read')
  await expect(run('mend')).rejects.toThrow('taquilla config apply FILE')
  await rm(folder, { recursive: true })
})
