import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer } from '../support/fake-network'

describe('finding tickets', () => {
  const network = fakeNetwork('chat')
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>

  beforeAll(async () => {
    desk = await startDesk([network.platform])
    people = await openFor(network)
    await people.ana.says('La impresora está rota')
    await people.carlos.says('VPN certificate expired')
    await network.person('dora').says('Invoice is wrong')
    await people.bo.invokes('claim', { ticket: '2' })
    await people.bo.invokes('tag', { ticket: '2', tags: 'vpn' })
    await people.bo.invokes('priority', { ticket: '3', priority: 'urgent' })
  })
  afterAll(async () => desk.stop())
  const found = async (filter: string) =>
    [...wordsOfAnswer(await people.bo.invokes('list', { filter })).matchAll(/#(\d+) ·/g)].map(([, number]) =>
      Number(number),
    )

  test.each([
    ['open', [3, 1, 2]],
    ['mine', [2]],
    ['unassigned', [3, 1]],
    ['tag:vpn', [2]],
    ['-tag:vpn', [3, 1]],
    ['impresora "esta rota"', [1]],
    ['from:carlos', [2]],
    ['from:me', []],
    ['owner:bo priority:normal', [2]],
    ['status:new', [3, 1]],
    ['text:expired', [2]],
    ['queue:support network:chat', [3, 2, 1]],
    ['sort:priority', [3, 1, 2]],
    ['sort:oldest', [1, 2, 3]],
    ['sort:due', [1, 2, 3]],
    ['sort:updated from:carlos', [2]],
    ['age>1h', []],
    ['solved', []],
  ])('%s finds %j', async (filter, numbers) => {
    expect(await found(filter)).toEqual(numbers)
  })

  test('a filter that cannot be read is told at its field, and one saved by name is found by it', async () => {
    expect(await people.bo.invokes('list', { filter: 'colour:red' })).toMatchObject({
      kind: 'invalid',
      fields: { filter: expect.stringContaining('colour:red') },
    })
    await people.bo.invokes('view', { title: 'Renewals', filter: 'tag:vpn' })
    expect(await found('renewals')).toEqual([2])
    expect(wordsOfAnswer(await people.kim.invokes('list', { filter: 'Renewals' }))).toContain('Nothing found')
    expect(
      wordsOfAnswer(await people.bo.invokes('view', { title: 'All of us', filter: '', audience: 'everybody' })),
    ).toContain('supervisor')
    expect(wordsOfAnswer(await people.bo.invokes('view', { title: 'Renewals' }))).toContain('Deleted')
  })

  test('names of views are completed while they are typed', async () => {
    const ask = {
      kind: 'choices' as const,
      operation: 'list',
      field: 'filter',
      typed: 'una',
      input: {},
      from: network.user('bo'),
      workspace: { platform: 'chat', kind: 'workspace' as const, id: 'main' },
    }
    expect(await desk.program.desk.ask(ask)).toEqual([{ value: 'unassigned', label: 'unassigned' }])
  })
})
