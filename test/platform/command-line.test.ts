import fc from 'fast-check'
import {
  type CommandOptions,
  dropPrefix,
  type FieldInfo,
  type Input,
  type Locale,
  type OperationInfo,
  paragraph,
  parseCommand,
  plain,
  usageOf,
  type UserRef,
} from '../../src/platform'
import { words } from './arbitraries'
import { operations } from './operations'
import { busyMs } from '../support/busy-ms'
import { cases } from '../support/cases'

const bo: UserRef = { platform: 'slack', kind: 'user', id: 'U1' }
const resolve: NonNullable<CommandOptions['resolve']> = (kind, text) =>
  kind === 'place'
    ? text === '#help'
      ? { platform: 'slack', kind: 'place', id: 'C1' }
      : undefined
    : ['@bo', 'bo', 'bo lindqvist'].includes(text.toLowerCase())
      ? bo
      : undefined
const options: CommandOptions = { operations, locale: 'en', resolve }
const typed = (line: string, here?: string) => parseCommand(line, { ...options, ...(here !== undefined && { here }) })
const named = (name: string): OperationInfo => {
  const operation = operations.find((operation) => operation.name === name)
  if (!operation) throw new Error(`no operation ${name}`)
  return operation
}

test.each<[string, string, Input]>([
  ['/ticket claim 12', 'claim', { ticket: '12' }],
  ['/ticket claim #12', 'claim', { ticket: '12' }],
  ['  /Ticket CLAIM 12  ', 'claim', { ticket: '12' }],
  ['claim 42', 'claim', { ticket: '42' }],
  ['ticket claim 42', 'claim', { ticket: '42' }],
  ['/ticket take 12', 'claim', { ticket: '12' }],
  ['/ticket tomar 12', 'claim', { ticket: '12' }],
  ['/ticket tag 12 vpn urgent', 'tag', { ticket: '12', tags: ['vpn', 'urgent'] }],
  ['/ticket tag 12 vpn,urgent, "two words"', 'tag', { ticket: '12', tags: ['vpn', 'urgent', 'two words'] }],
  ['/ticket tag tags:vpn 12 --tags urgent', 'tag', { ticket: '12', tags: ['vpn', 'urgent'] }],
  ['/ticket status 12 pending 2h', 'status', { ticket: '12', status: 'pending', until: '2h' }],
  ['/ticket status 12 pending in 2h', 'status', { ticket: '12', status: 'pending', until: 'in 2h' }],
  ['/ticket status 12 On Hold', 'status', { ticket: '12', status: 'on-hold' }],
  ['/ticket status 12 en espera 1d', 'status', { ticket: '12', status: 'on-hold', until: '1d' }],
  ['/ticket cambiar estado 12 resuelto', 'status', { ticket: '12', status: 'solved' }],
  ['/ticket cambiar-estado 12 status:solved', 'status', { ticket: '12', status: 'solved' }],
  ['/ticket status 12 --estado pendiente --until 2h', 'status', { ticket: '12', status: 'pending', until: '2h' }],
  [
    '/ticket status 12 pending 2026-03-01 10:30',
    'status',
    { ticket: '12', status: 'pending', until: '2026-03-01T10:30' },
  ],
  ['/ticket assign 12 @Bo', 'assign', { ticket: '12', agent: bo }],
  ['/ticket assign 12 Bo Lindqvist', 'assign', { ticket: '12', agent: bo }],
  ['/ticket status 12 pending tomorrow at 9', 'status', { ticket: '12', status: 'pending', until: 'tomorrow at 9' }],
  [
    '/ticket status 12 pendiente el lunes a las 9:30',
    'status',
    { ticket: '12', status: 'pending', until: 'el lunes a las 9:30' },
  ],
  ['/ticket remind 12 tomorrow 9:00 call Ana', 'remind', { ticket: '12', at: 'tomorrow 9:00', about: 'call Ana' }],
  ['/ticket remind 12 in 2h', 'remind', { ticket: '12', at: 'in 2h' }],
  ['/ticket later at:tomorrow 9:00 no network', 'later', { at: 'tomorrow 9:00', text: 'no network' }],
  ['/ticket later at:tomorrow 9:00 the printer', 'later', { at: 'tomorrow 9:00', text: 'the printer' }],
  ['/ticket later tomorrow I leave', 'later', { text: 'tomorrow I leave' }],
  ['/ticket hand 12 @Bo', 'hand', { ticket: '12', agent: bo }],
  ['/ticket hand 12 Tier two', 'hand', { ticket: '12', team: 'Tier two' }],
  ['/ticket hand 12 @bo team:Billing', 'hand', { ticket: '12', agent: bo, team: 'Billing' }],
  ['/ticket assign agent:@bo ticket:12', 'assign', { ticket: '12', agent: bo }],
  ['/ticket note 12 spent:15 called them', 'note', { ticket: '12', spent: '15', text: 'called them' }],
  ['/ticket note 12 spent:- called them', 'note', { ticket: '12', spent: '-', text: 'called them' }],
  ['/ticket note 12 - called them', 'note', { ticket: '12', text: '- called them' }],
  ['/ticket anotacion 12 30m called them', 'note', { ticket: '12', spent: '30m', text: 'called them' }],
  ['/ticket note 12 30 people wait', 'note', { ticket: '12', text: '30 people wait' }],
  ['/ticket new High CPU on server', 'new', { subject: 'High CPU on server' }],
  ['/ticket new priority:alta High CPU', 'new', { priority: 'high', subject: 'High CPU' }],
  ['/ticket new —priority high it’s “down”', 'new', { priority: 'high', subject: 'it’s “down”' }],
  ['/ticket reply 12 --solve done', 'reply', { ticket: '12', solve: 'true', text: 'done' }],
  ['/ticket reply 12 solve:no wait', 'reply', { ticket: '12', solve: 'false', text: 'wait' }],
  [
    '/ticket reply 12 note: it is http://x.test at 10:30',
    'reply',
    { ticket: '12', text: 'note: it is http://x.test at 10:30' },
  ],
  ['/desk rules-test rule:VPN down days:7', 'rules-test', { rule: 'VPN down', days: '7' }],
  ['/desk rules-test rule:"days: 7" days:7', 'rules-test', { rule: 'days: 7', days: '7' }],
  ['/ticket new subject:High CPU --priority high', 'new', { priority: 'high', subject: 'High CPU' }],
  ['/ticket reply 12 text:set solve:yes there', 'reply', { ticket: '12', text: 'set solve:yes there' }],
  ['/ticket list “my queue”', 'list', { view: 'my queue' }],
  ['/ticket list "a \\"b\\" \\\\ c"', 'list', { view: 'a "b" \\ c' }],
  ['/ticket list', 'list', {}],
  ['/desk rules', 'rules', {}],
  ['/desk rules test', 'rules-test', {}],
  ['/desk rules-test days:7 VPN rule', 'rules-test', { days: '7', rule: 'VPN rule' }],
  ['/desk place #help intake', 'place', { place: { platform: 'slack', kind: 'place', id: 'C1' }, purpose: 'intake' }],
])('%s', (line, operation, input) => {
  expect(typed(line)).toMatchObject({ kind: 'invoke', operation, input })
  const result = typed(line)
  expect(result.kind === 'invoke' && result.input).toEqual(input)
})

test.each<[string, string, Input]>([
  ['!claim', 'claim', { ticket: '7' }],
  ['!claim 12', 'claim', { ticket: '12' }],
  ['! claim', 'claim', { ticket: '7' }],
  ['!reply hello there', 'reply', { ticket: '7', text: 'hello there' }],
  ['!reply 3 people are affected', 'reply', { ticket: '7', text: '3 people are affected' }],
  ['!reply ticket:12 hello', 'reply', { ticket: '7', text: 'ticket:12 hello' }],
  ['!status pending 2h', 'status', { ticket: '7', status: 'pending', until: '2h' }],
  ['!status 12 pending', 'status', { ticket: '12', status: 'pending' }],
  ['!merge 12', 'merge', { ticket: '7', into: '12' }],
  ['!merge 8 12', 'merge', { ticket: '8', into: '12' }],
  ['!assign bo', 'assign', { ticket: '7', agent: bo }],
  ['/ticket claim', 'claim', { ticket: '7' }],
])("in ticket 7's room: %s", (line, operation, input) => {
  const result = typed(line, '7')
  expect(result).toMatchObject({ kind: 'invoke', operation })
  expect(result.kind === 'invoke' && result.input).toEqual(input)
})

test('a reply keeps its lines, and its formatting can be kept after it', () => {
  const line = '!reply ticket:12 \n  first\n\nsecond  '
  const result = typed(line)
  expect(result).toEqual({
    kind: 'invoke',
    operation: 'reply',
    input: { ticket: '12', text: '  first\n\nsecond  ' },
    rest: { field: 'text', offset: line.indexOf('  first') },
  })
  const message = [paragraph('!reply 12 ', { kind: 'text', text: 'hi', bold: true }, ' there')]
  const parsed = typed(plain(message))
  expect(parsed.kind === 'invoke' && parsed.rest && dropPrefix(message, parsed.rest.offset)).toEqual([
    paragraph({ kind: 'text', text: 'hi', bold: true }, ' there'),
  ])
})

test('naming the text begins it there; a quoted one ends with its quote', () => {
  expect(typed('/ticket reply 12 text:a b --solve')).toMatchObject({ input: { text: 'a b --solve' } })
  expect(typed('/ticket reply 12 text="a b" --solve')).toMatchObject({ input: { text: 'a b', solve: 'true' } })
})

test('who asks for help gets it, on one operation too', () => {
  for (const line of ['/ticket', '/ticket  ', '/ticket help', '/ticket AYUDA', '!help', '!', ''])
    expect(typed(line)).toEqual({ kind: 'help', command: 'ticket' })
  expect(typed('/desk ?')).toEqual({ kind: 'help', command: 'desk' })
  expect(typed('/ticket help tomar')).toEqual({ kind: 'help', command: 'ticket', operation: 'claim' })
  expect(typed('/desk rules -')).toMatchObject({ kind: 'usage', operation: 'rules', extra: '-' })
  for (const line of ['/ticket help /ticket merge', '!help !merge', '!ayuda /ticket unir', '/ticket help  merge'])
    expect(typed(line)).toEqual({ kind: 'help', command: 'ticket', operation: 'merge' })
})

test('a slip of the finger is answered with what was meant', () => {
  expect(typed('/ticket calim 12')).toEqual({ kind: 'unknown', word: 'calim', suggestions: ['claim'] })
  expect(typed('/ticket stat 12')).toMatchObject({ suggestions: ['status'] })
  // In the reader's own language, whatever was meant.
  expect(typed('/ticket etiqetar 12')).toMatchObject({ suggestions: ['tag'] })
  expect(parseCommand('/ticket etiqetar 12', { ...options, locale: 'es' })).toMatchObject({
    suggestions: ['etiquetar'],
  })
  expect(parseCommand('/ticket tga 12', { ...options, locale: 'es' })).toMatchObject({ suggestions: ['tag'] })
  expect(typed('/ticket xyzzy')).toMatchObject({ suggestions: [] })
  expect(typed('/ticket rules')).toMatchObject({ kind: 'unknown' })
  expect(typed('/tiket claim')).toEqual({ kind: 'unknown', word: 'tiket', suggestions: ['ticket'] })
  expect(typed('!!! important')).toEqual({ kind: 'unknown', word: '!!', suggestions: [] })
})

test('what is missing, wrong or too much is named together with the usage', () => {
  const usage = '/ticket status <ticket> <open|pending|on-hold|solved> [until]'
  expect(typed('/ticket status 12')).toEqual({ kind: 'usage', operation: 'status', missing: 'status', usage })
  expect(typed('/ticket status 12 purple')).toEqual({ kind: 'usage', operation: 'status', wrong: 'status', usage })
  expect(typed('/ticket status 12 open 2h now')).toEqual({ kind: 'usage', operation: 'status', extra: 'now', usage })
  expect(typed('/ticket claim VPN')).toMatchObject({ kind: 'usage', wrong: 'ticket' })
  expect(typed('/ticket assign 12 nobody')).toMatchObject({ kind: 'usage', wrong: 'agent' })
  expect(typed('!reply', '7')).toMatchObject({ kind: 'usage', missing: 'text' })
  expect(typed('/desk rules-test days:soon')).toMatchObject({ kind: 'usage', wrong: 'days' })
})

test.each<[string, Locale, string]>([
  ['reply', 'en', '/ticket reply <ticket> [--solve] <text…>'],
  ['tag', 'es', '/ticket tag <ticket> <tags…>'],
  ['status', 'es', '/ticket status <ticket> <open|pending|on-hold|solved> [until]'],
  ['new', 'es', '/ticket new [priority:low|high] [queue:queue] <subject…>'],
  ['rules-test', 'en', '/desk rules test [days:days] [rule…]'],
])('usage of %s in %s', (name, locale, usage) => {
  expect(usageOf(named(name), locale)).toBe(usage)
})

test('nothing that can be typed throws, and what it takes is soon read', () => {
  const bits = fc.constantFrom('/ticket ', '!', 'reply ', 'tag ', '12 ', '"', '“', ' --', 'text:', ':', '=', '\n', "'")
  const line = fc
    .array(fc.oneof(bits, words, fc.string({ unit: 'binary' })), { maxLength: 12 })
    .map((all) => all.join(''))
  fc.assert(
    fc.property(line, fc.option(fc.constant('7'), { nil: undefined }), (line, here) => {
      const result = typed(line, here)
      expect(['invoke', 'help', 'unknown', 'usage']).toContain(result.kind)
      if (result.kind === 'invoke' && result.rest)
        expect(line.slice(result.rest.offset)).toBe(result.input[result.rest.field])
    }),
    { numRuns: cases(500) },
  )
})

test.each([
  '"a '.repeat(33_000),
  '"a" '.repeat(25_000),
  'x'.repeat(100_000),
  '--text '.repeat(14_000),
  '\\"'.repeat(50_000),
])('a line of 100,000 characters is read at once (%#)', (rubbish) => {
  for (const start of ['/ticket ', '/ticket tag 12 ', '/ticket reply 12 ', '/ticket list ', '/ticket tag 12 tags:']) {
    expect(busyMs(() => void typed(start + rubbish))).toBeLessThan(500)
  }
})

const print = (value: unknown): string => `"${String(value).replace(/["\\]/g, '\\$&')}"`
const printed = (operation: OperationInfo, input: Input, verbatim?: string): string =>
  [
    `/${operation.command} ${operation.name}`,
    ...Object.entries(input).flatMap(([name, value]) =>
      name === verbatim
        ? []
        : Array.isArray(value)
          ? (value as string[]).map((one) => `${name}=${print(one)}`)
          : [`${name}=${print(value)}`],
    ),
    ...(verbatim === undefined ? [] : [input[verbatim] as string]),
  ].join(' ')

const valueOf = ({ kind, choices }: FieldInfo): fc.Arbitrary<Input[string]> => {
  switch (kind) {
    case 'ticket':
    case 'number':
      return fc.nat().map(String)
    case 'duration':
    case 'time':
      return fc.constantFrom('30m', '2h', '1h30m', '2d')
    case 'choice':
      return choices ? fc.constantFrom(...choices.map(({ value }) => value)) : words
    case 'choices':
      return fc.array(
        words.filter((text) => text.trim() !== ''),
        { minLength: 1, maxLength: 5 },
      )
    case 'flag':
      return fc.constantFrom('true', 'false')
    default:
      return words
  }
}
const call = fc
  .constantFrom(...operations.filter(({ fields }) => fields.every(({ kind }) => kind !== 'place')))
  .chain((operation) => {
    const fields = operation.fields.filter(({ kind }) => kind !== 'file')
    const values = Object.fromEntries(fields.map((field) => [field.name, valueOf(field)]))
    const required = fields.filter((field) => field.required).map((field) => field.name)
    return fc
      .record(values, { requiredKeys: required, noNullPrototype: true })
      .map((input) => ({ operation, input: input as Input }))
  })

test('a printed command reads back as what was printed', () => {
  fc.assert(
    fc.property(call, ({ operation, input }) => {
      const result = parseCommand(printed(operation, input), { operations, locale: 'en' })
      expect(result).toEqual({ kind: 'invoke', operation: operation.name, input })
    }),
    { numRuns: cases(300) },
  )
})

test('a reply printed at the end, without quotes, reads back word for word', () => {
  const plainly = words.filter((text) => /^[\p{L}\p{N}]/u.test(text) && !/^(ticket|text|solve)[:=]/.test(text))
  fc.assert(
    fc.property(fc.nat().map(String), plainly, (ticket, text) => {
      const line = printed(named('reply'), { ticket, text }, 'text')
      expect(parseCommand(line, { operations, locale: 'en' })).toMatchObject({
        kind: 'invoke',
        input: { ticket, text },
      })
    }),
  )
})
