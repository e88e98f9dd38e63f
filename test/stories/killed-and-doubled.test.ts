import { freshDatabase, type TestDatabase } from '../support/postgres'
import { isWhole } from '../support/sample'
import { dataFolder, eventually, rowsOf, runDesk, type RunningDesk } from '../support/running-desk'

const count = isWhole ? 200 : 60

const texts = async (desk: RunningDesk, place: string) => ((await desk.api.posts(place)) ?? []).map(({ text }) => text)
const say = async (desk: RunningDesk, as: string, text: string, id: string, place = 'help') =>
  desk.api.call('POST', 'messages', { as, place, text, id })

describe('the program as processes that die and multiply', () => {
  let database: TestDatabase
  let folder: Awaited<ReturnType<typeof dataFolder>>
  let running: RunningDesk[]

  beforeEach(async () => {
    database = await freshDatabase()
    folder = await dataFolder()
    running = []
  })
  afterEach(async () => {
    for (const { child } of running) child.kill('SIGKILL')
    await Promise.all(running.map(async ({ child }) => child.ended))
    await database.drop()
    await folder.remove()
  })
  const run = async () => {
    const desk = await runDesk({
      DATABASE_URL: database.url,
      DATA_DIR: folder.path,
      PLAYGROUND: 'on',
      MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    })
    running.push(desk)
    return desk
  }

  test(`killed in the middle of ${count} messages and started again, it has ${count} entries, none twice`, async () => {
    let desk = await run()
    // How much one customer may say in a minute is another story.
    await rowsOf(database.superUrl, 'update desks set rate_limit = null')
    const sent = Array.from({ length: count }, (_, index) => ({ text: `message ${index}`, id: `m${index}` }))
    const killAt = Math.floor(count * (0.3 + 0.4 * Math.random()))
    process.stdout.write(`killed at message ${killAt}\n`)
    for (const [index, { text, id }] of sent.entries()) {
      const sending = say(desk, 'ana', text, id).catch(() => undefined)
      if (index === killAt) {
        desk.child.kill('SIGKILL')
        await desk.child.ended
      }
      const reply = await sending
      if (reply?.status === 200) continue
      desk = index === killAt ? await run() : desk
      // The network was not told that it was stored, so it delivers again.
      expect((await say(desk, 'ana', text, id)).status).toBe(200)
    }
    const stored = await rowsOf<{ text: string }>(
      database.superUrl,
      `select text::text from entries where kind = 'message'`,
    )
    expect(stored).toHaveLength(count)
    expect(new Set(stored.map(({ text }) => text)).size).toBe(count)

    const card = (await desk.api.posts('agents')).find(({ card: shown }) => shown?.title.startsWith('#1'))!
    const thread = await eventually(
      'all of them in the agents’ thread',
      async () => {
        const posts = (await texts(desk, `agents.${card.id}`)).filter((text) => text.startsWith('message '))
        return posts.length >= count && posts
      },
      60_000,
    )
    expect(thread).toEqual(sent.map(({ text }) => text))
  }, 120_000)

  test('two processes on one database: one event given to both is one ticket, and each reminder is sent once', async () => {
    const [one, two] = [await run(), await run()]
    await one.api.call('POST', 'invoke', {
      as: 'ada',
      place: 'agents',
      command: '/desk policy first_response:4s resolution:1h warn:2s',
    })
    await Promise.all([say(one, 'ana', 'told to both', 'same'), say(two, 'ana', 'told to both', 'same')])
    const tickets = await rowsOf<{ number: number }>(database.superUrl, 'select number::int as number from tickets')
    expect(tickets).toHaveLength(1)
    await eventually('the breach', async () => (await texts(one, 'supervisors')).length > 0)
    expect((await texts(one, 'supervisors')).filter((text) => text.includes('🔴'))).toHaveLength(1)
    const told = (await texts(two, 'agents')).filter((text) => text.includes('first response') && /⚠️|🔴/u.test(text))
    expect(told).toHaveLength(2)
    expect(
      (await texts(two, 'agents')).filter((text) => text.startsWith(`#${tickets[0]!.number} told to both`)),
    ).toHaveLength(1)
  }, 60_000)

  test('SIGTERM ends an idle program within five seconds', async () => {
    const desk = await run()
    const before = Date.now()
    desk.child.kill('SIGTERM')
    expect(await desk.child.ended).toBe(0)
    expect(Date.now() - before).toBeLessThan(5000)
  })
})
