import { operations } from '../../src/slices'
import { hasRole } from '../../src/model/person'
import { roles, type Role } from '../../src/platform'
import { onOneDesk, openFor, startDesk, type People, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

describe('who may do what', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People

  onOneDesk(async (stage) => {
    ;({ network, desk, people } = stage)
    await people.ana.says('help me')
  })

  const who: Readonly<Record<Role, () => ReturnType<FakeNetwork['person']>>> = {
    customer: () => people.carlos,
    agent: () => people.kim,
    supervisor: () => people.sam,
    admin: () => people.ada,
  }
  const table = operations.flatMap((operation) => roles.map((role) => [role, operation.name, operation.by] as const))

  test.each(table)('%s, asking for %s (needs %s)', async (role, name, needed) => {
    const before = await everything()
    const answer = await who[role]().invokes(name, {})
    const isRefused = wordsOfAnswer(answer).includes('needs the ')
    expect(isRefused).toBe(!hasRole({ role }, needed))
    if (!isRefused) return
    const after = await everything()
    // Its inbox row, so that a redelivery gets the same answer, and one line of the audit.
    expect(after).toEqual({ ...before, inbox: before['inbox']! + 1, audit: before['audit']! + 1 })
  })

  test('a form is refused like the operation itself, and asking writes nothing', async () => {
    const before = await everything()
    const question = {
      kind: 'form' as const,
      operation: 'reply',
      input: { ticket: '1' },
      workspace: { platform: 'chat', kind: 'workspace' as const, id: 'main' },
    }
    expect(await desk.program.desk.ask({ ...question, from: network.user('carlos') })).toMatchObject({
      kind: 'private',
    })
    expect(await desk.program.desk.ask({ ...question, from: network.user('kim') })).toMatchObject({
      kind: 'form',
      form: { operation: 'reply', hidden: { ticket: '1' } },
    })
    expect(await desk.program.desk.ask({ ...question, from: network.user('a stranger') })).toMatchObject({
      kind: 'private',
    })
    expect(await everything()).toEqual(before)
  })

  test('the only admin cannot step down', async () => {
    expect(await people.ada.invokes('role', { user: network.user('ada'), role: 'agent' })).toMatchObject({
      kind: 'invalid',
      fields: { role: expect.stringContaining('only admin') },
    })
  })

  test('another workspace of the network that nobody linked is dropped', async () => {
    const before = await everything()
    const stranger = people.ana.message('let me in', 'help')
    await network.receive({ ...stranger, workspace: { platform: 'chat', kind: 'workspace', id: 'elsewhere' } })
    expect(await everything()).toEqual(before)
  })

  const everything = async (): Promise<Record<string, number>> => {
    const tables = [
      'tickets',
      'entries',
      'people',
      'identities',
      'outbox',
      'places',
      'queues',
      'policies',
      'clocks',
      'inbox',
      'audit',
      'workspaces',
    ]
    const counts = await desk.rows<Record<string, number>>(
      `select ${tables.map((table) => `(select count(*) from ${table}) as ${table}`).join(', ')}`,
    )
    return Object.fromEntries(Object.entries(counts[0]!).map(([table, count]) => [table, Number(count)]))
  }
})

describe('two desks in one database', () => {
  test('what belongs to one does not exist for the other', async () => {
    const network = fakeNetwork('chat')
    const desk = await startDesk([network.platform])
    try {
      const people = await openFor(network)
      await people.ana.says('a secret')
      const other = '11111111-1111-7111-8111-111111111111'
      const seen = await desk.program.store.read(other, async (unit) => ({
        tickets: await unit.rows('select * from tickets'),
        entries: await unit.rows('select * from entries'),
        people: await unit.rows('select * from people'),
      }))
      expect(seen).toEqual({ tickets: [], entries: [], people: [] })
      const steal = desk.program.store.transaction(other, async (unit) =>
        unit.rows(`insert into people (desk, id, name, role, created_at) values ($1, $2, 'x', 'admin', now())`, [
          desk.program.deskId,
          other,
        ]),
      )
      await expect(steal).rejects.toThrow('row-level security')
    } finally {
      await desk.stop()
    }
  })
})

describe('a desk for each workspace', () => {
  test('whoever installs the bot has a desk of their own, and sees nothing of the others', async () => {
    const network = fakeNetwork('chat')
    const desk = await startDesk([network.platform], { env: { DESKS: 'many' } })
    try {
      const of = (id: string) => ({ workspace: { platform: 'chat', kind: 'workspace' as const, id } })
      for (const id of ['acme', 'globex'])
        await network.receive({
          ...network.arrival(`boss-${id}`, `agents-${id}`, `installed-${id}`),
          ...of(id),
          kind: 'lifecycle',
          what: 'installed',
        })
      const boss = (id: string) => network.person(`boss-${id}`)
      for (const id of ['acme', 'globex']) {
        await boss(id).invokes(
          'place',
          { purpose: 'intake', place: network.place(`help-${id}`) },
          `agents-${id}`,
          of(id),
        )
        await boss(id).invokes(
          'place',
          { purpose: 'agents', place: network.place(`agents-${id}`) },
          `agents-${id}`,
          of(id),
        )
        await network.person(`customer-${id}`).says(`secret of ${id}`, `help-${id}`, of(id))
      }
      await desk.settle()
      expect(await desk.rows('select number, subject from tickets order by subject')).toEqual([
        { number: 1, subject: 'secret of acme' },
        { number: 1, subject: 'secret of globex' },
      ])
      const told = wordsOfAnswer(await boss('acme').invokes('list', { filter: 'all' }, 'agents-acme', of('acme')))
      expect(told).toContain('secret of acme')
      expect(told).not.toContain('globex')
      expect(JSON.stringify(network.texts('agents-acme'))).not.toContain('globex')
      await network.person('stranger').says('let me in', 'help-acme', of('initech'))
      expect(await desk.rows('select 1 from tickets')).toHaveLength(2)
    } finally {
      await desk.stop()
    }
  })
})
