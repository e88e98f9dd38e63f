import { plain } from '../../src/platform'
import { onOneDesk, type People, type TestDesk } from '../support/desk'
import { wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

describe('what a ticket tells beside its words', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People

  onOneDesk(async (stage) => {
    ;({ network, desk, people } = stage)
    await people.ana.says('The printer on floor 3 jams')
    await desk.settle()
  })

  const card = (number = 1) => network.card(number)!
  const told = (label: string, number = 1) =>
    card(number)
      .content.card!.blocks.flatMap((block) => (block.kind === 'fields' ? block.fields : []))
      .find((one) => one.label === label)?.value
  const field = async (input: Record<string, string>) => wordsOfAnswer(await people.ada.invokes('field', input))
  const edit = async (input: Record<string, string>) =>
    wordsOfAnswer(await people.bo.invokes('edit', { ticket: '1', ...input }))
  const form = async (who: { user: { id: string } }, operation: string, input = {}) => {
    const answer = await network.ask({ kind: 'form', operation, input, from: network.user(who.user.id), locale: 'en' })
    if (answer.kind !== 'form') throw new Error(wordsOfAnswer(answer))
    return answer.form
  }

  test('an admin names the categories and adds fields; only an admin may', async () => {
    expect(await field({ name: 'category', choices: 'Hardware/Equipos, Network gear/Red' })).toContain('Category')
    expect(await field({ name: 'seats', kind: 'number', label: 'Seats', label_es: 'Puestos' })).toContain('seats=…')
    await field({ name: 'asset', kind: 'text', label: 'Asset', on_card: 'no' })
    await field({ name: 'Remote?', kind: 'checkbox', label: 'Remote' })
    await field({ name: 'renewal', kind: 'date', label: 'Renewal' })
    expect(wordsOfAnswer(await people.bo.invokes('field', { name: 'x', kind: 'text' }))).toContain('admin')
    const all = await field({})
    expect(all).toContain('category · Category')
    expect(all).toContain('Hardware/Equipos, Network gear/Red')
    expect(await field({ name: 'status', kind: 'text' })).toContain('status')
    expect(await field({ name: 'seats', kind: 'text' })).not.toContain('seats=…')
  })

  test('an agent sets them by one command; the card tells those that are meant for it', async () => {
    expect(
      await edit({ fields: 'type=incident category="network gear" seats=2,5 asset=PC-7 remote_=yes due=2d' }),
    ).toBe('Updated #1: Type, Category, Seats, Asset, Remote, Due.')
    await desk.settle()
    expect(told('Category')).toBe('Network gear')
    expect(told('Type')).toBe('incident')
    expect(told('Seats')).toBe('2.5')
    expect(told('Remote')).toBe('yes')
    expect(told('Due')).toBeDefined()
    expect(told('Asset')).toBeUndefined()
    expect(await edit({ fields: 'type=incident' })).toContain('Nothing')
  })

  test('as text too, in the thread of the ticket', async () => {
    await people.bo.says('!edit seats=4 renewal=2030-01-31', network.thread(card()))
    await desk.settle()
    expect(told('Seats')).toBe('4')
    expect(told('Renewal')).toContain('31')
  })

  test.each([
    ['seats=many', 'Seats can’t be “many”. Allowed: a number'],
    ['category=cars', 'Category can’t be “cars”. Allowed: Hardware, Network gear'],
    ['due=someday', 'Due can’t be “someday”. Allowed: 2d, tomorrow'],
    ['due=2030-02-30', 'Due can’t be “2030-02-30”'],
    ['remote_=perhaps', 'Remote can’t be “perhaps”. Allowed: yes, no'],
    ['colour=red', 'There’s no field called colour. Fields: '],
    ['nonsense', 'name=value pairs'],
  ])('%s is refused, and nothing is changed', async (fields, why) => {
    expect(await edit({ fields: `type=question ${fields}` })).toContain(why)
    expect(await desk.rows(`select 1 from ticket_fields where choice = 'question'`)).toEqual([])
  })

  test('the form shows what stands, changes what was changed, and leaves alone what somebody else changed meanwhile', async () => {
    const opened = await form(people.bo, 'edit', { ticket: '1' })
    const standing = Object.fromEntries(
      opened.fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
    )
    expect(standing).toMatchObject({ 'field-category': 'network-gear', 'field-seats': '4', 'field-asset': 'PC-7' })
    expect(opened.fields.find(({ name }) => name === 'field-category')!.choices!.map(({ label }) => label)).toEqual([
      'Hardware',
      'Network gear',
    ])
    await people.kim.invokes('edit', { ticket: '1', fields: 'seats=9' })
    const { 'field-asset': _, ...kept } = standing
    const answer = await people.bo.invokes('edit', { ...opened.hidden, ...kept, 'field-category': 'hardware' } as never)
    expect(wordsOfAnswer(answer)).toBe('Updated #1: Category, Asset.')
    await desk.settle()
    expect(told('Seats')).toBe('9')
    expect(told('Category')).toBe('Hardware')
    expect(await desk.rows(`select 1 from ticket_fields where field = 'asset'`)).toEqual([])
  })

  test('in the filter language, by what each holds', async () => {
    const list = async (filter: string) => wordsOfAnswer(await people.bo.invokes('list', { filter }))
    for (const filter of [
      'category:hardware',
      'seats>8 type:incident',
      'due<3d',
      'asset:none remote_:yes',
      'renewal>2029-12-31',
    ])
      expect(await list(filter)).toContain('#1')
    for (const filter of ['category:"Network gear"', 'seats<9', 'due:overdue', 'service:any'])
      expect(await list(filter)).not.toContain('#1')
    expect(await list('colour:red')).toContain('category')
  })

  test('rules look at them and set them', async () => {
    const rule = async (input: Record<string, string>) => wordsOfAnswer(await people.ada.invokes('rule', input))
    expect(await rule({ rule: 'bad', event: 'created', actions: 'set colour=red' })).toContain(
      'There’s no field called colour',
    )
    expect(await rule({ rule: 'bad', event: 'created', actions: 'set seats=red' })).toContain('Seats can’t be')
    await rule({ rule: 'jams', event: 'created', filter: 'jam', actions: 'set category=hardware urgency=high' })
    await rule({ rule: 'hard', event: 'updated', filter: 'category:hardware', actions: 'tag hw' })
    await people.carlos.says('Another paper jam')
    await desk.settle()
    expect(told('Category', 2)).toBe('Hardware')
    expect(told('Urgency', 2)).toBe('high')
    await people.bo.invokes('priority', { ticket: '2', priority: 'high' })
    await desk.settle()
    expect(told('Tags', 2)).toBe('#hw')
  })

  test('on the due day the agents hear of it, once', async () => {
    await desk.later(2 * 86_400_000 + 60_000)
    await desk.later(60_000)
    const said = [...network.posts.values()].filter(({ content }) => plain(content.text).includes('is due now'))
    expect(said).toHaveLength(1)
  })

  test('what is needed to solve keeps a ticket open until it is filled in', async () => {
    await field({ name: 'cause', kind: 'text', label: 'Cause', needed: 'solve' })
    expect(wordsOfAnswer(await people.bo.clicks('Solve', card(2)))).toContain('Fill these in before you solve #')
    await people.bo.invokes('edit', { ticket: '2', fields: 'cause="worn roller"' })
    expect(wordsOfAnswer(await people.bo.clicks('Solve', card(2)))).toContain('solved')
  })

  test('a customer’s form asks for what customers may fill in, and nothing else is theirs to tell', async () => {
    await field({ name: 'service', choices: 'Mail/Correo, Web', by_customer: 'yes', needed: 'open' })
    const asked = await form(people.carlos, 'new')
    expect(asked.fields.map(({ name, required }) => [name, required])).toEqual([
      ['field-service', true],
      ['text', true],
    ])
    expect(
      wordsOfAnswer(await people.carlos.invokes('new', { text: 'Mail is slow', 'field-service': '' }, 'help')),
    ).toContain('Service')
    const sent = { ...asked.hidden, text: 'Mail is slow', 'field-service': 'mail', 'field-urgency': 'high' }
    expect(wordsOfAnswer(await people.carlos.invokes('new', sent as never, 'help'))).toContain('#3')
    await desk.settle()
    expect(told('Service', 3)).toBe('Mail')
    expect(told('Urgency', 3)).toBeUndefined()
  })

  test('another subject and another requester, and the story tells it all', async () => {
    expect(await edit({ subject: 'Printer jams (floor 3)' })).toContain('Updated #1: ')
    const carlos = network.user('carlos')
    expect(wordsOfAnswer(await people.bo.invokes('edit', { ticket: '1', requester: carlos }))).toContain('Carlos')
    await people.bo.invokes('reply', { ticket: '1', text: 'A technician comes at three' })
    await desk.later(11_000)
    expect(card().content.card!.title).toBe('#1 · Printer jams (floor 3)')
    expect(told('Customer')).toBe('Carlos')
    expect(network.texts('dm.carlos').join()).toContain('A technician comes at three')
    const story = wordsOfAnswer(await people.bo.invokes('show', { ticket: '1' }))
    expect(story).toContain('subject “The printer on floor 3 jams” → “Printer jams (floor 3)”')
    expect(story).toContain('requester Ana → Carlos')
    expect(story).toContain('Category: Network gear → Hardware')
  })

  test('a field that is removed is gone from the tickets; one of ours is as it was', async () => {
    expect(await field({ name: 'seats', remove: 'yes' })).toContain('Deleted')
    await people.bo.invokes('tag', { ticket: '1', tags: 'x' })
    await desk.settle()
    expect(told('Seats')).toBeUndefined()
    expect(await field({ name: 'seats', remove: 'yes' })).toContain('There’s no field called seats')
    expect(wordsOfAnswer(await people.bo.invokes('show', { ticket: '1' }))).toContain('seats: 4 → 9')
  })
})
