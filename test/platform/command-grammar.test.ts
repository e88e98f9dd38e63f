import fc from 'fast-check'
import { operations as all } from '../../src/slices'
import { operationInfo } from '../../src/core/operation'
import {
  insideQuotes,
  locales,
  parseCommand,
  quoteWord,
  usageOf,
  type FieldInfo,
  type Input,
  type Locale,
  type OperationInfo,
  type UserRef,
} from '../../src/platform'
import { inEachLocale } from '../../src/core/words'
import { words } from './arbitraries'
import { cases } from '../support/cases'

const operations = all.map((operation) => operationInfo(operation, inEachLocale))
const bo: UserRef = { platform: 'slack', kind: 'user', id: 'U1' }
const help = { platform: 'slack', kind: 'place', id: 'C1' } as const
const resolve = (kind: 'user' | 'place', text: string) =>
  kind === 'place' ? (text === '#help' ? help : undefined) : text === '@bo' ? bo : undefined
const typed = (line: string, here?: string, locale: Locale = 'en') =>
  parseCommand(line, { operations, locale, resolve, ...(here !== undefined && { here }) })
const inputOf = (line: string, here?: string) => {
  const parsed = typed(line, here)
  return parsed.kind === 'invoke' ? { [parsed.operation]: parsed.input } : parsed
}
const named = (name: string) => operations.find((one) => one.name === name)!

describe("in a ticket's thread the words are the words", () => {
  test.each<[string, string, Input]>([
    ['!reply ticket:69 is the parent', 'reply', { ticket: '68', text: 'ticket:69 is the parent' }],
    ['!responder ticket:69 es el padre', 'reply', { ticket: '68', text: 'ticket:69 es el padre' }],
    ['!reply #69 is the parent', 'reply', { ticket: '68', text: '#69 is the parent' }],
    ['!reply 69 is the parent', 'reply', { ticket: '68', text: '69 is the parent' }],
    ['!reply --ticket 69 is the parent', 'reply', { ticket: '68', text: '--ticket 69 is the parent' }],
    ['!reply text:hello', 'reply', { ticket: '68', text: 'text:hello' }],
    ['!reply time:flies', 'reply', { ticket: '68', text: 'time:flies' }],
    ['!reply time:10 is when we meet', 'reply', { ticket: '68', text: 'time:10 is when we meet' }],
    ['!reply status:open is what I see', 'reply', { ticket: '68', text: 'status:open is what I see' }],
    ['!reply so: ticket:69', 'reply', { ticket: '68', text: 'so: ticket:69' }],
    ['!reply\nticket:69\ncanned:x', 'reply', { ticket: '68', text: 'ticket:69\ncanned:x' }],
    ['!reply “ticket:69” is the parent', 'reply', { ticket: '68', text: '“ticket:69” is the parent' }],
    ['!note ticket:69 is the parent', 'note', { ticket: '68', text: 'ticket:69 is the parent' }],
    ['!note time:45m ticket:69 it was', 'note', { ticket: '68', time: '45m', text: 'ticket:69 it was' }],
    ['!reply canned:refund', 'reply', { ticket: '68', canned: 'refund' }],
    ['!reply canned:"Two words"', 'reply', { ticket: '68', canned: 'Two words' }],
    ['!remind 2h ticket:69 is late', 'remind', { ticket: '68', span: '2h', about: 'ticket:69 is late' }],
    ['!remind 2h about:blank fails', 'remind', { ticket: '68', span: '2h', about: 'about:blank fails' }],
    ['!customer-note ticket:69 was theirs', 'customer-note', { ticket: '68', text: 'ticket:69 was theirs' }],
    ['!clone ticket:69 again', 'clone', { ticket: '68', subject: 'ticket:69 again' }],
    ['!status 109 pending', 'status', { ticket: '109', status: 'pending' }],
    ['!status #109 pending mañana a las 9', 'status', { ticket: '109', status: 'pending', until: 'mañana a las 9' }],
    ['!status ticket:109 pending', 'status', { ticket: '109', status: 'pending' }],
    ['!status pending', 'status', { ticket: '68', status: 'pending' }],
    ['!priority 109 high', 'priority', { ticket: '109', priority: 'high' }],
    ['!tag 109 vpn', 'tag', { ticket: '109', tags: ['vpn'] }],
    ['!split 2 3', 'split', { ticket: '68', messages: ['2', '3'] }],
    ['!split #69 2', 'split', { ticket: '69', messages: ['2'] }],
    ['!merge 12', 'merge', { ticket: '68', into: '12' }],
    ['!merge 8 12', 'merge', { ticket: '8', into: '12' }],
    ['!remind 109 tomorrow', 'remind', { ticket: '109', span: 'tomorrow' }],
    ['!remind 30 call Ana', 'remind', { ticket: '68', span: '30', about: 'call Ana' }],
    ['!assign 109 @bo', 'assign', { ticket: '109', user: bo }],
    ['!assign team:Billing', 'assign', { ticket: '68', team: 'Billing' }],
    ['!apply Close VIP', 'apply', { ticket: '68', macro: 'Close VIP' }],
    ['/ticket reply 69 hello', 'reply', { ticket: '69', text: 'hello' }],
    ['/ticket reply hello', 'reply', { ticket: '68', text: 'hello' }],
  ])('%s', (line, operation, input) => expect(inputOf(line, '68')).toEqual({ [operation]: input }))

  test('whatever is written, it goes to the customer of the thread, whole', () => {
    const starts = ['ticket:69 ', '#69 ', '69 ', '--ticket 69 ', 'text:', 'text="', 'customer:ana ', '\n', '— ', '«']
    fc.assert(
      fc.property(fc.constantFrom('reply', 'note'), fc.constantFrom(...starts), words, (name, start, text) => {
        const whole = `${start}${text}`
        fc.pre(/^\S/.test(whole) && whole.trim() === whole)
        expect(inputOf(`!${name} ${whole}`, '68')).toEqual({ [name]: { ticket: '68', text: whole } })
      }),
      { numRuns: cases(300) },
    )
  })
})

describe('a text that has begun takes everything', () => {
  test.each<[string, string, Input]>([
    ['/ticket reply 42 ticket:69 is the parent', 'reply', { ticket: '42', text: 'ticket:69 is the parent' }],
    ['/ticket reply ticket:42 ticket:69 is it', 'reply', { ticket: '42', text: 'ticket:69 is it' }],
    ['/ticket reply 42 canned:refund canned:x', 'reply', { ticket: '42', canned: 'refund', text: 'canned:x' }],
    ['/ticket reply 42 time:15m done time:20m', 'reply', { ticket: '42', time: '15m', text: 'done time:20m' }],
    ['/ticket note 42 so ticket:69 is it', 'note', { ticket: '42', text: 'so ticket:69 is it' }],
    ['/ticket new queue:Billing ticket:69 is broken', 'new', { queue: 'Billing', text: 'ticket:69 is broken' }],
    ['/ticket remind 42 2h ticket:69', 'remind', { ticket: '42', span: '2h', about: 'ticket:69' }],
  ])('%s', (line, operation, input) => expect(inputOf(line)).toEqual({ [operation]: input }))

  test.each(['/ticket claim 42 ticket:69', '/ticket status 42 open status:solved', '/ticket status 42 pending banana'])(
    '%s is refused: nothing is taken for something else',
    (line) => expect(typed(line)).toMatchObject({ kind: 'usage' }),
  )
})

describe('what an operation is about stands first, also where it may be left out', () => {
  test.each<[string, string, Input]>([
    ['/desk canned refund text:"It is on its way"', 'canned', { canned: 'refund', text: 'It is on its way' }],
    ['/desk canned refund It is on its way', 'canned', { canned: 'refund', text: 'It is on its way' }],
    ['/desk canned refund', 'canned', { canned: 'refund' }],
    ['/desk canned Two words text:"a"', 'canned', { canned: 'Two words', text: 'a' }],
    ['/desk canned canned:Two words text:a b', 'canned', { canned: 'Two words', text: 'a b' }],
    ['/desk canned refund everybody text:a', 'canned', { canned: 'refund', audience: 'everybody', text: 'a' }],
    ['/desk canned refund everybody knows', 'canned', { canned: 'refund', text: 'everybody knows' }],
    ['/desk canned refund remove:yes', 'canned', { canned: 'refund', remove: 'yes' }],
    [
      '/desk rule vip event:created filter:"tag:vip" actions:"priority high"',
      'rule',
      { rule: 'vip', event: 'created', filter: 'tag:vip', actions: 'priority high' },
    ],
    [
      '/desk rule vip created filter:tag:vip actions:priority high; close',
      'rule',
      { rule: 'vip', event: 'created', filter: 'tag:vip', actions: 'priority high; close' },
    ],
    ['/desk rule “my rule” state:off', 'rule', { rule: 'my rule', state: 'off' }],
    ['/desk rule vip', 'rule', { rule: 'vip' }],
    ['/desk team Billing add:@bo', 'team', { team: 'Billing', add: bo }],
    ['/desk team Billing EU @bo', 'team', { team: 'Billing EU', add: bo }],
    ['/desk team Facturación', 'team', { team: 'Facturación' }],
    ['/desk policy Gold first_response:1h', 'policy', { policy: 'Gold', first_response: '1h' }],
    ['/desk policy first_response:1h resolution:1d', 'policy', { first_response: '1h', resolution: '1d' }],
    [
      '/desk calendar Two words week:"mon-fri 09:00-18:00"',
      'calendar',
      { title: 'Two words', week: 'mon-fri 09:00-18:00' },
    ],
    ['/desk macro Close VIP actions:"close"', 'macro', { macro: 'Close VIP', actions: 'close' }],
    ['/desk macro vip priority high; tag vip', 'macro', { macro: 'vip', actions: 'priority high; tag vip' }],
    ['/desk view VIP status:open tag:vip', 'view', { title: 'VIP', filter: 'status:open tag:vip' }],
    ['/desk queue Billing EU routing:round-robin', 'queue', { queue: 'Billing EU', routing: 'round-robin' }],
    ['/desk queue Sales team', 'queue', { queue: 'Sales team' }],
    ['/desk place agents #help Billing', 'place', { purpose: 'agents', place: help, queue: 'Billing' }],
    ['/desk role @bo agent', 'role', { user: bo, role: 'agent' }],
    ['/desk role agent group:@support', 'role', { role: 'agent', group: '@support' }],
    ['/ticket customer Ana López', 'customer', { customer: 'Ana López' }],
    ['/ticket customer 12', 'customer', { ticket: '12' }],
    ['/ticket list mine', 'list', { filter: 'mine' }],
  ])('%s', (line, operation, input) => expect(inputOf(line)).toEqual({ [operation]: input }))
})

describe('a command that is printed reads back as what was printed', () => {
  const odd = fc.oneof(
    words,
    fc.constantFrom(
      'a: b',
      '"',
      '“x”',
      "it's",
      'text:',
      '--text',
      'a\nb',
      '\\',
      'Facturación «UE»',
      ';',
      'ticket:69',
      '#1',
    ),
  )
  const valueOf = ({ kind, choices, suggests }: FieldInfo): fc.Arbitrary<Input[string]> => {
    switch (kind) {
      case 'ticket':
      case 'number':
        return fc.nat().map(String)
      case 'duration':
      case 'time':
        return fc.constantFrom('30m', '2h', '1.5h', '2 hours', 'media hora', 'dentro de 2 horas')
      case 'choice':
        return choices?.length && !suggests ? fc.constantFrom(...choices.map(({ value }) => value)) : odd
      case 'choices':
        return fc.array(
          odd.filter((text) => text.trim() !== ''),
          { minLength: 1, maxLength: 4 },
        )
      case 'flag':
        return fc.constantFrom('true', 'false')
      case 'user':
        return fc.constant(bo)
      case 'place':
        return fc.constant(help)
      default:
        return odd
    }
  }
  // Help is no operation to the line: it is answered as help.
  const call = fc.constantFrom(...operations.filter(({ name }) => name !== 'help')).chain((operation) => {
    const fields = operation.fields.filter(({ kind }) => kind !== 'file')
    const values = Object.fromEntries(fields.map((field) => [field.name, valueOf(field)]))
    const requiredKeys = fields.filter((field) => field.required).map((field) => field.name)
    return fc
      .record(values, { requiredKeys, noNullPrototype: true })
      .map((input) => ({ operation, input: input as Record<string, Input[string]> }))
  })
  const printed = (operation: OperationInfo, input: Input) =>
    [
      `/${operation.command} ${operation.name}`,
      ...Object.entries(input).flatMap(([name, value]) =>
        [value]
          .flat()
          .map((one) => `${name}:${one === bo ? '@bo' : one === help ? '#help' : `"${insideQuotes(String(one))}"`}`),
      ),
    ].join(' ')

  test('by name, every field of every operation, whatever it holds', () => {
    fc.assert(
      fc.property(call, ({ operation, input }) => {
        fc.pre(Object.values(input).every((value) => value !== ''))
        expect(typed(printed(operation, input))).toEqual({ kind: 'invoke', operation: operation.name, input })
      }),
      { numRuns: cases(500) },
    )
  })

  test('a name first, as hints print it', () => {
    const leading = ['canned', 'rule', 'team', 'policy', 'queue', 'macro', 'calendar', 'view', 'own-status', 'field']
    fc.assert(
      fc.property(
        fc.constantFrom(...leading),
        odd.filter((text) => text.trim() !== ''),
        (name, value) => {
          const field = named(name).fields[0]!.name
          const line = `/desk ${name} ${quoteWord(value)}`
          const parsed = typed(line)
          fc.pre(parsed.kind === 'invoke')
          expect(parsed).toEqual({ kind: 'invoke', operation: name, input: { [field]: value } })
        },
      ),
      { numRuns: cases(300) },
    )
  })

  test('a value that nobody can see is a value still', () => {
    const value = '\ufe0f'
    expect(inputOf(`/desk canned ${quoteWord(value)}`)).toEqual({ canned: { canned: value } })
  })

  test('usage lines fit both languages', () => {
    for (const operation of operations)
      for (const locale of locales) expect(usageOf(operation, locale)).toMatch(/^\/(ticket|desk) /)
  })
})
