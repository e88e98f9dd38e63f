import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditCommand } from '../../src/cli/audit-command'
import { withContext } from '../../src/cli/context'
import { readConfig } from '../../src/run/config'
import { writeBackup } from '../../src/store/backup'
import { startEmbedded } from '../../src/store/embedded'
import { catalogOf } from '../support/catalog'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'
import { keptLog } from '../support/kept-log'
import { freshDatabase, type TestDatabase } from '../support/postgres'
import { startChild } from '../support/process'
import { dataFolder, rowsOf } from '../support/running-desk'

jest.setTimeout(180_000)

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64')
const rule = { rule: 'vpn', event: 'created', filter: 'vpn', actions: 'priority high; tag vpn' }

/** A ticket from its first words to its trail, by way of everything that needs a right of its own in the database. */
const firstStory = async (network: FakeNetwork, desk: TestDesk, words: string, customer = 'ana') => {
  const [ana, bo, ada] = [customer, 'bo', 'ada'].map((name) => network.person(name))
  const before = network.posts.size
  await ana!.says(words, 'help', { files: [network.addFile(words, Buffer.from(`${words}, in a file`), 'log.txt')] })
  await desk.settle()
  const [ticket] = await desk.rows<{ number: string; tags: string[] }>(
    `select number::text, array(select tag from ticket_tags g where g.ticket = t.number) as tags from tickets t order by t.number desc limit 1`,
  )
  const posts = [...network.posts.values()].slice(before)
  const found = wordsOfAnswer(await bo!.invokes('search', { query: words }))
  await bo!.invokes('claim', { ticket: ticket!.number })
  await bo!.invokes('reply', { ticket: ticket!.number, text: 'We are on it' })
  await desk.quiet()
  return {
    tags: ticket!.tags,
    hasCard: posts.some(({ place, content }) => place === 'agents' && content.card !== undefined),
    files: posts.flatMap(({ by, content }) => (by === customer ? [] : (content.files ?? []).map(({ name }) => name))),
    isFound: found.includes(`#${ticket!.number} ·`),
    isAnswered: [...network.posts.values()].some(({ content }) =>
      JSON.stringify(content.text).includes('We are on it'),
    ),
    trail: wordsOfAnswer(await ada!.invokes('audit', {})),
  }
}
const whole = { tags: ['vpn'], hasCard: true, files: ['log.txt'], isFound: true, isAnswered: true }

const verify = async (url: string) => {
  const lines: string[] = []
  const config = readConfig([], { DATABASE_URL: url, MASTER_KEY })
  const code = await withContext(
    async (beside) => auditCommand(beside, ['verify'], (line) => lines.push(line)),
    keptLog(),
    config,
  )
  return { code, told: lines.join('\n') }
}

describe('a desk that was put back from its backup', () => {
  let folder: string
  let file: string
  let original: Record<string, string[]>
  let data: { path: string; remove(): Promise<void> }
  let dataDir: string
  const restore = async () => {
    const child = startChild('test/support/command-line.ts', ['restore', file], { DATA_DIR: dataDir, MASTER_KEY })
    return { child, code: await child.ended }
  }
  /** The embedded server on this folder, as a database that a desk may run on. */
  const serverOn = async () => {
    const embedded = await startEmbedded({ dataDir, log: keptLog() })
    const database: TestDatabase = { url: embedded.url, superUrl: embedded.superDataUrl, drop: async () => undefined }
    return { embedded, database }
  }

  // One network throughout, as it is in life: its events go on where they were.
  const network = fakeNetwork('chat')
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'taquilla-restored-'))
    file = join(folder, 'desk.backup')
    data = await dataFolder()
    dataDir = data.path
    const desk = await startDesk([network.platform], { env: { MASTER_KEY } })
    const { ada } = await openFor(network)
    await ada.invokes('rule', rule)
    expect(await firstStory(network, desk, 'The VPN is down')).toMatchObject(whole)
    await writeBackup(desk.database.superUrl, file, () => undefined)
    original = await catalogOf(desk.database)
    await desk.stop()
  })
  afterAll(async () => {
    await data.remove()
    await rm(folder, { recursive: true })
  })

  test('into an empty folder has every right, and goes on: search, cards, rules, files, the trail', async () => {
    const { child, code } = await restore()
    expect([code, child.output()]).toEqual([0, expect.stringContaining('rows are back')])
    const { embedded, database } = await serverOn()
    try {
      const restored = await catalogOf(database)
      // A cluster of its own: another database, whose rights are its owner's as well.
      expect({ ...restored, database: undefined }).toEqual({ ...original, database: undefined })
      const desk = await startDesk([network.platform], { database, env: { MASTER_KEY } })
      const told = await firstStory(network, desk, 'The VPN is slow', 'carlos')
      expect(told).toMatchObject(whole)
      // From before the backup, and from after it.
      expect(told.trail).toContain('· Rule ·')
      expect(wordsOfAnswer(await network.person('bo').invokes('search', { query: 'VPN down' }))).toContain('#1 ·')
      expect(wordsOfAnswer(await network.person('ada').invokes('doctor', {}))).not.toContain('search')
      expect(await verify(database.url)).toMatchObject({ code: 0, told: expect.stringContaining('whole') })
      expect(desk.log.lines.filter(({ level }) => level === 'error')).toEqual([])
      await desk.stop()
    } finally {
      await embedded.stop()
    }
  })

  test('with --force over another desk, and killed halfway: the other desk is still there, whole', async () => {
    const first = await serverOn()
    await rowsOf(first.database.superUrl, `update desks set name = 'The other one'`)
    const before = await catalogOf(first.database)
    await first.embedded.stop()

    const child = startChild('test/support/command-line.ts', ['restore', file, '--force'], {
      DATA_DIR: dataDir,
      MASTER_KEY,
    })
    await child.line(/^entries: /)
    child.kill('SIGKILL')
    await child.ended
    const { embedded, database } = await serverOn()
    try {
      expect(await rowsOf(database.superUrl, 'select name from desks')).toEqual([{ name: 'The other one' }])
      expect(await catalogOf(database)).toEqual(before)
    } finally {
      await embedded.stop()
    }
  })
})

describe('a desk that an older release, or other tools, put back without its rights', () => {
  const losses: [string, string][] = [
    ['the schema', 'revoke usage on schema public from public'],
    ['the tables', 'revoke select on all tables in schema public from taquilla_finder'],
    ['the policy', 'drop policy found on ticket_words'],
    [
      'the rights on tables to come',
      'alter default privileges for role taquilla in schema public revoke select on tables from taquilla_finder',
    ],
  ]

  test.each(losses)('such as those on %s, is seen by the doctor, and mended at the next start', async (_, loss) => {
    const database = await freshDatabase()
    const network = fakeNetwork('chat')
    const desk = await startDesk([network.platform], { database, env: { MASTER_KEY } })
    const { ada } = await openFor(network)
    await ada.invokes('rule', rule)
    const well = wordsOfAnswer(await ada.invokes('doctor', {}))
    await desk.rows(loss)
    const told = wordsOfAnswer(await ada.invokes('doctor', {}))
    expect(told).not.toBe(well)
    expect(told).toContain('Restart the program')
    await desk.stop()

    const mended = await startDesk([network.platform], { database, env: { MASTER_KEY } })
    expect(wordsOfAnswer(await ada.invokes('doctor', {}))).toBe(well)
    expect(await firstStory(network, mended, 'The VPN is down')).toMatchObject(whole)
    await mended.stop()
    await database.drop()
  })

  test('where the program may not give them, the start says which SQL does', async () => {
    const database = await freshDatabase()
    const network = fakeNetwork('chat')
    // A role that no longer owns the schema can grant nothing in it.
    await rowsOf(database.superUrl, 'alter schema public owner to postgres')
    await rowsOf(database.superUrl, 'revoke usage on schema public from public')
    await rowsOf(database.superUrl, 'grant usage, create on schema public to taquilla')
    await expect(startDesk([network.platform], { database })).rejects.toThrow(
      'GRANT USAGE ON SCHEMA public TO "taquilla_finder";',
    )
    await database.drop()
  })
})
