import { plain, type MessageArrived, type Platform } from '../../../src/platform'
import { discordOn, until } from '../../support/discord-desk'
import { startDiscordFake, type DiscordFake } from '../../support/discord-fake'
import type { Channel, Guild, Message, User } from '../../support/discord-world'
import { people, type People } from '../../support/discord-people'
import { saidWhileAway } from '../../support/discord-gap'
import { startStubHost, type StubHost } from '../../support/stub-host'

describe('while the bot was away', () => {
  let fake: DiscordFake
  let host: StubHost
  let act: People
  let discord: Platform
  let ana: User
  let bo: User
  let home: Guild
  let help: Channel

  beforeEach(async () => {
    fake = await startDiscordFake()
    host = await startStubHost()
    act = people(fake)
    bo = act.person('bo')
    ana = act.person('ana')
    home = act.guild('Acme', bo, ana)
    help = act.channel(home, 'help')
    discord = discordOn(fake)
  })
  afterEach(async () => {
    await discord.stop()
    await host.close()
    await fake.close()
    expect(fake.faults).toEqual([])
  })

  const messages = (): readonly MessageArrived[] => host.received.filter((event) => event.kind === 'message')
  const told = (place?: Channel): readonly string[] =>
    messages()
      .filter((event) => place === undefined || event.place.id.endsWith(`/${place.id}`))
      .map(({ text }) => plain(text))
  const once = (all: readonly string[]): readonly string[] => [...new Set(all)]
  /** Stops and comes back after Discord forgot the session, as after ten minutes. */
  const away = async (meanwhile: () => void): Promise<void> => {
    await discord.stop()
    fake.gateway.forget()
    meanwhile()
    discord = discordOn(fake)
    await discord.start(host)
  }

  test('500 messages in 20 channels, archived threads and direct messages are all told, once and in order', async () => {
    expect(await saidWhileAway(500)).toEqual([])
  }, 60_000)

  test('what is said while the gap is being read comes after what was said in it', async () => {
    await discord.start(host)
    act.says(ana, help, 'zero')
    await until(() => told().length === 1, 'the first')
    let hold: (() => void) | undefined
    fake.trouble = ({ method, path }) =>
      method === 'GET' && path === `/channels/${help.id}/messages` && hold === undefined
        ? { status: 503, body: {} }
        : undefined
    await away(() => act.says(ana, help, 'one', { silently: true }))
    act.says(ana, help, 'two')
    await until(() => fake.posts('GET', /messages$/).length > 1, 'a failed look')
    expect(told()).toEqual(['zero'])
    hold = () => undefined
    await until(() => told().length >= 3, 'both')
    expect(once(told())).toEqual(['zero', 'one', 'two'])
  })

  test('a short absence is told by Discord itself: edits, deletions and reactions too', async () => {
    await discord.start(host)
    const first = act.says(ana, help, 'one')
    const second = act.says(ana, help, 'two')
    await until(() => told().length === 2, 'two messages')
    await discord.stop()
    act.edits(first, 'one, mended')
    act.deletes(second)
    act.reacts(bo, first, '👀', true)
    discord = discordOn(fake)
    await discord.start(host)
    await host.next('edit')
    await host.next('delete')
    await host.next('reaction')
    expect(fake.gateway.identifies).toBe(1)
    expect(fake.gateway.resumes).toBe(1)
  })

  test('a channel that the bot may not see is never asked for', async () => {
    const hidden = act.channel(home, 'secret', { hidden: true })
    await discord.start(host)
    act.says(ana, help, 'zero')
    await until(() => told().length === 1, 'the first')
    await away(() => {
      act.says(bo, hidden, 'psst', { silently: true })
      act.says(ana, help, 'one', { silently: true })
    })
    await until(() => told().includes('one'), 'what was said')
    expect(fake.posts('GET', new RegExp(hidden.id))).toEqual([])
  })

  test('what could not be stored is asked for again after a crash', async () => {
    await discord.start(host)
    act.says(ana, help, 'stored')
    await until(() => told().length === 1, 'the first')
    host.onReceive(() => Promise.reject(new Error('the database is away')))
    act.says(ana, help, 'not stored')
    act.edits(act.says(ana, help, 'not stored either'), 'not stored, edited')
    await until(() => fake.gateway.connections === 1, 'the connection')
    await discord.stop()
    host.onReceive(() => ({ kind: 'none' }))
    discord = discordOn(fake)
    await discord.start(host)
    await host.next('edit')
    expect(once(told())).toEqual(['stored', 'not stored', 'not stored either'])
  })

  test('a desk that starts while Discord cannot be reached waits for it, and does not hold up the other networks', async () => {
    fake.reachable(false)
    await discord.start(host)
    expect(messages()).toEqual([])
    fake.reachable(true)
    await until(() => fake.gateway.identifies === 1, 'the connection', 20_000)
    act.says(ana, help, 'are you there?')
    await until(() => told().length === 1, 'the first words')
  }, 30_000)

  test('a history that was never ours stays where it is', async () => {
    act.says(ana, help, 'long ago', { silently: true })
    await discord.start(host)
    act.says(ana, help, 'now')
    await until(() => told().length > 0, 'the first')
    expect(told()).toEqual(['now'])
    for await (const event of discord.missed()) throw new Error(`nothing was missed, and there is ${event.kind}`)
  })

  test('the connection dropped again and again under load loses and doubles nothing', async () => {
    await discord.start(host)
    const channels = Array.from({ length: 5 }, (_, at) => act.channel(home, `busy-${at}`))
    const said: string[] = []
    for (let round = 0; round < 8; round++) {
      for (let at = 0; at < 25; at++) {
        said.push(`${round}.${at}`)
        act.says(ana, channels[at % channels.length] as Channel, `${round}.${at}`)
      }
      fake.gateway.drop()
      for (let at = 25; at < 40; at++) {
        said.push(`${round}.${at}`)
        act.says(ana, channels[at % channels.length] as Channel, `${round}.${at}`)
      }
      const { resumes } = fake.gateway
      await until(() => fake.gateway.resumes > resumes || told().length >= said.length, 'the session resumed')
    }
    await until(() => once(told()).length === said.length, `all ${said.length}`, 15_000)
    const ids = messages().map(({ id }) => id)
    // Discord replays what it is not sure of; the desk knows it by its id.
    expect(new Set(ids).size).toBe(said.length)
    for (const [at, channel] of channels.entries())
      expect(once(told(channel))).toEqual(said.filter((word) => Number(word.split('.')[1]) % channels.length === at))
  }, 60_000)

  test('in a server of several, a direct message waits until its person has chosen one', async () => {
    const other = act.guild('Beta', bo, ana)
    await discord.start(host)
    const dm = act.direct(ana)
    act.says(ana, dm, 'my key is broken')
    act.says(ana, dm, 'please hurry')
    const asked = await until(() => dm.messages.find(({ author }) => author.id === fake.world.bot.id), 'the question')
    expect(messages()).toEqual([])
    await act.presses(ana, dm, asked, 'Choose a server', [other.id])
    await until(() => messages().length === 2, 'what waited')
    expect(told()).toEqual(['my key is broken', 'please hurry'])
    expect(messages().map(({ workspace }) => workspace?.id)).toEqual([other.id, other.id])
    act.says(ana, dm, 'still here')
    await until(() => messages().length === 3, 'the next')
    expect(messages().at(-1)?.workspace?.id).toBe(other.id)
    expect(dm.messages.filter(({ author }) => author.id === fake.world.bot.id)).toHaveLength(1)
  })
})

describe('without the message content intent', () => {
  test('the bot tells the owner once, and the other doors work', async () => {
    const fake = await startDiscordFake({ content: false })
    const host = await startStubHost()
    const act = people(fake)
    const bo = act.person('bo')
    const ana = act.person('ana')
    const home = act.guild('Acme', bo, ana)
    const help = act.channel(home, 'help')
    const discord = discordOn(fake)
    await discord.start(host)
    const notes = (): readonly Message[] => act.direct(bo).messages
    await until(() => notes().length === 1, 'the note')
    expect(notes()[0]?.content).toContain('Message Content Intent')
    act.says(ana, help, 'nobody reads this')
    act.says(ana, act.direct(ana), 'but this')
    // A message of which nothing can be read opens no ticket: the owner was told.
    expect(plain((await host.next('message')).text)).toBe('but this')
    await discord.stop()
    await discord.start(host)
    await until(() => fake.gateway.resumes + fake.gateway.identifies > 1, 'the connection')
    expect(notes()).toHaveLength(1)
    await discord.stop()
    await host.close()
    await fake.close()
  })
})
