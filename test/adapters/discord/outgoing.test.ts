import { platform as definition } from '../../../adapters/discord/definition'
import { placeRef, postRef, readPost, userRef } from '../../../adapters/discord/refs'
import { say, type Content, type DeliveryFailure, type FileRef, type Platform } from '../../../src/platform'
import { discordOn, labelsOn, until, visibleIn } from '../../support/discord-desk'
import { startDiscordFake, type DiscordFake } from '../../support/discord-fake'
import type { Channel, Guild, User } from '../../support/discord-world'
import { people, type People } from '../../support/discord-people'
import { startStubHost, type StubHost } from '../../support/stub-host'

describe('what the desk sends to Discord', () => {
  let fake: DiscordFake
  let host: StubHost
  let act: People
  let discord: Platform
  let ana: User
  let home: Guild
  let help: Channel
  const started = async (more: Parameters<typeof discordOn>[1] = {}): Promise<void> => {
    discord = discordOn(fake, more)
    await discord.start(host)
  }
  const words = (text: string): Content => ({ text: say(text), as: { name: 'Bo' } })
  const place = () => placeRef({ guild: home.id, channel: help.id })
  const failed = async (work: Promise<unknown>): Promise<DeliveryFailure> =>
    work.then(
      () => {
        throw new Error('it did not fail')
      },
      (error: DeliveryFailure) => error,
    )
  const posts = () => fake.posts('POST', /^\/channels\/\d+\/messages$/)

  beforeEach(async () => {
    fake = await startDiscordFake()
    host = await startStubHost()
    act = people(fake)
    ana = act.person('ana')
    home = act.guild('Acme', act.person('bo'), ana)
    help = act.channel(home, 'help')
  })
  afterEach(async () => {
    await discord.stop()
    await host.close()
    await fake.close()
    expect(fake.faults).toEqual([])
  })

  test('every body forbids pings and bears a nonce that Discord enforces', async () => {
    await started()
    await discord.post(place(), words('@everyone <@123456789012345678>'), 'key')
    expect(posts()[0]?.body).toMatchObject({
      allowed_mentions: { parse: [] },
      enforce_nonce: true,
      nonce: expect.stringMatching(/^.{1,25}$/),
    })
    await discord.edit(await discord.post(place(), words('x'), 'key2'), words('@here'))
    expect(fake.posts('PATCH', /messages/)[0]?.body).toMatchObject({ allowed_mentions: { parse: [] } })
    expect(help.messages.flatMap(({ pinged }) => pinged)).toEqual([])
  })

  test('only the people whom the desk means are pinged', async () => {
    await started()
    await discord.post(
      place(),
      { ...words('overdue'), mentions: [userRef(ana.id), { platform: 'slack', kind: 'user', id: 'U1' }] },
      'key',
    )
    expect(help.messages[0]?.pinged).toEqual([ana.id])
  })

  test('200 lost answers: one message each, by the nonce', async () => {
    await started()
    let swallowed = 0
    for (let at = 0; at < 200; at++) {
      const key = `reply ${at}`
      fake.trouble = ({ method, path }) => (method === 'POST' && path.endsWith('/messages') ? 'swallow' : undefined)
      const failure = await failed(discord.post(place(), words(key), key))
      expect(failure.kind).toBe('unclear')
      swallowed++
      fake.trouble = undefined
      await discord.post(place(), words(key), key)
    }
    expect(swallowed).toBe(200)
    expect(help.messages).toHaveLength(200)
    expect(new Set(visibleIn(help)).size).toBe(200)
  }, 60_000)

  test('after the nonce’s minutes a lost message is found in the history, among equal ones', async () => {
    await started()
    await discord.post(place(), words('Thanks!'), 'first')
    fake.trouble = ({ method, path }) => (method === 'POST' && path.endsWith('/messages') ? 'swallow' : undefined)
    const since = new Date()
    await failed(discord.post(place(), words('Thanks!'), 'second'))
    fake.trouble = undefined
    await discord.post(place(), words('Thanks!'), 'third')
    // A new process, that the gateway has told nothing.
    await discord.stop()
    fake.gateway.forget()
    await started()
    const found = await discord.find(place(), 'second', since)
    expect(found).toMatchObject({ id: expect.stringContaining(help.messages[1]?.id ?? '?') })
    expect(await discord.find(place(), 'never sent', since)).toBe('absent')
  })

  test('a message that never arrived is surely absent', async () => {
    await started()
    fake.trouble = ({ method, path }) => (method === 'POST' && path.endsWith('/messages') ? 'refuse' : undefined)
    await failed(discord.post(place(), words('lost on the way'), 'key'))
    fake.trouble = undefined
    expect(await discord.find(place(), 'key', new Date())).toBe('absent')
  })

  test('a rate limit is told to the courier, and nothing goes out early', async () => {
    await started()
    fake.rate = { limit: 2, ms: 1000 }
    await discord.post(place(), words('1'), '1')
    await discord.post(place(), words('2'), '2')
    const failure = await failed(discord.post(place(), words('3'), '3'))
    expect(failure).toMatchObject({ kind: 'throttled' })
    expect(failure.retryAt?.getTime()).toBeGreaterThan(Date.now() + 300)
    expect(posts()).toHaveLength(2)
  })

  test('each failure is what it is', async () => {
    await started()
    const reply = (status: number, code: number) => {
      fake.trouble = ({ method, path }) =>
        method === 'POST' && path.endsWith('/messages') ? { status, body: { code, message: 'no' } } : undefined
    }
    const kinds: Record<string, string> = {}
    for (const [status, code] of [
      [404, 10003],
      [403, 50001],
      [403, 50007],
      [400, 50035],
      [500, 0],
      [503, 0],
    ] as const) {
      reply(status, code)
      kinds[`${status} ${code}`] = (await failed(discord.post(place(), words('x'), `${status} ${code}`))).kind
    }
    expect(kinds).toEqual({
      '404 10003': 'gone',
      '403 50001': 'blocked',
      '403 50007': 'gone',
      '400 50035': 'refused',
      '500 0': 'unclear',
      '503 0': 'unclear',
    })
  })

  test('a storm of refusals stops by itself, long before Discord bans the address', async () => {
    await started()
    fake.trouble = ({ path }) =>
      path.endsWith('/messages') ? { status: 403, body: { code: 50001, message: 'Missing Access' } } : undefined
    for (let at = 0; at < 150; at++) await failed(discord.post(place(), words('x'), `k${at}`))
    expect(posts().length).toBeLessThan(100)
    expect(await failed(discord.post(place(), words('x'), 'last'))).toMatchObject({ kind: 'throttled' })
  })

  test('a revoked token is said once, and no call is made any more', async () => {
    await started()
    fake.trouble = () => ({ status: 401, body: { code: 0, message: '401: Unauthorized' } })
    expect((await failed(discord.post(place(), words('x'), 'a'))).kind).toBe('blocked')
    const before = fake.calls.length
    expect((await failed(discord.post(place(), words('x'), 'b'))).kind).toBe('blocked')
    expect(fake.calls).toHaveLength(before)
  })

  test('a bad token is a clear error at the start', async () => {
    discord = definition.create({
      DISCORD_BOT_TOKEN: 'not-the-token-of-this-bot',
      DISCORD_API_URL: fake.url,
      DISCORD_PERSONA: 'prefix',
      DISCORD_CUSTOMER_THREADS: 'public',
    })
    await expect(discord.start(host)).rejects.toThrow(/DISCORD_BOT_TOKEN/)
  })

  test('what was parked goes on once the bot’s rights change', async () => {
    await started()
    await until(() => host.received.some((event) => event.kind === 'lifecycle'), 'installed')
    fake.trouble = ({ path }) =>
      path.endsWith('/messages') ? { status: 403, body: { code: 50001, message: 'Missing Access' } } : undefined
    await failed(discord.post(place(), words('x'), 'a'))
    const count = host.received.length
    fake.gateway.dispatch('CHANNEL_UPDATE', fake.world.raw(help))
    await until(() => host.received.length > count, 'the unparking')
    expect(host.received.at(-1)).toMatchObject({ kind: 'lifecycle', what: 'installed', workspace: { id: home.id } })
  })

  test('with webhooks the agent’s own name is shown, and an unclear send is never repeated', async () => {
    await started({ DISCORD_PERSONA: 'webhook' })
    expect(discord.limits).toMatchObject({ persona: 'native', unclear: { by: 'look' } })
    const ref = await discord.post(place(), { text: say('hello'), as: { name: 'Bo of Discord' } }, 'key')
    const [message] = help.messages
    expect(message?.author.username.replaceAll('\u200b', '')).toBe('Bo of Discord')
    expect(message?.content).toBe('hello')
    await discord.edit(ref, { text: say('hello again'), as: { name: 'Bo of Discord' } })
    expect(message?.content).toBe('hello again')
    fake.trouble = ({ method, path }) => (method === 'POST' && path.startsWith('/webhooks/') ? 'refuse' : undefined)
    await failed(discord.post(place(), words('did it arrive?'), 'lost'))
    fake.trouble = undefined
    expect(await discord.find(place(), 'lost', new Date())).toBe('unknown')
    act.says(ana, help, 'by a person')
    await host.next('message')
    expect(host.received.filter(({ kind }) => kind === 'message')).toHaveLength(1)
  })

  test('a customer’s thread can be private: the customer is in it, and it is made once', async () => {
    await started({ DISCORD_CUSTOMER_THREADS: 'private' })
    const asked = act.says(ana, help, 'help')
    const { post } = await host.next('message')
    let isLost = false
    fake.trouble = ({ method, path }) => {
      if (method !== 'POST' || !path.endsWith('/threads') || isLost) return undefined
      isLost = true
      return 'swallow'
    }
    await failed(discord.open(post, { title: '#1 help', members: [userRef(ana.id)], private: false }, 'room'))
    const room = await discord.open(post, { title: '#1 help', members: [userRef(ana.id)], private: false }, 'room')
    const threads = [...fake.world.channels.values()].filter(({ parent_id }) => parent_id === help.id)
    expect(threads).toHaveLength(1)
    expect(threads[0]).toMatchObject({ type: 12, name: '#1 help' })
    expect(threads[0]?.members.has(ana.id)).toBe(true)
    expect(room.id).toBe(`${home.id}/${threads[0]?.id}`)
    const card = await discord.post(place(), { text: say('card') }, 'card')
    const agentsRoom = await discord.open(card, { title: '#1 help', members: [], private: false }, 'agents')
    expect(agentsRoom.id).toBe(`${home.id}/${readPost(card).message}`)
    expect(asked.id).not.toBe(threads[0]?.id)
  })

  test('in a forum the post is the room, and the title is part of the question', async () => {
    await started()
    const forum = act.channel(home, 'questions', { type: 15 })
    fake.gateway.dispatch('CHANNEL_CREATE', fake.world.raw(forum))
    const thread = act.thread(forum, ana, 'VPN on Linux', 'It does not connect.')
    const message = await host.next('message')
    expect(message.place).toEqual(placeRef({ guild: home.id, channel: forum.id }))
    expect(await discord.open(message.post, { title: '#1', members: [], private: false }, 'room')).toEqual(
      placeRef({ guild: home.id, channel: thread.id }),
    )
    expect(fake.posts('POST', /threads/)).toEqual([])
  })

  test('an archived thread is opened for a change, and a closed one goes on when somebody writes', async () => {
    await started()
    const thread = act.thread(help, ana, 'old')
    const room = placeRef({ guild: home.id, channel: thread.id })
    const ref = await discord.post(room, words('one'), 'one')
    await discord.settle(room, 'closed')
    expect(thread).toMatchObject({ archived: true })
    expect(thread.locked).not.toBe(true)
    await discord.edit(ref, words('two'))
    expect(thread.messages[0]?.content).toBe('**Bo**: two')
    await discord.settle(room, 'closed')
    act.says(ana, thread, 'it is back')
    await host.next('message')
    expect(thread.archived).toBe(false)
  })

  test('a card is redrawn in place, with its files beside it', async () => {
    await started()
    const bytes = Buffer.from('a log')
    const file: FileRef = {
      platform: 'desk',
      kind: 'file',
      id: 'f1',
      name: 'my log (1).txt',
      size: 5,
      type: 'text/plain',
    }
    host.keep(file, bytes)
    const card = (title: string): Content => ({
      text: say(title),
      files: [file],
      card: {
        title,
        tone: 'good',
        blocks: [
          {
            kind: 'fields',
            fields: [
              { label: 'Status', value: '🆕 new' },
              { label: 'Owner', value: 'nobody' },
            ],
          },
          {
            kind: 'controls',
            controls: [
              { kind: 'button', label: 'Claim', operation: 'claim', input: { ticket: '1' } },
              { kind: 'link', label: 'Docs', url: 'https://a.example' },
            ],
          },
        ],
      },
    })
    await discord.post(place(), card('#1 VPN'), 'card')
    expect(labelsOn(help.messages[0] as never)).toEqual(['Claim', 'Docs'])
    expect(help.messages[0]?.attachments[0]?.filename).toBe('my_log_1_.txt')
    expect(postRef({ guild: home.id, channel: help.id, message: help.messages[0]?.id ?? '' }).id).toContain('/')
  })
})
