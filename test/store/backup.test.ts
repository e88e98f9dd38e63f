import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { migrations } from '../../migrations'
import { readBackup, writeBackup } from '../../src/store/backup'
import { catalogOf } from '../support/catalog'
import { openFor, startDesk } from '../support/desk'
import { fakeNetwork } from '../support/fake-network'
import { keptLog } from '../support/kept-log'
import { freshDatabase, type TestDatabase } from '../support/postgres'
import { rowsOf } from '../support/running-desk'

jest.setTimeout(180_000)

const nothing = () => undefined
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taquilla-backup-'))
})
afterAll(async () => rm(folder, { recursive: true }))

const restore = async (database: TestDatabase, file: string, force = false) =>
  readBackup({
    superUrl: database.superUrl,
    role: new URL(database.url).username,
    migrations,
    log: keptLog(),
    file,
    force,
    progress: nothing,
  })

/** Every row of every table, as text. */
const everything = async ({ superUrl }: TestDatabase) => {
  const tables = await rowsOf<{ name: string }>(
    superUrl,
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname not in ('migrations', 'agenda_jobs') order by 1`,
    [],
  )
  const all: Record<string, string[]> = {}
  for (const { name } of tables)
    all[name] = (
      await rowsOf<{ line: string }>(superUrl, `select r::text as line from "${name}" r order by 1`, [])
    ).map(({ line }) => line)
  return all
}

test('a desk that was backed up while it ran goes on in another database, with every row', async () => {
  const network = fakeNetwork('chat')
  const desk = await startDesk([network.platform])
  const crew = await openFor(network)
  const picture = network.addFile('p', Buffer.from([0, 255, 10, 13, 92]), 'línea.png')
  await crew.ana.says('VPN “down” \\ ñandú 🦤', 'help', { files: [picture] })
  await desk.settle()
  // Counters are ahead of the rows once the last of these were taken away.
  await desk.rows(`select nextval(pg_get_serial_sequence('entries', 'seq')) from generate_series(1, 20)`)
  const file = join(folder, 'desk.backup')
  const progress: string[] = []
  const count = await writeBackup(desk.database.superUrl, file, (table) => progress.push(table))
  expect(progress).toContain('tickets')
  expect((await stat(file)).mode & 0o077).toBe(0)

  const other = await freshDatabase('empty')
  expect(await restore(other, file)).toBe(count)
  const before = await everything(desk.database)
  expect(await everything(other)).toEqual(before)
  expect(before['files']).toHaveLength(1)
  // Rights, roles, policies, counters: whatever is not in the rows.
  expect(await catalogOf(other)).toEqual(await catalogOf(desk.database))
  // A desk is in it now: replaced only when told.
  await expect(restore(other, file)).rejects.toThrow('There is a desk in this database')
  expect(await restore(other, file, true)).toBe(count)
  await desk.stop()

  const again = fakeNetwork('chat')
  const revived = await startDesk([again.platform], { database: other })
  await again.person('carlos').says('And the printer?')
  await revived.settle()
  expect(await revived.rows('select number::int as number, subject from tickets order by number')).toEqual([
    { number: 1, subject: expect.stringContaining('VPN') },
    { number: expect.any(Number), subject: expect.stringContaining('printer') },
  ])
  await revived.stop()
  await other.drop()
})

test('half a backup, and what is none, touch nothing', async () => {
  const network = fakeNetwork('chat')
  const desk = await startDesk([network.platform])
  const file = join(folder, 'whole.backup')
  await writeBackup(desk.database.superUrl, file, nothing)
  const text = gunzipSync(await readFile(file))
    .toString('utf8')
    .trimEnd()
    .split('\n')
  const broken = join(folder, 'broken.backup')
  const before = await everything(desk.database)
  for (const bytes of [
    gzipSync(text.slice(0, -1).join('\n')),
    (await readFile(file)).subarray(0, 200),
    gzipSync(['{"taquilla":1,"migrations":["0001-other"]}', '{"end":0}'].join('\n')),
    gzipSync('hello\n{"end":0}'),
    Buffer.from('hello'),
  ]) {
    await writeFile(broken, bytes)
    await expect(restore(desk.database, broken, true)).rejects.toThrow(/backup|release/)
  }
  await expect(restore(desk.database, join(folder, 'none'), true)).rejects.toThrow('none')
  expect(await everything(desk.database)).toEqual(before)
  await desk.stop()
})
