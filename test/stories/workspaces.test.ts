import { startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

const of = (id: string, platform = 'chat') => ({ workspace: { platform, kind: 'workspace' as const, id } })
const installs = async (network: FakeNetwork, id: string) =>
  network.receive({
    ...network.arrival(`boss-${id}`, `agents-${id}`, `installed-${id}`),
    ...of(id, network.name),
    kind: 'lifecycle',
    what: 'installed',
  })
const asks = async (network: FakeNetwork, id: string, input: Record<string, string> = {}, who = `boss-${id}`) =>
  network.person(who).invokes('workspaces', input, `agents-${id}`, of(id, network.name))
const codeFrom = async (network: FakeNetwork, id: string) =>
  /[A-Z0-9]{5}-[A-Z0-9]{5}/.exec(wordsOfAnswer(await asks(network, id, { make: 'yes' })))![0]
const requestIn = async (network: FakeNetwork, id: string) =>
  /"confirm":"([0-9a-f-]{36})"/.exec(JSON.stringify(await asks(network, id)))?.[1]

describe('two workspaces, each with a desk of its own', () => {
  let slack: FakeNetwork
  let discord: FakeNetwork
  let desk: TestDesk
  beforeEach(async () => {
    slack = fakeNetwork('chat')
    discord = fakeNetwork('other')
    desk = await startDesk([slack.platform, discord.platform], { env: { DESKS: 'many' } })
    await installs(slack, 'acme')
    await installs(discord, 'acme-community')
  })
  afterEach(async () => desk.stop())
  const deskOf = async (id: string) =>
    (
      await desk.rows<{ desk: string }>('select desk from workspaces where workspace = $1 and revoked_at is null', [id])
    )[0]?.desk

  it('become one desk by a code that an admin of both has a hand in', async () => {
    const code = await codeFrom(slack, 'acme')
    expect(
      wordsOfAnswer(await asks(discord, 'acme-community', { code: code.toLowerCase().replace('-', ' ') })),
    ).toContain('Request sent')
    expect(await deskOf('acme-community')).not.toBe(await deskOf('acme'))

    const request = await requestIn(slack, 'acme')
    expect(wordsOfAnswer(await asks(slack, 'acme', { confirm: request! }))).toContain('joined this help desk')
    expect(await deskOf('acme-community')).toBe(await deskOf('acme'))
    expect((await desk.rows(`select outcome from audit where operation = 'workspaces' order by seq`)).length).toBe(3)
  })

  it('a code serves once, and not for long; a wrong one says no more than an old one', async () => {
    const code = await codeFrom(slack, 'acme')
    const wrong = wordsOfAnswer(await asks(discord, 'acme-community', { code: 'AAAAA-AAAAA' }))
    await asks(discord, 'acme-community', { code })
    expect(wordsOfAnswer(await asks(discord, 'acme-community', { code }))).toBe(wrong)
    const late = await codeFrom(slack, 'acme')
    desk.program.store.clock.offset += 16 * 60_000
    expect(wordsOfAnswer(await asks(discord, 'acme-community', { code: late }))).toBe(wrong)
  })

  it('only admins have a hand in it, and another desk cannot confirm', async () => {
    expect(wordsOfAnswer(await asks(slack, 'acme', { make: 'yes' }, 'nobody'))).toContain('needs the ')
    const code = await codeFrom(slack, 'acme')
    expect(wordsOfAnswer(await asks(discord, 'acme-community', { code }, 'nobody'))).toContain('needs the ')
    await asks(discord, 'acme-community', { code })
    const request = await requestIn(slack, 'acme')
    expect(wordsOfAnswer(await asks(discord, 'acme-community', { confirm: request! }))).toContain('no longer open')
    expect(wordsOfAnswer(await asks(slack, 'acme', { refuse: request! }))).toContain('won’t join')
    expect(wordsOfAnswer(await asks(slack, 'acme', { confirm: request! }))).toContain('no longer open')
    expect(await deskOf('acme-community')).not.toBe(await deskOf('acme'))
  })

  it('a workspace whose desk has tickets keeps it', async () => {
    const boss = discord.person('boss-acme-community')
    const here = of('acme-community', 'other')
    await boss.invokes('place', { purpose: 'intake', place: discord.place('help') }, 'agents', here)
    await discord.person('ana').says('it does not print', 'help', here)
    const code = await codeFrom(slack, 'acme')
    expect(wordsOfAnswer(await asks(discord, 'acme-community', { code }))).toContain('its own help desk')
  })
})

describe('one desk for all', () => {
  it('a second workspace joins it when its installer types the code, and nobody else there can', async () => {
    const network = fakeNetwork('chat')
    const desk = await startDesk([network.platform])
    try {
      await installs(network, 'branch')
      const ada = network.person('ada')
      const made = wordsOfAnswer(await ada.invokes('workspaces', { make: 'yes' }))
      const code = /[A-Z0-9]{5}-[A-Z0-9]{5}/.exec(made)![0]
      expect(wordsOfAnswer(await asks(network, 'branch', { code }, 'somebody'))).toContain('code doesn’t exist')
      expect(wordsOfAnswer(await asks(network, 'branch', { code }))).toContain('Request sent')
      const request = /"confirm":"([0-9a-f-]{36})"/.exec(JSON.stringify(await ada.invokes('workspaces', {})))![1]!
      await ada.invokes('workspaces', { confirm: request })
      await ada.invokes('place', { purpose: 'intake', place: network.place('help-branch') })
      await network.person('ana').says('the branch is dark', 'help-branch', of('branch'))
      expect(await desk.rows('select subject from tickets')).toEqual([{ subject: 'the branch is dark' }])
    } finally {
      await desk.stop()
    }
  })
})
