import fc from 'fast-check'
import { Refusal } from '../../src/core/refusal'
import { parseActions, printActions } from '../../src/rules/action'
import { fillTemplate, parseTemplate, placeholders } from '../../src/rules/template'

describe('what a rule does, as admins type it', () => {
  test.each([
    ['priority HIGH; tag #VIP billing', 'priority high; tag vip billing'],
    ['status pending 2h;close', 'status pending 7200s; status closed'],
    ['assign @Kim Tran; queue Billing; release', 'assign Kim Tran; queue Billing; release'],
    ['set Category="network gear", seats=2,5 due=', 'set category="network gear" seats="2,5" due='],
    ['reply Thank you, {customer}', 'reply Thank you, {customer}'],
    ['reply "We are closed; write again"; close', 'reply "We are closed; write again"; status closed'],
    ['reply “Cerrado; vuelve” ;close', 'reply "Cerrado; vuelve"; status closed'],
    ['note He said "a; b" to me; close', 'note "He said \\"a; b\\" to me"; status closed'],
    ["reply it's closed; close", "reply it's closed; status closed"],
    ['set place="a; b"; tag x', 'set place="a; b"; tag x'],
    ['assign "Kim; Tran"; team "Tier 2"', 'assign "Kim; Tran"; team Tier 2'],
    ['reply Send {"a": 1} and {braces}, {}', 'reply Send {"a": 1} and {braces}, {}'],
    ['status pending 2 hours', 'status pending 7200s'],
    ['status On hold', 'status on-hold'],
  ])('%s is %s', (typed, printed) => {
    expect(printActions(parseActions(typed))).toBe(printed)
    expect(parseActions(printed)).toEqual(parseActions(typed))
  })
  test.each([
    '',
    'dance',
    'priority soon',
    'status new',
    'status open 2h',
    'tag',
    'assign',
    'release me',
    'set',
    'set category',
    'reply',
  ])('%s is refused', (typed) => {
    expect(() => parseActions(typed)).toThrow(expect.objectContaining({ code: 'bad-action', field: 'actions' }))
  })
  test('a slip in braces is told as that', () => {
    expect(() => parseActions('reply Hi {costumer}')).toThrow(expect.objectContaining({ code: 'bad-placeholder' }))
  })
  test('nothing typed breaks it', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        try {
          parseActions(typed)
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal)
        }
      }),
    )
  })
  test('quoted words hold anything: what is printed reads back the same', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    const odd = fc.oneof(
      text,
      fc.constantFrom('a; b', '"x"; y', '“z”', "it's; ok", 'say "a; b" now', '\\', 'a\nb; c', '; close'),
    )
    const action = fc.record({
      kind: fc.constantFrom('reply' as const, 'note' as const, 'notify' as const),
      text: odd.filter((one) => one.trim() !== '' && !one.includes('{')),
    })
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 4 }), (actions) => {
        expect(parseActions(printActions(actions))).toEqual(actions)
      }),
    )
  })
  test('two braces say one as it stands', () => {
    const values = Object.fromEntries(placeholders.map((name) => [name, name])) as Record<
      (typeof placeholders)[number],
      string
    >
    expect(fillTemplate(parseTemplate('{{customer}} {customer} {{cliente}} {{x}}', 'text'), values)).toBe(
      '{customer} customer {cliente} {{x}}',
    )
    expect(() => parseTemplate('Hola {cliente}', 'text')).toThrow(Refusal)
  })
  test('a name with braces in it is not read again', () => {
    const values = Object.fromEntries(
      placeholders.map((name) => [name, name === 'customer' ? '{agent}' : 'x']),
    ) as Record<(typeof placeholders)[number], string>
    expect(fillTemplate(parseTemplate('Hi {customer}, {agent}', 'text'), values)).toBe('Hi {agent}, x')
  })
})
