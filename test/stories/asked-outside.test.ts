import { say, type FileRef, type Platform } from '../../src/platform'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'
import { watchStatements } from '../support/statements'

describe('what a network must be asked before the desk can answer', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>
  /** Questions that the network was asked, and how many transactions had been committed by then. */
  let asked: { readonly what: string; readonly commits: number }[] = []
  let commits = 0
  let stopWatching: () => void

  const noting = (platform: Platform): Platform => {
    const note =
      <Parameters extends unknown[], T>(what: string, ask: (...given: Parameters) => Promise<T>) =>
      async (...given: Parameters) => {
        asked.push({ what, commits })
        return ask(...given)
      }
    const { profile, members, group, diagnose, file } = platform
    return {
      ...platform,
      profile: note('profile', profile),
      members: note('members', members),
      group: note('group', group),
      diagnose: note('diagnose', diagnose),
      file: note('file', file),
    }
  }

  beforeAll(async () => {
    network = fakeNetwork('chat')
    desk = await startDesk([noting(network.platform)])
    people = await openFor(network)
    await people.ana.says('the VPN is down')
    await desk.settle()
    stopWatching = watchStatements((text) => {
      if (/^insert into inbox|with given as[\s\S]*insert into inbox/.test(text)) commits++
      return undefined
    })
  })
  afterAll(async () => {
    stopWatching()
    await desk.stop()
  })
  beforeEach(() => {
    asked = []
    commits = 0
  })
  const whatWasAsked = () => asked.map(({ what }) => what)
  const file: FileRef = { platform: 'chat', kind: 'file', id: 'f1', name: 'desk.yaml', type: 'text/yaml', size: 20 }

  test('is asked of it only for those who may', async () => {
    const stranger = network.user('zoe')
    for (const who of [people.ana, people.bo]) {
      await who.invokes('doctor', {})
      await who.invokes('setup', {})
      await who.invokes('role', { user: stranger, role: 'agent' })
      await who.invokes('role', { group: 'ops', role: 'agent' })
      await who.invokes('role', { place: network.place('agents'), role: 'agent' })
      await who.invokes('place', { purpose: 'agents', place: network.place('elsewhere') })
      await who.invokes('block', { user: stranger })
      await who.invokes('config', { do: 'import', file })
    }
    await people.ana.invokes('new', { for: stranger, text: say('help them') })
    await people.ana.invokes('cc', { ticket: '1', user: stranger })
    await people.ana.invokes('edit', { ticket: '1', requester: stranger })
    expect(whatWasAsked()).toEqual([])
  })

  test('is asked once, before the transaction, and of nobody when all is known', async () => {
    network.groups.set('ops', ['kim'])
    expect(wordsOfAnswer(await people.ada.invokes('role', { group: '@ops', role: 'agent' }))).toContain(
      'Everyone in ops',
    )
    expect(whatWasAsked().slice(0, 2)).toEqual(['group', 'members'])
    expect([asked[0]!.commits, commits]).toEqual([0, 1])
    await desk.settle()
    asked = []
    commits = 0
    await people.bo.invokes('cc', { ticket: '1', user: network.user('yul') })
    expect([asked, commits]).toEqual([[{ what: 'profile', commits: 0 }], 1])
    asked = []
    await people.bo.invokes('cc', { ticket: '1', user: network.user('yul') })
    await people.bo.invokes('cc', { ticket: '1', customer: 'carlos' })
    expect(asked).toEqual([])
  })

  test('is asked for what was typed too, by those who may', async () => {
    const typed = async ({ message }: (typeof people)['ana'], line: string) =>
      network.receive(message(line, 'agents', { addressed: true, text: say(line) }))
    await typed(people.ana, 'desk doctor')
    await typed(people.bo, 'desk doctor')
    await typed(people.ada, 'how is the desk?')
    await people.ada.says('!claim 1')
    expect(whatWasAsked()).toEqual([])
    expect(wordsOfAnswer(await typed(people.ada, 'desk doctor'))).toMatch(/found|well|wrong|Nothing/i)
    expect(whatWasAsked()).toContain('diagnose')
  })
})
