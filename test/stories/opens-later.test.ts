import { onItsOwnDesk, type People, type TestDesk } from '../support/desk'
import { wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

const hour = 3_600_000

describe('a ticket that opens later', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People

  onItsOwnDesk((stage) => ({ network, desk, people } = stage))
  const tickets = async () =>
    desk.rows<{ number: number; subject: string }>('select number::int, subject from tickets order by number')

  test('opens by itself, once, with a number and a card then; whoever asked on behalf is told', async () => {
    const answer = await people.bo.invokes('new', { text: 'Renew the certificate', for: people.ana.user, later: '2h' })
    expect(wordsOfAnswer(answer)).toContain('“Renew the certificate” will open automatically:')
    await people.ana.says('Another thing first')
    await desk.settle()
    await desk.later(2 * hour - 60_000)
    expect(await tickets()).toEqual([{ number: 1, subject: 'Another thing first' }])
    await Promise.all([desk.later(2 * 60_000), desk.program.tick()])
    await desk.later(hour)
    expect((await tickets()).map(({ subject }) => subject)).toEqual(['Another thing first', 'Renew the certificate'])
    const number = (await tickets())[1]!.number
    expect(network.card(number)).toBeDefined()
    expect(network.texts('dm.ana').join()).toContain(`#${number}`)
    expect(
      network.texts('dm.bo').filter((text) => text.includes(`#${number} · Renew the certificate is now open`)),
    ).toHaveLength(1)
  })

  test('by a rule too: what opens so is created like any other', async () => {
    await people.ada.invokes('rule', { rule: 'vpn', event: 'created', filter: 'vpn', actions: 'priority high' })
    await people.ana.invokes('new', { text: 'VPN check', later: 'mañana a las 9:00' }, 'help')
    await desk.later(34 * hour)
    expect(await desk.rows('select priority from tickets')).toEqual([{ priority: 'high' }])
  })

  test('can be cancelled with the button of the answer, or by name, by whom it concerns and nobody else', async () => {
    const asked = await people.ana.invokes('new', { text: 'Call me back', later: 'tomorrow 9:00' }, 'help')
    if (asked.kind !== 'private') throw new Error(asked.kind)
    const [button] = (asked.content.card?.blocks ?? []).flatMap((block) =>
      block.kind === 'controls' ? block.controls : [],
    )
    if (button?.kind !== 'button') throw new Error('no button')
    expect(wordsOfAnswer(await people.carlos.invokes('cancel', button.input))).toContain('scheduled ticket is gone')
    expect(wordsOfAnswer(await people.carlos.invokes('cancel', {}))).toContain('no scheduled tickets')
    expect(wordsOfAnswer(await people.ana.invokes('cancel', {}))).toContain('Call me back')
    expect(wordsOfAnswer(await people.ana.invokes(button.operation, button.input))).toContain('will not open')
    expect(wordsOfAnswer(await people.ana.invokes(button.operation, button.input))).toContain(
      'scheduled ticket is gone',
    )
    await desk.later(48 * hour)
    expect(await tickets()).toEqual([])
  })

  test('a time that is past, or none, is refused; agents find the time in the form, customers do not', async () => {
    for (const later of ['yesterday', '2020-01-01 10:00', 'soon'])
      expect(wordsOfAnswer(await people.ana.invokes('new', { text: 'x', later }, 'help'))).toContain(
        'a time in the future',
      )
    const fields = async (person: typeof people.ana) => {
      const answer = await person.invokes('new', {})
      return answer.kind === 'form' ? answer.form.fields.map(({ name, required }) => [name, required]) : answer.kind
    }
    expect(await fields(people.bo)).toEqual([
      ['text', true],
      ['later', false],
    ])
    expect(await fields(people.ana)).toEqual([['text', true]])
  })

  test('absences and reminders take a time in words too', async () => {
    expect(wordsOfAnswer(await people.bo.invokes('away', { span: 'tomorrow 8:00' }))).toMatch(
      /marked as away. Back: .*08:00/,
    )
    await people.ana.says('help')
    expect(wordsOfAnswer(await people.bo.invokes('remind', { ticket: '1', span: 'mañana a las 10' }))).toMatch(/10:00/)
  })
})
