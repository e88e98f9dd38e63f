import { onItsOwnDesk, type People, type TestDesk } from '../support/desk'
import { broken } from '../support/interleavings'
import { wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

describe('tickets that become one, or several', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People
  onItsOwnDesk(async (stage) => {
    ;({ network, desk, people } = stage)
    await people.ada.invokes('queue', { queue: 'Support', take_back: '0' })
  })
  const ask = async (operation: string, input: Record<string, string>, who = people.bo) =>
    wordsOfAnswer(await who.invokes(operation, input))
  const told = (number: number, label: string) =>
    network
      .card(number)!
      .content.card!.blocks.flatMap((block) => (block.kind === 'fields' ? block.fields : []))
      .find((one) => one.label === label)?.value
  const buttons = (number: number) => network.buttonsOf(network.card(number)!).map(({ label }) => label)
  /** Everything that a merge touches, as it stands. */
  const state = async () => ({
    tickets: await desk.rows(
      `select number, status, pending_until, solved_at, overdue, risen, assignee, merged_into from tickets order by number`,
    ),
    clocks: await desk.rows('select * from clocks order by ticket, kind'),
    due: await desk.rows(`select what, subject, at from due where what <> 'hand-out' order by what, subject`),
    rooms: await desk.rows('select id, ticket, origin, active from rooms order by id'),
  })

  test('two customers of one matter get the same answers, and do not read each other', async () => {
    const first = await people.ana.says('VPN is down')
    const second = await people.carlos.says('No VPN since nine, my PIN is 4711')
    await desk.settle()
    expect(await ask('merge', { ticket: '2', into: '1' })).toContain('Merged #2 into #1')
    await desk.settle()
    expect(network.texts(network.thread(second)).join()).toContain('together with another request')
    expect(network.texts(network.thread(first)).join()).toContain('Other people have reported the same as #1')
    expect(told(2, 'Status')).toBe('🔀 merged into #1')
    expect(told(1, 'Merged in')).toBe('#2')
    expect(buttons(2)).toEqual(['Details', 'Undo merge'])

    await people.carlos.says('My password is hunter2', network.thread(second))
    await people.bo.invokes('reply', { ticket: '1', text: 'The VPN is back' })
    await desk.settle()
    expect(network.texts(network.thread(network.card(1)!)).join()).toContain('hunter2')
    expect(network.texts(network.thread(first)).join()).not.toMatch(/hunter2|4711/)
    for (const customer of [first, second])
      expect(network.texts(network.thread(customer)).filter((text) => text.includes('The VPN is back'))).toHaveLength(1)

    const answers = await Promise.all(
      ['claim', 'priority', 'status'].map(async (operation) =>
        ask(operation, { ticket: '2', priority: 'high', status: 'open' }),
      ),
    )
    for (const answer of answers) expect(answer).toMatch(/#2 (?:was merged )?into #1/)
    expect(await ask('show', { ticket: '2' }, people.carlos)).toContain('together with another request')
    expect(await ask('show', { ticket: '1' }, people.carlos)).toContain('no ticket')
  })

  test('what agents write in the thread of the merged ticket goes to the other; an edit of old words still follows', async () => {
    const first = await people.ana.says('Mail is slow')
    await desk.settle()
    const second = await people.ana.says('Mail is slow for Eva too', 'help', { isTopic: true })
    await desk.settle()
    const thread = network.thread(network.card(2)!)
    await ask('merge', { ticket: '2', into: '1' })
    await people.bo.says('same server', thread)
    await people.bo.says('!reply We are on it', thread)
    await people.ana.edits(second, 'Mail is slow for Eva and Tom')
    await desk.settle()
    expect(network.texts(network.thread(network.card(1)!)).join()).toContain('same server')
    for (const customer of [first, second])
      expect(network.texts(network.thread(customer)).join()).toContain('We are on it')
    expect(network.texts(network.thread(second)).join()).toContain('We’ve combined #2 with #1')
    expect(network.texts(thread).join()).toContain('Eva and Tom')
    expect(network.texts(network.thread(first)).join()).not.toContain('Other people have reported')
  })

  test('undone, all is as it was; what was said there since goes back with its customer', async () => {
    await people.ada.invokes('policy', { first_response: '1h', resolution: '4h', warn: '30m' })
    const first = await people.ana.says('Printer jams')
    const second = await people.carlos.says('Scanner jams')
    await people.kim.invokes('claim', { ticket: '2' })
    await people.kim.invokes('status', { ticket: '2', status: 'pending', until: '3d' })
    await people.kim.invokes('remind', { ticket: '2', span: '4d' })
    await desk.settle()
    const before = await state()
    await ask('merge', { ticket: '2', into: '1' })
    expect(await state()).not.toEqual(before)
    expect(await ask('merge', { ticket: '2', undo: 'true' })).toContain('is a separate ticket again')
    expect(await state()).toEqual(before)

    await ask('merge', { ticket: '2', into: '1' })
    await desk.settle()
    await people.carlos.says('Now it smokes', network.thread(second))
    await desk.settle()
    expect(await ask('show', { ticket: '1' })).toContain('Now it smokes')
    expect(wordsOfAnswer(await people.bo.clicks('Undo merge', network.card(2)!))).toContain('separate ticket again')
    await desk.settle()
    expect(await ask('show', { ticket: '1' })).not.toContain('Now it smokes')
    expect(await ask('show', { ticket: '2' })).toContain('Now it smokes')
    expect(told(2, 'Status')).toContain('open')
    await people.bo.invokes('reply', { ticket: '1', text: 'Paper removed' })
    await desk.settle()
    expect(network.texts(network.thread(second)).join()).not.toContain('Paper removed')
    expect(network.texts(network.thread(first)).join()).toContain('Paper removed')
    expect(await ask('history', { ticket: '2' })).toContain('the merge with #1 was undone')
  })

  test('undone while what was said there is on its way to the agents: its post goes back too', async () => {
    await people.ana.says('Mail bounces')
    const second = await people.carlos.says('Mail does not arrive')
    await desk.settle()
    await ask('merge', { ticket: '2', into: '1' })
    await desk.settle()
    const { reached, goesOn } = network.holdsUp('post')
    await people.carlos.says('Not one since noon', network.thread(second))
    await reached
    await ask('merge', { ticket: '2', undo: 'true' })
    goesOn()
    await desk.settle()
    for (const [what, sql] of Object.entries(broken)) expect([what, await desk.rows(sql)]).toEqual([what, []])
  })

  test('a chain is undone from its end, and only within thirty days', async () => {
    for (const text of ['one', 'two', 'three']) {
      await people.ana.says(`${text} is broken`, 'help', { isTopic: true })
    }
    await ask('merge', { ticket: '1', into: '2' })
    expect(await ask('merge', { ticket: '3', into: '1' })).toContain('#1 was merged into #2')
    expect(await ask('merge', { ticket: '2', into: '2' })).toContain('same ticket')
    await ask('merge', { ticket: '2', into: '3' })
    expect(await ask('merge', { ticket: '1', undo: 'true' })).toContain('undo that first')
    expect(await ask('merge', { ticket: '2', undo: 'true' })).toContain('separate ticket again')
    await desk.later(31 * 86_400_000)
    expect(await ask('merge', { ticket: '1', undo: 'true' })).toContain('more than 30 days ago')
    expect(await ask('merge', { ticket: '3', undo: 'true' })).toContain('was not merged')
  })

  test('some messages become a ticket of their own; a clone is the same once more', async () => {
    await people.ana.says('My keyboard is broken')
    await people.ana.says('And the coffee machine too')
    await desk.settle()
    await ask('edit', { ticket: '1', fields: 'type=incident' })
    await ask('tag', { ticket: '1', tags: 'hw' })
    expect(await ask('split', { ticket: '1', messages: '7' })).toContain('There’s no message 7')
    expect(await ask('split', { ticket: '1', messages: '2', subject: 'Coffee' })).toContain('Opened #2 · Coffee')
    await desk.settle()
    expect(network.texts(network.thread(network.card(2)!))).toContain('And the coffee machine too')
    expect(network.texts('dm.ana').join()).toContain('And the coffee machine too')
    expect(told(2, 'Related')).toContain('#1')
    expect(told(1, 'Related')).toContain('#2')
    expect(await ask('clone', { ticket: '1' })).toContain('Duplicated #1 as #3')
    await desk.settle()
    expect(told(3, 'Type')).toBe('incident')
    expect(told(3, 'Tags')).toBe('#hw')
    expect(await ask('history', { ticket: '1' })).toContain('a message opened #2')
  })

  test('a parent does not close over open children unless told, and can answer them', async () => {
    await people.ana.says('The server is down')
    const second = await people.carlos.says('I cannot print')
    await desk.settle()
    expect(await ask('link', { ticket: '2', other: '1', way: 'parent' })).toContain('#2 now has #1 as parent')
    await desk.settle()
    expect(told(1, 'Children')).toContain('#2')
    expect(told(2, 'Parent')).toContain('#1')
    expect(await ask('link', { ticket: '1', other: '2', way: 'parent' })).toContain('be its own parent')
    expect(wordsOfAnswer(await people.bo.clicks('Solve', network.card(1)!))).toContain('#1 has open child tickets: #2')
    expect(
      await ask('status', { ticket: '1', status: 'solved', children: 'solve', answer: 'The server is up' }),
    ).toContain('solved')
    await desk.settle()
    expect(network.texts(network.thread(second)).join()).toContain('The server is up')
    expect(told(2, 'Status')).toContain('solved')
    expect(await ask('link', { ticket: '2', other: '1', way: 'none' })).toContain('no longer linked')
    expect(await ask('link', { ticket: '2', other: '1', way: 'none' })).toContain('were not linked')
  })

  test('a solved parent stays open to its children: it does not close by itself while one is open', async () => {
    await people.ana.says('The server is down')
    await people.carlos.says('I cannot print')
    await ask('link', { ticket: '2', other: '1', way: 'parent' })
    await ask('status', { ticket: '1', status: 'solved', children: 'leave' })
    await desk.later(8 * 86_400_000)
    expect(told(1, 'Status')).toContain('solved')
    await ask('status', { ticket: '2', status: 'solved' })
    await desk.later(15 * 86_400_000)
    expect(told(1, 'Status')).toContain('closed')
  })

  test('the history pages through every change, with what words were before', async () => {
    const said = await people.ana.says('The VNP is down')
    await people.ana.edits(said, 'The VPN is down')
    for (let turn = 0; turn < 18; turn++) await ask('tag', { ticket: '1', tags: `t${turn}` })
    await desk.settle()
    const latest = await people.bo.invokes('history', { ticket: '1' })
    expect(wordsOfAnswer(latest)).toContain('(1/2)')
    expect(wordsOfAnswer(latest)).not.toContain('edited a message')
    const earlier = await ask('history', { ticket: '1', page: '2' })
    expect(earlier).toContain('Ana: edited a message')
    expect(earlier).toContain('The VNP is down')
    expect(await ask('history', { ticket: '1' }, people.ana)).toContain('agent')
  })
})
