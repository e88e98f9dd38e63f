import { DeliveryFailure, plain, type Answer } from '../../src/platform'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork, type FakePost } from '../support/fake-network'

const buttonsIn = (answer: Answer) =>
  answer.kind === 'private'
    ? (answer.content.card?.blocks ?? []).flatMap((block) =>
        block.kind === 'controls' ? block.controls.filter((control) => control.kind === 'button') : [],
      )
    : []

describe('what agents and customers say to each other', () => {
  let community: FakeNetwork
  let office: FakeNetwork
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>
  let asked: FakePost

  beforeEach(async () => {
    community = fakeNetwork('community')
    office = fakeNetwork('office')
    desk = await startDesk([community.platform, office.platform])
    people = await openFor(office, { customers: community })
    asked = await people.ana.says('VPN is down')
    await desk.settle()
  })
  afterEach(async () => {
    expect(desk.log.lines.filter((line) => line.level === 'error')).toEqual([])
    await desk.stop()
  })
  const queue = async (input: Record<string, string>) =>
    wordsOfAnswer(await people.ada.invokes('queue', { queue: 'Support', ...input }))
  const thread = () => office.thread(office.card(1)!)
  const inside = () => office.texts(thread())
  const outside = () => community.texts(community.thread(asked))
  const receipt = () => office.visible(thread()).findLast((post) => post.content.card?.title.startsWith('Reply'))!
  const told = async (operation: string, input: Record<string, string>, who = people.bo) => {
    const answer = wordsOfAnswer(await who.invokes(operation, input))
    await desk.settle()
    return answer
  }

  describe('in a queue whose agents reply by default', () => {
    beforeEach(async () => {
      expect(await queue({ replies: 'by-default' })).toContain('goes to the customer, unless it begins with note:')
    })

    test('words in the thread go to the customer after ten seconds; what begins with note: stays inside', async () => {
      await people.bo.says('Please restart it', thread())
      await people.bo.says('note: she says that every time', thread())
      await people.bo.says('Nota: siempre lo dice', thread())
      await desk.settle()
      expect(outside().join()).not.toContain('restart')
      expect(receipt().content.card!.title).toBe('Reply 1 · Bo → customer')
      // The words stand right above it: the receipt has how far they got alone.
      expect(plain(receipt().content.text)).toMatch(/^⏳ Sends: /)
      await desk.later(11_000)
      expect(outside().at(-1)).toBe('Please restart it')
      expect(outside().join()).not.toMatch(/she says|siempre/)
      expect(plain(receipt().content.text)).toContain('Delivered')
      expect(await told('show', { ticket: '1' })).toContain('she says that every time')
    })

    test.each([
      ['invoice 4711', 'I have sent invoice 4711'],
      ['I have sent invoice 4711', 'invoice 4711'],
      ['the router is broken', 'Bo asks whether the router is broken'],
    ])('a customer’s %s and an agent’s %s are each their own', async (customers, agents) => {
      await people.ana.says(customers, community.thread(asked))
      await desk.settle()
      await people.bo.says(agents, thread())
      await people.ana.says(`So: ${agents}`, community.thread(asked))
      await desk.later(11_000)
      expect(inside()).toEqual(expect.arrayContaining([customers, `So: ${agents}`]))
      expect(outside()).toContain(agents)
      expect(inside().join()).not.toContain('word for word')
    })

    test('of each thing that is not passed on as an echo the agents hear', async () => {
      await people.ana.says('the router is broken', community.thread(asked))
      await people.ana.says('and so is the printer', community.thread(asked))
      await desk.settle()
      const echoes = [
        await people.bo.says('Ana: the router is broken', thread()),
        await people.bo.says('and so is the PRINTER', thread()),
      ]
      await desk.later(11_000)
      expect(outside()).not.toContain('Ana: the router is broken')
      expect(inside().filter((text) => text.includes('word for word'))).toHaveLength(2)
      const why = await people.bo.invokes('why', {}, thread(), {
        on: { platform: 'office', kind: 'post', id: echoes[1]!.id },
      })
      expect(wordsOfAnswer(why)).toContain('word for word')
    })

    test.each([
      '/note she lies',
      '! note she lies',
      '\u200bNote : she lies',
      'NOTA： she lies',
      '**note:** she lies',
      'internal note - she lies',
    ])('%s stays inside, and nobody is asked', async (typed) => {
      await people.bo.says(typed, thread())
      await desk.later(11_000)
      expect(outside().join()).not.toContain('lies')
      expect(await told('show', { ticket: '1' })).toContain('she lies')
    })

    test.each(['note - she lies', 'noet: she lies', 'Nota que she lies', '/nte she lies'])(
      '%s may be one: it goes to the customer only once its author says so, and once',
      async (typed) => {
        const answer = await office.receive(people.bo.message(typed, thread()))
        await desk.later(60_000)
        expect(outside().join()).not.toContain('lies')
        expect(wordsOfAnswer(answer)).toContain('Is this a note?')
        const button = buttonsIn(answer)[0]!
        expect(button.label).toBe('Send to customer')
        await people.bo.invokes(button.operation, button.input, thread())
        expect(wordsOfAnswer(await people.bo.invokes(button.operation, button.input, thread()))).toContain('already')
        await desk.later(11_000)
        expect(outside().filter((text) => text === typed)).toHaveLength(1)
      },
    )

    test('a reply that is edited into what may be a note keeps its words with the customer', async () => {
      const said = await people.bo.says('Please restart it', thread())
      await desk.later(11_000)
      await people.bo.edits(said, 'note - she says that every time')
      await desk.settle()
      expect(outside().at(-1)).toBe('Please restart it')
      expect(inside().at(-1)).toContain('looks like a note')
      await people.bo.edits(said, 'note: she says that every time')
      await desk.settle()
      expect(outside().join()).not.toMatch(/restart|she says/)
    })

    test('it can be taken back by its button, and by deleting the words', async () => {
      await people.bo.says('oops, wrong window', thread())
      await desk.settle()
      await people.bo.clicks('Take back', receipt())
      const second = await people.bo.says('this one too', thread())
      await people.bo.deletes(second)
      await desk.later(11_000)
      expect(outside().join()).not.toMatch(/oops|this one/)
      const [ticket] = await desk.rows('select first_replied_at from tickets')
      expect(ticket).toEqual({ first_replied_at: null })
    })

    test('an edit that marks the words as a note takes them away from the customer', async () => {
      const said = await people.bo.says('he never reads the manual', thread())
      await desk.later(11_000)
      expect(outside().at(-1)).toBe('he never reads the manual')
      await people.bo.edits(said, 'note: he never reads the manual')
      await desk.settle()
      expect(outside().join()).not.toContain('manual')
    })

    test('after it was closed nothing goes out, and the agent is told', async () => {
      await told('status', { ticket: '1', status: 'solved' })
      await told('status', { ticket: '1', status: 'closed' })
      const event = people.bo.message('one more thing', thread())
      expect(wordsOfAnswer(await office.receive(event))).toContain('saved as an internal note')
      await desk.later(11_000)
      expect(outside().join()).not.toContain('one more thing')
    })
  })

  describe('replies have numbers', () => {
    beforeEach(async () => {
      await queue({ take_back: '0' })
      await people.bo.invokes('reply', { ticket: '1', text: 'Try the new client' })
      await people.kim.invokes('reply', { ticket: '1', text: 'Or the old one' })
      await desk.settle()
    })

    test('by which they are changed where the customer reads them, and the record keeps what was', async () => {
      expect(await told('edit-reply', { ticket: '1', reply: '1', text: 'Try client 5.2' })).toContain('Edited reply')
      expect(outside()).toContain('Try client 5.2')
      expect(outside()).not.toContain('Try the new client')
      const story = await told('show', { ticket: '1' })
      expect(story).toContain('reply 1, edited')
      expect(story).toMatch(/before:[\s>]*Try the new client/)
      expect(await told('show', { ticket: '1' }, people.ana)).not.toContain('Try the new client')
    })

    test('and taken away; the others keep theirs', async () => {
      expect(await told('delete-reply', { ticket: '1', reply: '#1' })).toContain('Deleted reply 1')
      expect(outside().join()).not.toContain('new client')
      expect(plain(receipt().content.text)).toContain('Delivered')
      expect(inside().join()).toContain('Deleted for the customer too')
      await told('reply', { ticket: '1', text: 'third' })
      expect(receipt().content.card!.title).toContain('Reply 3')
      expect(await told('edit-reply', { ticket: '1', reply: '1', text: 'x' })).toContain('has no reply 1')
    })

    test('each agent changes their own, a supervisor any; their first words are offered', async () => {
      expect(await told('edit-reply', { ticket: '1', reply: '2', text: 'x' })).toContain(
        'Only its author or a supervisor',
      )
      expect(await told('edit-reply', { ticket: '1', reply: '2', text: 'Or client 4' }, people.sam)).toContain(
        'Edited reply',
      )
      expect(outside()).toContain('Or client 4')
      const offered = await desk.program.desk.ask({
        kind: 'choices',
        operation: 'edit-reply',
        field: 'reply',
        typed: '',
        input: { ticket: '1' },
        from: office.user('bo'),
        workspace: { platform: 'office', kind: 'workspace', id: 'main' },
      })
      expect(offered).toEqual([{ value: '1', label: '1 · Try the new client' }])
      await people.bo.says('!edit-reply 1 Try client 6', thread())
      await desk.settle()
      expect(outside()).toContain('Try client 6')
    })

    test('a change that does not reach the customer is told, and can be sent again', async () => {
      community.fails(({ what }) => (what === 'edit' ? new DeliveryFailure('refused', 'too old to edit') : undefined))
      await told('edit-reply', { ticket: '1', reply: '1', text: 'Try client 7' })
      const first = () => office.visible(thread()).find((post) => post.content.card?.title.startsWith('Reply 1'))!
      expect(plain(first().content.text)).toContain(
        'Your last edit didn’t reach the customer (the platform didn’t take the message',
      )
      community.fails(() => undefined)
      await people.bo.clicks('Resend', first())
      await desk.settle()
      expect(outside()).toContain('Try client 7')
      expect(plain(first().content.text)).not.toContain('didn’t reach')
    })
  })

  test('agents speak as themselves, as their team, or as the desk', async () => {
    await queue({ take_back: '0', persona: 'team' })
    await told('claim', { ticket: '1' })
    await told('reply', { ticket: '1', text: 'Hello there' })
    const said = () => community.visible(community.thread(asked)).at(-1)!
    expect(said().content.as).toEqual({ name: 'Support' })
    await queue({ persona: 'anonymous' })
    await told('edit-reply', { ticket: '1', reply: '1', text: 'Hello' })
    await told('priority', { ticket: '1', priority: 'high' })
    expect(said().content.as).toEqual({ name: (await desk.rows<{ name: string }>('select name from desks'))[0]!.name })
    const asCustomer = [
      await told('show', { ticket: '1' }, people.ana),
      await told('mine', {}, people.ana),
      ...outside(),
    ].join()
    expect(asCustomer).toContain('Hello')
    expect(asCustomer).not.toMatch(/\bBo\b/)
    expect(inside().join()).toContain('Hello')
    expect(receipt().content.as).toEqual({ name: 'Bo' })
  })

  test('whoever opens the form of a reply sees that somebody else is writing one', async () => {
    const opens = async (id: string) =>
      JSON.stringify(
        await desk.program.desk.ask({
          kind: 'form',
          operation: 'reply',
          input: { ticket: '1' },
          from: office.user(id),
          workspace: { platform: 'office', kind: 'workspace', id: 'main' },
        }),
      )
    expect(await opens('bo')).not.toContain('is writing')
    expect(await opens('bo')).not.toContain('is writing')
    expect(await opens('kim')).toMatch(/bo is writing a reply too/i)
    await told('reply', { ticket: '1', text: 'done' })
    expect(await opens('kim')).not.toContain('is writing')
  })

  test('time spent on replies and notes is told in the story and added up on the card', async () => {
    await queue({ take_back: '0' })
    await told('reply', { ticket: '1', text: 'looking', time: '15m' })
    await people.bo.says('!note time:45m it was the certificate', thread())
    await desk.settle()
    const fields = office
      .card(1)!
      .content.card!.blocks.flatMap((block) => (block.kind === 'fields' ? block.fields : []))
    expect(fields).toContainEqual({ label: 'Time spent', value: '1 hr' })
    expect(await told('show', { ticket: '1' })).toMatch(/reply 1, 15 min[^]*note, 45 min/)
    expect(await told('show', { ticket: '1' }, people.ana)).toMatch(/reply 1\)[^]*looking/)
  })

  test('a file that an agent gives where the customer reads stands in the agents’ thread too, and goes with its words', async () => {
    const said = await people.bo.says('see this', community.thread(asked), {})
    expect(said.isDeleted).toBe(false)
    const agent = community.person('bo2')
    await people.ada.invokes('role', { user: community.user('bo2'), role: 'agent' }, 'agents')
    const file = community.addFile('log', Buffer.from('log of the VPN'))
    const given = await agent.says('here is the log', community.thread(asked), { files: [file] })
    await desk.settle()
    const shown = () => office.visible(thread()).filter((post) => (post.content.files ?? []).length > 0)
    expect(shown().map((post) => post.content.files![0]!.name)).toEqual(['log.txt'])
    await agent.deletes(given)
    await desk.settle()
    expect(shown()).toEqual([])
  })
})
