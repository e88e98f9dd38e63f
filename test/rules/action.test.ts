import fc from 'fast-check'
import { Refusal } from '../../src/refusal'
import { parseActions, printActions } from '../../src/rules/action'
import { fillTemplate, parseTemplate, placeholders } from '../../src/rules/template'

describe('what a rule does, as admins type it', () => {
  test.each([
    ['priority HIGH; tag #VIP billing', 'priority high; tag vip billing'],
    ['status pending 2h;close', 'status pending 7200s; status closed'],
    ['assign @Kim Tran; queue Billing; release', 'assign Kim Tran; queue Billing; release'],
    ['set Category="network gear", seats=2,5 due=', 'set category="network gear" seats="2,5" due='],
    ['reply Thank you, {customer}', 'reply Thank you, {customer}'],
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
    'reply Hi {costumer}',
  ])('%s is refused', (typed) => {
    expect(() => parseActions(typed)).toThrow(expect.objectContaining({ code: 'bad-action', field: 'actions' }))
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
  test('a name with braces in it is not read again', () => {
    const values = Object.fromEntries(
      placeholders.map((name) => [name, name === 'customer' ? '{agent}' : 'x']),
    ) as Record<(typeof placeholders)[number], string>
    expect(fillTemplate(parseTemplate('Hi {customer}, {agent}', 'text'), values)).toBe('Hi {agent}, x')
  })
})
