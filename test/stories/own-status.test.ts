import { onOneDesk, type People, type TestDesk } from '../support/desk'
import { wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

describe('statuses of a desk’s own', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People
  onOneDesk(async (stage) => {
    ;({ network, desk, people } = stage)
    await people.ada.invokes('policy', { first_response: '1h', resolution: '4h', warn: '30m' })
    await people.ana.says('The beamer is dark')
    await desk.settle()
  })
  const ask = async (operation: string, input: Record<string, string>, who = people.bo) =>
    wordsOfAnswer(await who.invokes(operation, input))
  const status = () =>
    network
      .card(1)!
      .content.card!.blocks.flatMap((block) => (block.kind === 'fields' ? block.fields : []))
      .find((one) => one.label === 'Status')!.value
  const clocks = async () =>
    (await desk.rows<{ state: string }>('select distinct state from clocks')).map((row) => row.state)

  test('an admin adds them; each counts as one of ours', async () => {
    const added = await ask(
      'own-status',
      { name: 'waiting vendor', base: 'on-hold', label: 'Waiting for vendor', label_es: 'Con el proveedor' },
      people.ada,
    )
    expect(added).toContain('You can now use waiting_vendor. It counts as on hold')
    await ask('own-status', { name: 'testing', base: 'on-hold' }, people.ada)
    expect(await ask('own-status', { name: 'open', base: 'open' }, people.ada)).not.toContain('You can now use')
    expect(await ask('own-status', { name: 'testing', base: 'open' }, people.ada)).not.toContain('You can now use')
    expect(await ask('own-status', { name: 'x', base: 'open' })).toContain('admin')
    expect(await ask('own-status', {}, people.ada)).toContain('Waiting for vendor = on hold')
  })

  test('set by name or label, deadlines follow what it counts as, and the card offers and shows it', async () => {
    expect(await ask('status', { ticket: '1', status: 'Waiting for vendor' })).not.toContain('no status')
    await desk.settle()
    expect(status()).toContain('Waiting for vendor')
    expect(await clocks()).toEqual(['paused'])
    const select = network
      .card(1)!
      .content.card!.blocks.flatMap((block) => (block.kind === 'controls' ? block.controls : []))
      .find((one) => one.kind === 'select' && one.field === 'status')
    expect(select).toMatchObject({
      chosen: 'waiting_vendor',
      choices: expect.arrayContaining([{ value: 'testing', label: 'testing' }]) as never,
    })
    await ask('status', { ticket: '1', status: 'testing' })
    await desk.settle()
    expect(status()).toContain('testing')
    expect(await ask('status', { ticket: '1', status: 'dancing' })).toContain('There’s no status called dancing')
    expect(await ask('show', { ticket: '1' })).toContain('(testing)')
    expect(await ask('list', { filter: 'status:on-hold' })).toContain('#1')
  })

  test('lists, searches, views and rules go by them, and set them', async () => {
    for (const filter of ['status:testing', 'status:Testing,solved', '-status:waiting_vendor'])
      expect(await ask('list', { filter })).toContain('#1')
    expect(await ask('search', { query: 'beamer status:testing' })).toContain('#1')
    for (const filter of ['status:waiting_vendor', '-status:testing', 'status:"Waiting vendor"'])
      expect(await ask('list', { filter })).not.toContain('#1')
    expect(await ask('list', { filter: 'status:dancing' })).toMatch(/can’t be used as a filter.*waiting_vendor/)
    const rule = { rule: 'av', event: 'updated', filter: 'status:testing tag:av', actions: 'status waiting_vendor' }
    expect(await ask('rule', { ...rule, actions: 'status dancing' }, people.ada)).toContain(
      'There’s no status called dancing',
    )
    await ask('rule', rule, people.ada)
    await ask('tag', { ticket: '1', tags: 'av' })
    await desk.settle()
    expect(status()).toContain('Waiting for vendor')
    await ask('rule', { rule: 'av', state: 'remove' }, people.ada)
    await ask('untag', { ticket: '1', tags: 'av' })
  })

  test('offered while it is typed', async () => {
    const offered = await network.ask({
      kind: 'choices',
      operation: 'status',
      field: 'status',
      typed: 'vend',
      input: {},
      from: network.user('bo'),
    })
    expect(offered.map(({ value }) => value)).toEqual(['waiting_vendor'])
  })

  test('what moves by itself leaves it behind; removed, its tickets keep what it stood for', async () => {
    await people.ana.says(
      'It works on battery',
      network.thread([...network.posts.values()].find(({ by }) => by === 'ana')!),
    )
    await desk.settle()
    expect(status()).toBe('🟢 open')
    await ask('status', { ticket: '1', status: 'waiting_vendor' })
    expect(await ask('own-status', { name: 'waiting_vendor', remove: 'yes' }, people.ada)).toContain('Deleted')
    await ask('tag', { ticket: '1', tags: 'av' })
    await desk.settle()
    expect(status()).toBe('✋ on hold')
  })

  test('what another process changes counts here with the next question', async () => {
    const own = async () => ask('own-status', {}, people.ada)
    expect(await own()).toContain('testing')
    await desk.rows(`update own_statuses set label_en = 'Being tried' where name = 'testing'`)
    expect(await own()).toContain('Being tried')
    await desk.rows('delete from own_statuses')
    expect(await own()).not.toContain('Being tried')
  })
})
