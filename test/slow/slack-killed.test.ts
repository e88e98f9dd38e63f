import { freshDatabase } from '../support/postgres'
import { dataFolder, eventually, rowsOf, runDesk, type RunningDesk } from '../support/running-desk'
import { places } from '../support/slack-desk'
import { people, peopled, readBlocks, slackPeople } from '../support/slack-harness'
import type { Json } from '../support/slack-fake'

/** The program as a process of its own that is killed while Slack talks to it and it to Slack. */
test('killed three times while messages come and go: each is stored once, and each arrives on the other side once', async () => {
  const database = await freshDatabase()
  const folder = await dataFolder()
  const fake = await peopled()
  fake.addChannel(places.agents, 'agents')
  const act = slackPeople(fake)
  const env = {
    DATABASE_URL: database.url,
    DATA_DIR: folder.path,
    // Its line in the log says where the program listens.
    PLAYGROUND: 'on',
    MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    SLACK_BOT_TOKEN: fake.token,
    SLACK_SIGNING_SECRET: fake.signingSecret,
    SLACK_API_URL: fake.apiUrl,
  }
  let desk: RunningDesk | undefined
  const run = async (): Promise<void> => {
    desk = await runDesk(env)
    fake.aim(desk.url)
  }
  const kill = async (): Promise<void> => {
    desk?.child.kill('SIGKILL')
    await desk?.child.ended
    await run()
  }
  try {
    await run()
    await fake.deliver(
      fake.envelope({
        type: 'app_home_opened',
        user: people.admin,
        channel: 'D0ROOT',
        tab: 'home',
        event_ts: fake.ts(),
      }),
    )
    await rowsOf(database.superUrl, `update people set role = 'admin' where name = 'Ruth Admin'`)
    await act.types(people.admin, places.help, '/desk', 'place intake')
    await act.types(people.admin, places.agents, '/desk', 'place agents')

    const words = Array.from({ length: 20 }, (_, i) => `number ${i}`)
    let thread: string | undefined
    let kills = 0
    // Killed at three named points: before an answer, after Slack took a post and before it is recorded, in the middle of a post.
    fake.onCall(({ method, args }) => {
      const isRelayed =
        method === 'chat.postMessage' && args['channel'] === places.agents && args['thread_ts'] !== undefined
      if (!isRelayed || kills >= 3 || ![3, 7, 11].includes(Number(/number (\d+)/.exec(String(args['text']))?.[1])))
        return undefined
      kills++
      desk?.child.kill('SIGKILL')
      return kills === 2 ? { kind: 'drop' } : { kind: 'lost' }
    })
    for (const word of words) {
      const ts = fake.ts()
      const message = {
        user: people.customer,
        channel: places.help,
        text: word,
        ts,
        ...(thread !== undefined && { thread_ts: thread }),
      }
      const event: Json = fake.envelope({ type: 'message', ...message, event_ts: ts, channel_type: 'channel' })
      thread ??= ts
      for (let retry = 0; ; retry++) {
        const { status } = await fake.deliver(event, { at: Date.now() + retry * 1000, ...(retry > 0 && { retry }) })
        if (status === 200) break
        if (retry > 30) throw new Error(`never stored: ${word} (${status})`)
        await kill()
      }
      // The same event once more now and then, as Slack does.
      if (Number(word.split(' ')[1]) % 4 === 0)
        await fake.deliver(event, { at: Date.now() + 60_000, retry: 1 }).catch(() => undefined)
      if (
        desk &&
        kills > 0 &&
        (await fetch(`${desk.url}/healthz`).then(
          () => false,
          () => true,
        ))
      )
        await kill()
    }
    const relayed = (): string[] =>
      fake.messages
        .filter((one) => one.channel === places.agents && one.thread_ts !== undefined)
        .map((one) => readBlocks(one.blocks) || one.text)
        .filter((one) => one.startsWith('number'))
    await eventually(
      'all on the agents’ side',
      async () => {
        if (
          desk &&
          (await fetch(`${desk.url}/healthz`).then(
            () => false,
            () => true,
          ))
        )
          await kill()
        return relayed().length >= words.length
      },
      240_000,
    )
    expect(relayed()).toEqual(words)
    const stored = await rowsOf<{ count: number }>(
      database.superUrl,
      `select count(*)::int as count from entries where kind = 'message'`,
    )
    expect(stored).toEqual([{ count: words.length }])
    const ambiguous = await rowsOf(database.superUrl, `select key from outbox where state = 'ambiguous'`)
    expect(ambiguous).toEqual([])
    expect(kills).toBe(3)
  } finally {
    desk?.child.kill('SIGKILL')
    await desk?.child.ended
    await fake.close()
    await database.drop()
    await folder.remove()
  }
}, 300_000)
