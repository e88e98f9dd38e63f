import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { platform as playground } from '../../adapters/playground/definition'
import { playgroundClient, type Done, type PlaygroundClient } from '../adapters/playground/client'
import { startDesk, type TestDesk } from '../support/desk'
import { freshDatabase, type TestDatabase } from '../support/postgres'
import { dataFolder } from '../support/running-desk'

const canary = 'zqx7'
const hour = 3_600_000

/** The page's network is the desk's own folder: who is forgotten is forgotten there too. */
describe('what people said on the page', () => {
  let folder: Awaited<ReturnType<typeof dataFolder>>
  let desk: TestDesk
  let page: PlaygroundClient
  let database: TestDatabase
  const open = async () => {
    desk = await startDesk([playground.create({ DATA_DIR: folder.path })], { database })
    page = playgroundClient(`http://127.0.0.1:${desk.program.port}`)
  }
  beforeEach(async () => {
    folder = await dataFolder()
    database = await freshDatabase()
    await open()
  })
  afterEach(async () => {
    expect(desk.log.lines.filter(({ level }) => level === 'error')).toEqual([])
    await desk.stop()
    await database.drop()
    await folder.remove()
  })

  const says = async (as: string, place: string, text: string, more: object = {}) => {
    const { body } = await page.call('POST', 'messages', { as, place, text, ...more })
    await desk.settle()
    return body.post
  }
  const types = async (as: string, command: string, place = 'agents') => {
    const { body } = await page.call('POST', 'invoke', { as, place, command })
    await desk.settle()
    return body
  }
  const files = (path = join(folder.path, 'playground')): string[] =>
    readdirSync(path).flatMap((name) =>
      statSync(join(path, name)).isDirectory() ? files(join(path, name)) : [join(path, name)],
    )
  const held = () => files().filter((file) => readFileSync(file).includes(canary) || file.includes(canary))
  const wordsOfDone = ({ answer }: Done) => JSON.stringify(answer)
  const confide = async (number: number) => {
    await types('ada', '/desk queue Support take_back:0')
    const uploaded = await page.call<{ id: string }>('POST', `files?name=${canary}.txt`, Buffer.from(`${canary} bytes`))
    const said = await says('ana', 'help', `${canary} printer is on fire`, { files: [uploaded.body.id] })
    await page.call('PUT', `posts/${said.id}`, { as: 'ana', text: `${canary} printer is still on fire` })
    await says('ana', 'dm.ana', `hi ${canary}`)
    await types('ana', '/ticket mine', 'help')
    await types('bo', `/ticket claim ${number}`)
    await types('bo', `/ticket note ${number} ${canary} sounds upset`)
    await types('bo', `/ticket reply ${number} Dear ${canary}, take cover`)
    await types('bo', `/ticket show ${number}`)
    return said
  }

  test('is gone from its folder once they are erased, and the page tells that; what others said stays', async () => {
    const other = await says('carlos', 'help', 'My own trouble')
    const said = await confide(2)
    expect(held().length).toBeGreaterThan(1)
    const proposed = wordsOfDone(await types('ada', '/desk customer-data erase "Ana García"'))
    const customer = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(proposed)![0]
    const input = { do: 'erase', customer, sure: 'yes' }
    await page.call('POST', 'invoke', { as: 'ada', place: 'agents', operation: 'customer-data', input })
    await desk.settle()
    await says('ana', 'help', 'Something new after all')
    await desk.later(61_000)
    expect(held()).toEqual([])
    expect(files().filter((file) => (statSync(file).mode & 0o077) !== 0)).toEqual([])

    for (const restarts of [false, true]) {
      if (restarts) {
        await desk.stop()
        await open()
      }
      const posts = await page.posts('help')
      expect(posts.find(({ id }) => id === said.id)).toMatchObject({ deleted: true, erased: true, text: '', files: [] })
      expect(posts.map(({ text }) => text)).toEqual(
        expect.arrayContaining(['My own trouble', 'Something new after all']),
      )
      expect((await page.posts(`help.${other.id}`)).length).toBeGreaterThan(0)
      expect(held()).toEqual([])
    }
  })

  test('is gone from its folder when its ticket has been kept long enough', async () => {
    const said = await confide(1)
    await types('bo', '/ticket status 1 solved')
    await desk.later(8 * 24 * hour)
    expect(await desk.rows('select status from tickets where number = 1')).toEqual([{ status: 'closed' }])
    await types('ada', '/desk retention 30')
    await desk.later(31 * 24 * hour)
    await desk.settle()
    const [{ words } = { words: 0 }] = await desk.rows<{ words: number }>(
      `select count(*)::int as words from entries where text::text like '%on fire%'`,
    )
    expect(words).toBe(0)
    expect((await page.posts('help')).find(({ id }) => id === said.id)).toMatchObject({ erased: true, text: '' })
    const log = readFileSync(join(folder.path, 'playground/log.jsonl'), 'utf8')
    expect(log).not.toContain('on fire')
    expect(log).not.toContain('take cover')
  })
})
