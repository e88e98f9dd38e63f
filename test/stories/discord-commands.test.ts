import { startDesk, type TestDesk } from '../support/desk'
import { discordOn, toldIn, until, visibleIn, wordsIn } from '../support/discord-desk'
import { startDiscordFake, type DiscordFake } from '../support/discord-fake'
import { registeredPaths, unknownIn } from '../support/discord-paths'
import { people, type People } from '../support/discord-people'
import type { Channel, Interaction, User } from '../support/discord-world'

describe('commands by what one wants to do, on Discord', () => {
  let fake: DiscordFake
  let act: People
  let desk: TestDesk
  let ada: User
  let ana: User
  let bo: User
  let help: Channel
  let agents: Channel

  beforeAll(async () => {
    fake = await startDiscordFake()
    act = people(fake)
    ada = act.person('ada', 'Ada Moreno')
    ana = act.person('ana', 'Ana García')
    bo = act.person('bo', 'Bo Lindqvist')
    const home = act.guild('Acme', ada, ana, bo)
    help = act.channel(home, 'help')
    agents = act.channel(home, 'agents')
    desk = await startDesk([discordOn(fake)])
    await until(() => fake.world.commands.length > 0, 'the commands')
    await act.commands(ada, help, 'desk place intake')
    await act.commands(ada, agents, 'desk place agents')
    await act.commands(ada, agents, `desk role ${bo.id} agent`)
    act.says(ana, help, 'The VPN is down since I typed /ticket search vpn')
    await until(() => visibleIn(agents).some((one) => one.includes('The VPN is down')), 'the card')
  })
  afterAll(async () => {
    await desk.stop()
    await fake.close()
    expect(fake.faults).toEqual([])
  })
  /** All that an interaction told, its form included. */
  const allIn = (interaction: Interaction): string =>
    [toldIn(interaction), JSON.stringify(interaction.response?.data ?? {}).replaceAll('\\n', '\n')].join('\n')

  test('the way that is registered, and each that a client may still hold, come to the same', async () => {
    const found = toldIn(await act.commands(bo, agents, 'ticket find search vpn'))
    expect(found).toContain('The VPN is down')
    for (const way of [
      ['ticket', 'search'],
      ['ticket', 'more', 'search'],
      ['ticket', 'find', 'search'],
    ])
      expect(toldIn(await act.picks(bo, agents, way, { query: 'vpn' }))).toBe(found)
    act.speak('es-ES')
    for (const way of [
      ['ticket', 'search'],
      ['ticket', 'encontrar', 'buscar'],
    ])
      expect(toldIn(await act.picks(bo, agents, way, { query: 'vpn' }))).toContain('The VPN is down')
    act.speak('en-US')
    expect(toldIn(await act.picks(bo, agents, ['ticket', 'nonsense'], {}))).toContain('no longer')
  })

  test('a customer’s words stay as written, also where they name a command', async () => {
    expect(visibleIn(agents).join()).toContain('since I typed /ticket search vpn')
    const room = await until(
      () => [...fake.world.channels.values()].find(({ parent_id }) => parent_id === agents.id),
      'the thread',
    )
    await until(() => visibleIn(room).some((one) => one.includes('typed /ticket search vpn')), 'the words')
  })

  test('whatever the desk tells names commands as Discord has them', async () => {
    const { operations } = desk.program.desk
    const paths = registeredPaths(operations)
    let named = 0
    const check = (from: string, told: string) => {
      named += [...told.matchAll(/\/(?:ticket|desk) /g)].length
      expect({ from, unknown: unknownIn(told.replaceAll(/since I typed.*/g, ''), paths) }).toEqual({
        from,
        unknown: [],
      })
    }
    for (const { name, fields } of operations) {
      check(`help ${name}`, allIn(await act.invokes(ada, agents, 'help', { command: name })))
      const wrong = fields
        .filter(({ kind, typed }) => kind === 'text' && typed === 'name')
        .map((field) => ({ [field.name]: 'Nowhere' }))
      for (const values of name === 'delete' ? [] : [{}, ...wrong])
        check(`${name} ${JSON.stringify(values)}`, allIn(await act.invokes(ada, agents, name, values)))
    }
    for (const group of new Set(operations.map((one) => one.group?.title.en ?? '')))
      check(group, toldIn(await act.invokes(ada, agents, 'help', { command: group })))
    expect(named).toBeGreaterThan(200)
  }, 120_000)

  test('help tells the way and the fields, a fault of a typed line the way', async () => {
    const merge = toldIn(await act.commands(bo, agents, 'ticket help merge'))
    expect(merge).toContain('/ticket fix merge ticket:<ticket>')
    expect(merge).toContain('/ticket fix merge ticket:14 into:12')
    expect(merge).toContain('!merge')
    const sorted = toldIn(await act.commands(bo, agents, 'ticket help sort'))
    expect(sorted).toContain('/ticket sort tag')
    expect(sorted).toContain('/ticket status')
    act.says(bo, agents, '!cancel Nowhere')
    await until(
      () => act.direct(bo).messages.map(wordsIn).join().includes('/ticket plan cancel'),
      'the refusal by direct message',
    )
  })
})
