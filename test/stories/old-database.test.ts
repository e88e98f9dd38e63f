import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { platform as playground } from '../../adapters/playground/definition'
import { migrations } from '../../migrations'
import { readBackup } from '../../src/store/backup'
import { playgroundClient, type PlaygroundClient, type PostView } from '../adapters/playground/client'
import { startDesk, type TestDesk } from '../support/desk'
import { keptLog } from '../support/kept-log'
import { freshDatabase, type TestDatabase } from '../support/postgres'
import { dataFolder } from '../support/running-desk'

jest.setTimeout(60_000)

const samples = resolve(__dirname, '../samples')
/** Time by the desk's clock when it was written, ahead of the machine's. */
const writtenAt = Date.parse('2026-11-30T20:10:00Z')

describe('the database of an earlier release', () => {
  let database: TestDatabase
  let desk: TestDesk
  let page: PlaygroundClient
  let folder: { readonly path: string; remove(): Promise<void> }
  beforeAll(async () => {
    database = await freshDatabase('empty')
    await readBackup({
      superUrl: database.superUrl,
      role: new URL(database.url).username,
      migrations,
      log: keptLog(),
      file: join(samples, 'desk-of-0.1.backup'),
      force: false,
      progress: () => undefined,
    })
    folder = await dataFolder()
    await mkdir(join(folder.path, 'playground'), { recursive: true })
    await writeFile(
      join(folder.path, 'playground/log.jsonl'),
      gunzipSync(await readFile(join(samples, 'playground-of-0.1.jsonl.gz'))),
    )
    desk = await startDesk([playground.create({ DATA_DIR: folder.path })], { database })
    // Time goes on from when the desk was left, whatever the calendar says when this runs, unless that is later.
    desk.program.store.clock.offset = Math.max(0, writtenAt - Date.now())
    page = playgroundClient(`http://127.0.0.1:${desk.program.port}`)
  })
  afterAll(async () => {
    await desk.stop()
    await database.drop()
    await folder.remove()
  })
  const types = async (as: string, command: string) => {
    const { body } = await page.call('POST', 'invoke', { as, place: 'agents', command })
    await desk.settle()
    return JSON.stringify(body.error ?? body.answer)
  }

  test('is gone on with: the reply that was held back is delivered, once', async () => {
    await desk.later(15_000)
    const { body: places } = await page.call<{ id: string }[]>('GET', 'places?as=everybody')
    const said = (await Promise.all(places.map(async ({ id }) => page.posts(id, 'everybody')))).flat()
    const heard = said.filter(({ text, by }) => by.kind !== 'person' && text.includes('It is in your mailbox.'))
    // In Carlos's conversation; the agents' room shows it as a receipt.
    expect(heard.filter(({ card }) => card === undefined)).toHaveLength(1)
  })

  test('shows its tickets, and its list under the view that an admin saved', async () => {
    const list = await types('bo', '/ticket list hot')
    expect(list).toContain('#1')
    expect(list).toContain('#5')
    expect(await types('bo', '/ticket show 1')).toContain('Seats')
    expect(await types('bo', '/ticket show 3')).toContain('#2')
  })

  test('keeps every button out there: what the old cards and answers carry is still an operation', async () => {
    const { body: places } = await page.call<{ id: string }[]>('GET', 'places?as=everybody')
    const posts = (await Promise.all(places.map(async ({ id }) => page.posts(id, 'everybody')))).flat()
    const carried = posts.flatMap(({ card }: PostView) =>
      (card?.blocks ?? []).flatMap((block) => (block.kind === 'controls' ? block.controls : [])),
    )
    const asked = [...new Set(carried.flatMap((one) => ('operation' in one ? [one.operation] : [])))]
    const { body: known } = await page.call<{ name: string; was: readonly string[] }[]>('GET', 'operations')
    expect(asked.length).toBeGreaterThan(8)
    expect(asked.filter((name) => !known.some((one) => one.name === name || one.was.includes(name)))).toEqual([])
    const pressed = carried.find(
      (one) => one.kind === 'button' && one.operation === 'show' && one.input?.['ticket'] === '3',
    )
    const { operation, input } = pressed as { operation: string; input: unknown }
    const { body } = await page.call('POST', 'invoke', { as: 'bo', place: 'agents', operation, input })
    await desk.settle()
    expect(JSON.stringify(body.answer)).toContain('The portal does not let me in either')
  })

  test('has the same configuration, to the letter', async () => {
    const before = await desk.rows<{ bytes: Buffer }>('select bytes from documents order by created_at')
    await types('ada', '/desk config export')
    const after = await desk.rows<{ bytes: Buffer }>('select bytes from documents order by created_at desc')
    expect(before).toHaveLength(1)
    expect(String(after[0]!.bytes)).toBe(String(before[0]!.bytes))
  })

  test('does what was asked for later: the reminder, the end of a pause, the ticket that opens by itself', async () => {
    await desk.later(4 * 3_600_000)
    expect(await desk.rows(`select status from tickets where number = 2`)).toEqual([{ status: 'open' }])
    expect(await desk.rows(`select 1 from due where what in ('remind', 'pending-over')`)).toEqual([])
    await desk.later(2 * 24 * 3_600_000)
    expect(await desk.rows(`select subject from tickets where number > 5`)).toEqual([{ subject: 'Ask how it went' }])
    expect(await types('ada', '/desk audit')).toContain('Configuration · exported')
  })
})
