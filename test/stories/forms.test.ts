import type { Answer, Form, FormField, Input, Locale } from '../../src/platform'
import { plain } from '../../src/platform'
import { operations } from '../../src/slices'
import { words, wordsOf } from '../../src/core/words'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer } from '../support/fake-network'

describe('forms ask for what is missing, and say what they do', () => {
  const network = fakeNetwork('chat')
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>

  beforeAll(async () => {
    desk = await startDesk([network.platform])
    people = await openFor(network)
    await people.ana.says('the VPN drops')
    await people.carlos.says('no paper left')
    await desk.settle()
  })
  afterAll(async () => desk.stop())

  const formOf = async (
    operation: string,
    {
      input = {},
      by = 'bo',
      place = 'agents',
      locale = 'en',
    }: Partial<{ input: Input; by: string; place: string; locale: Locale }> = {},
  ): Promise<Form> => {
    const answer = await network.ask({
      kind: 'form',
      operation,
      input,
      from: network.user(by),
      place: network.place(place),
      locale,
    })
    if (answer.kind !== 'form') throw new Error(`no form of ${operation}: ${wordsOfAnswer(answer)}`)
    return answer.form
  }
  const fieldNames = ({ fields }: Form) => fields.map(({ name, required }) => `${name}${required ? '!' : ''}`)
  const sends = async (form: Form, values: Input, by = people.bo) =>
    by.invokes(form.operation, { ...form.hidden, ...values })

  test('a reply without a ticket asks for the ticket too, and one to a ticket does not', async () => {
    expect(fieldNames(await formOf('reply'))).toEqual(['ticket!', 'text!', 'time'])
    expect(fieldNames(await formOf('reply', { input: { ticket: '1' } }))).toEqual(['text!', 'time'])
    expect(await sends(await formOf('reply'), { ticket: '1', text: 'Restart it', time: '' })).toMatchObject({
      kind: 'private',
    })
  })

  test('where there are canned replies one can be picked in the place of words, and is shown before it is sent', async () => {
    await people.sam.invokes('canned', {
      canned: 'refund',
      audience: 'everybody',
      text: 'Dear {customer}, it is on its way',
    })
    const bare = await formOf('reply')
    expect(fieldNames(bare)).toEqual(['ticket!', 'canned', 'text', 'time'])
    const picked = await sends(bare, { ticket: '1', canned: 'refund', text: '', time: '' })
    expect(picked).toMatchObject({
      kind: 'form',
      form: { fields: [{ name: 'text', value: 'Dear Ana, it is on its way' }, { name: 'time' }] },
    })
    const named = await formOf('reply', { input: { canned: 'refund' } })
    expect(fieldNames(named)).toEqual(['ticket!', 'text', 'time'])
    expect(await sends(named, { ticket: '1', text: '', time: '' })).toMatchObject({ kind: 'form' })
    expect(await sends(bare, { ticket: '1', canned: '', text: '', time: '' })).toMatchObject({
      kind: 'invalid',
      fields: { text: expect.any(String) },
    })
    await people.sam.invokes('canned', { canned: 'refund', remove: 'yes' })
  })

  test('a note on a customer asks of whom, and in a ticket’s thread only for the words', async () => {
    expect(fieldNames(await formOf('customer-note'))).toEqual(['ticket', 'customer', 'text!'])
    expect(fieldNames(await formOf('customer-note', { input: { ticket: '1' } }))).toEqual(['text!'])
    expect(
      await sends(await formOf('customer-note'), { ticket: '2', customer: '', text: 'Speaks French' }),
    ).toMatchObject({
      kind: 'private',
    })
  })

  test('of a ticket that is not there no form opens', async () => {
    const answer = await network.ask({
      kind: 'form',
      operation: 'reply',
      input: { ticket: '500' },
      from: network.user('bo'),
      place: network.place('agents'),
    })
    expect(wordsOfAnswer(answer)).toContain('500')
  })

  test('the form of an edit holds what stands, and what was left alone overwrites nothing', async () => {
    const form = await formOf('edit', { input: { ticket: '2' } })
    expect(form.fields.slice(0, 2)).toMatchObject([
      { name: 'subject', value: 'no paper left' },
      { name: 'requester', value: network.user('carlos') },
    ])
    const values = Object.fromEntries(form.fields.map(({ name, value }) => [name, value ?? ''])) as Input
    await people.kim.invokes('edit', { ticket: '2', subject: 'Printer: no paper' })
    expect(wordsOfAnswer(await sends(form, values))).toBe(words('en', 'edit.same', { number: 2 }))
    expect((await formOf('edit', { input: { ticket: '2' } })).fields[0]).toMatchObject({ value: 'Printer: no paper' })
    await sends(form, { ...values, subject: 'Paper' })
    expect((await formOf('edit', { input: { ticket: '2' } })).fields[0]).toMatchObject({ value: 'Paper' })
  })

  test.each(['en', 'es'] as const)('buttons say what they do (%s)', async (locale) => {
    const submit = async (operation: string, input: Input = { ticket: '1' }, by = 'bo') =>
      (await formOf(operation, { input, by, locale })).submit
    expect(await submit('edit')).toBe(words(locale, 'button.edit'))
    expect(await submit('note')).toBe(words(locale, 'button.note'))
    expect(await submit('reply')).toBe(words(locale, 'button.reply'))
    expect(await submit('merge')).toBe(wordsOf(locale, 'operation.merge.title'))
    expect(await submit('queue', {}, 'ada')).toBe(words(locale, 'form.save'))
    expect(await submit('new', {}, 'ana')).toBe(words(locale, 'submit.new'))
  })

  test('a field is called what it is in each form', async () => {
    const label = async (operation: string, name: string) =>
      (await formOf(operation, { by: 'ada' })).fields.find((one) => one.name === name)?.label
    expect(await label('retention', 'days')).not.toBe(await label('calendar', 'days'))
    expect(await label('block', 'remove')).not.toBe(await label('team', 'remove'))
    expect(await label('rule', 'filter')).not.toBe(await label('list', 'filter'))
  })

  /** Value that a person would write into a field. */
  const filled = ({ kind, name, choices, value }: FormField): Input[string] => {
    if (value !== undefined) return value as Input[string]
    if (choices !== undefined && choices.length > 0) return typical[name] ?? choices[0]!.value
    switch (kind) {
      case 'ticket':
        return '1'
      case 'number':
        return '1'
      case 'user':
        return network.user('kim')
      case 'place':
        return network.place('lounge')
      case 'duration':
      case 'time':
        return '2h'
      case 'flag':
        return 'false'
      case 'file':
        return ''
      default:
        return typical[name] ?? 'words'
    }
  }
  const typical: Readonly<Record<string, string>> = {
    customer: 'Ana',
    children: 'solve',
    same_as: 'Carlos',
    queue: 'Support',
    join: 'Support',
    leave: 'Support',
    reply: '1',
    messages: '1',
    capacity: '3',
    days: '30',
    open: '5',
    rate: '5',
  }
  const isMissing = (answer: Answer, locale: Locale): boolean => {
    const told = wordsOfAnswer(answer)
    const parts = words(locale, 'refusal.missing-input', { field: '⁂' })
      .split('⁂')
      .filter((part) => part.trim() !== '')
    return answer.kind === 'form' || parts.every((part) => told.includes(part.trim()))
  }

  test.each(['en', 'es'] as const)('whatever its form shows filled in, nothing is missing (%s)', async (locale) => {
    const stuck: string[] = []
    for (const { name } of operations) {
      const answer = await network.ask({
        kind: 'form',
        operation: name,
        input: {},
        from: network.user('ada'),
        place: network.place('lounge'),
        locale,
      })
      if (answer.kind !== 'form') continue
      const values = Object.fromEntries(answer.form.fields.map((field) => [field.name, filled(field)]))
      const told = await people.ada.invokes(name, { ...answer.form.hidden, ...values }, 'lounge', { locale })
      if (isMissing(told, locale)) stuck.push(`${name}: ${wordsOfAnswer(told)}`)
    }
    expect(stuck).toEqual([])
  })

  test('a form that does not ask for what it needs would be noticed (control)', () => {
    const refused = {
      kind: 'invalid',
      fields: { ticket: words('en', 'refusal.missing-input', { field: 'ticket' }) },
    } as const
    expect(isMissing(refused, 'en')).toBe(true)
    expect(isMissing({ kind: 'private', content: { text: [] } }, 'en')).toBe(false)
    expect(plain([])).toBe('')
  })
})
