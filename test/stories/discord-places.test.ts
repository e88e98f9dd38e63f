import { startDesk, type TestDesk } from '../support/desk'
import { discordOn, toldIn, until, wordsIn } from '../support/discord-desk'
import { startDiscordFake, type DiscordFake } from '../support/discord-fake'
import { people } from '../support/discord-people'
import { walk } from '../support/discord-fake-rest'
import { words } from '../../src/core/words'

jest.setTimeout(60_000)

describe('servers and channels of Discord that the desk cannot work in', () => {
  let fake: DiscordFake
  let desk: TestDesk
  let act: ReturnType<typeof people>
  let ada: ReturnType<typeof act.person>, ana: ReturnType<typeof act.person>
  let home: ReturnType<typeof act.guild>
  let help: ReturnType<typeof act.channel>

  beforeAll(async () => {
    fake = await startDiscordFake()
    act = people(fake)
    ada = act.person('ada', 'Ada')
    ana = act.person('ana', 'Ana')
    home = act.guild('Acme', ada, ana)
    help = act.channel(home, 'help')
    desk = await startDesk([discordOn(fake)])
    await until(() => fake.world.commands.length > 0, 'the commands')
    await act.commands(ada, help, 'desk place intake')
  })
  afterAll(async () => {
    await desk.stop()
    await fake.close()
    expect(fake.faults).toEqual([])
  })
  const second = () => {
    const other = act.guild('Elsewhere', ada, ana)
    const there = act.channel(other, 'general')
    fake.world.gateway().dispatch('GUILD_CREATE', {
      id: other.id,
      name: other.name,
      owner_id: ada.id,
      joined_at: other.joined_at,
      preferred_locale: 'en-US',
      unavailable: false,
      roles: [],
      members: [],
      channels: [fake.world.raw(there)],
      threads: [],
    })
    return there
  }

  test('a second server without a desk says so to commands and forms, and is not offered in a direct message', async () => {
    const there = second()
    const told = words('en', 'outside.told')
    await until(async () => toldIn(await act.commands(ada, there, 'desk place agents')) === told, 'the answer')
    expect(toldIn(await act.commands(ana, there, 'ticket new'))).toBe(told)
    act.says(ana, act.direct(ana), 'the VPN drops')
    await until(async () => (await desk.rows('select 1 from tickets')).length === 1, 'the ticket')
    expect(act.direct(ana).messages.map(wordsIn).join()).not.toContain('Which server')
  })

  test.each([
    ['a forum', 15, 'agents'],
    ['a voice channel', 2, 'agents'],
    ['a voice channel', 2, 'intake'],
  ])('%s is refused by its name, with the mend', async (_what, type, purpose) => {
    const channel = act.channel(home, 'talk', { type })
    const told = toldIn(await act.commands(ada, channel, `desk place ${purpose}`))
    expect(told).toContain('#talk')
    expect(told.toLowerCase()).toContain('text channel')
    expect(await desk.rows(`select 1 from places where place like $1`, [`%${channel.id}`])).toEqual([])
  })
  test('a forum takes requests, and an announcement channel may be the agents’', async () => {
    const forum = act.channel(home, 'questions', { type: 15 })
    const news = act.channel(home, 'news', { type: 5 })
    expect(toldIn(await act.commands(ada, forum, 'desk place intake'))).toContain('intake')
    expect(toldIn(await act.commands(ada, news, 'desk place agents'))).toContain('agents')
  })
  test('one that the bot may not write in is refused, and the doctor calls it by its name', async () => {
    const quiet = act.channel(home, 'quiet')
    expect(toldIn(await act.commands(ada, quiet, 'desk place supervisors'))).toContain('supervisors')
    quiet.denied = 1n << 11n
    expect(toldIn(await act.commands(ada, quiet, 'desk place agents'))).toContain('#quiet')
    const doctor = toldIn(await act.commands(ada, help, 'desk doctor'))
    expect(doctor).toContain('#quiet')
    expect(doctor).not.toContain(quiet.id)
  })

  test('picking one of many topics opens the form, and sending it opens the ticket', async () => {
    await act.commands(ada, help, 'desk panel Need_help? buttons:Mail,VPN,Printer,Phone,Laptop,Door')
    await desk.quiet()
    const panel = help.messages.findLast(({ components }) => walk(components).some(({ type }) => type === 3))!
    const select = walk(panel.components).find(({ type }) => type === 3)!
    const { response } = await act.uses(ana, help, panel, select, [select.options![0]!.value])
    expect(response?.type).toBe(9)
    const sent = await act.submits(ana, help, response?.data?.custom_id ?? '', { text: 'It jams' }, panel)
    expect(toldIn(sent)).toContain('#')
  })
})
