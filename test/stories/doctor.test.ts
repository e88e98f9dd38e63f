import { chmod } from 'node:fs/promises'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { discordOn, toldIn, until } from '../support/discord-desk'
import { startDiscordFake } from '../support/discord-fake'
import { people } from '../support/discord-people'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'
import { DeliveryFailure, type Button } from '../../src/platform'

jest.setTimeout(60_000)

describe('the doctor', () => {
  let network: FakeNetwork
  let desk: TestDesk
  beforeEach(async () => {
    network = fakeNetwork('chat')
    desk = await startDesk([network.platform], { env: { MASTER_KEY: Buffer.alloc(32, 1).toString('base64') } })
  })
  afterEach(async () => desk.stop())
  const asked = async () => wordsOfAnswer(await network.person('ada').invokes('doctor', {}))

  test('tells a new admin what is still to do, and is content once it is done', async () => {
    const told = await asked()
    expect(told).toContain('4 problems found')
    expect(told).toContain('No channel is set up for agents. Invite the bot to a channel of your agents')
    expect(told).toContain('Nobody is an agent yet. Make someone an agent: /desk role @person agent')
    await openFor(network)
    expect(await asked()).toContain('No problems found')
  })

  test('tells what the network finds, each with its mend', async () => {
    await openFor(network)
    network.findings.push(
      { what: 'missing-scope', network: 'chat', name: 'files:write' },
      { what: 'not-in-place', network: 'chat', place: network.place('help') },
    )
    const told = await asked()
    expect(told).toContain('2 problems found')
    expect(told).toContain('the scope files:write is missing')
    expect(told).toContain('the bot isn’t in help')
    expect(told).toContain('Invite the bot there')
  })

  test('tells of words that do not go out until an admin acts', async () => {
    const { ana } = await openFor(network)
    network.fails(({ place }) => (place === 'agents' ? new DeliveryFailure('blocked', 'no') : undefined))
    await ana.says('Help!')
    await desk.settle()
    expect(await asked()).toMatch(/messages? (is|are) waiting until Chat lets the bot post again/)
  })

  test('setup walks an admin through the channels and the people, by buttons, to a test ticket', async () => {
    const ada = network.person('ada')
    const ask = async (where: string) => {
      const answer = await ada.invokes('setup', {}, where)
      const blocks = answer.kind === 'private' ? (answer.content.card?.blocks ?? []) : []
      const buttons = blocks.flatMap((block) => (block.kind === 'controls' ? block.controls : [])) as Button[]
      return { words: wordsOfAnswer(answer), buttons }
    }
    network.findings.push({ what: 'missing-scope', network: 'chat', name: 'files:write' })
    expect((await ask('help')).words).toContain('Step 1 of 6')
    network.findings.pop()
    for (const [index, where] of ['help', 'agents', 'supervisors'].entries()) {
      const { words, buttons } = await ask(where)
      expect(words).toContain(`Step ${index + 2} of 6`)
      expect(buttons.at(-1)!.label).toBe('Continue')
      await ada.invokes(buttons[0]!.operation, buttons[0]!.input, where)
    }
    expect((await ask('help')).words).toContain('Step 5 of 6')
    await ada.invokes('role', { user: network.user('bo'), role: 'agent' })
    const last = await ask('help')
    expect(last.words).toContain('Step 6 of 6')
    expect(last.buttons).toMatchObject([{ label: 'Open a test ticket', operation: 'new', opensForm: true }])
    expect(await desk.rows('select place, purpose from places order by place')).toEqual([
      { place: 'agents', purpose: 'agents' },
      { place: 'help', purpose: 'intake' },
      { place: 'supervisors', purpose: 'supervisors' },
    ])
  })

  test('nobody else may ask it', async () => {
    const { sam, ana } = await openFor(network)
    for (const person of [sam, ana]) expect(wordsOfAnswer(await person.invokes('doctor', {}))).toContain('admin')
  })
})

test('the doctor tells of a master key that others can read', async () => {
  const network = fakeNetwork('chat')
  const desk = await startDesk([network.platform], { env: { MASTER_KEY: '' } })
  const asked = async () => wordsOfAnswer(await network.person('ada').invokes('doctor', {}))
  const lies = /The master key is in (\S+)\./.exec(await asked())
  expect(lies).not.toBeNull()
  await chmod(lies![1]!, 0o644)
  expect(await asked()).toContain(`can be read by other users of this machine. chmod 600 ${lies![1]!}`)
  await desk.stop()
})

test('on Discord the doctor names a channel that is gone, and what the bot may not do in another', async () => {
  const fake = await startDiscordFake()
  const act = people(fake)
  const ada = act.person('ada', 'Ada Moreno')
  const home = act.guild('Acme', ada)
  const [agents, lost] = [act.channel(home, 'agents'), act.channel(home, 'lost')]
  const desk = await startDesk([discordOn(fake)])
  try {
    await until(() => fake.world.commands.length > 0, 'the commands')
    await act.commands(ada, agents, 'desk place agents')
    await act.commands(ada, lost, 'desk place intake')
    fake.world.channels.delete(lost.id)
    const told = await act.commands(ada, agents, 'desk doctor')
    await until(() => toldIn(told).includes('the bot isn’t in'), 'the finding')
    expect(toldIn(told)).toContain(lost.id)
    expect(toldIn(told)).not.toContain(agents.id)
    agents.denied = (1n << 11n) | (1n << 15n)
    const next = await act.commands(ada, agents, 'desk doctor')
    await until(() => toldIn(next).includes('lacks Send Messages, Attach Files'), 'the permissions')
  } finally {
    await desk.stop()
    await fake.close()
  }
})
