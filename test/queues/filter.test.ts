import fc from 'fast-check'
import {
  filterFields,
  foldWords,
  matches,
  parseFilter,
  printFilter,
  type Filter,
  type FilterFacts,
  type Held,
  type Term,
} from '../../src/model/filter'
import { Refusal } from '../../src/core/refusal'
import { priorities, statuses } from '../../src/model/ticket'
import { evilPatterns } from '../support/evil-patterns'
import { slowestOf } from '../support/slowest-pattern'
import { busyMs } from '../support/busy-ms'

const ticket: FilterFacts = {
  status: 'open',
  ownStatus: null,
  priority: 'high',
  tags: ['vpn', 'billing'],
  queue: 'Support',
  team: '',
  from: 'Ana García',
  owner: '',
  network: 'discord',
  overdue: false,
  subject: 'VPN está caída',
  text: 'The certificate expired',
  fields: new Map<string, Held>([
    ['category', { choice: 'network-gear', text: null, number: null, at: null }],
    ['asset', { choice: null, text: 'PC-7 Águila', number: null, at: null }],
    ['seats', { choice: null, text: null, number: 5, at: null }],
    ['due', { choice: null, text: null, number: null, at: new Date('2026-03-02T12:00:00Z') }],
  ]),
  age: 3_600_000,
  idle: 60_000,
  now: new Date('2026-03-01T12:00:00Z'),
}

describe('a pattern that an admin typed', () => {
  test('100 evil ones against 100,000 characters: refused, or done in no time', () => {
    expect(evilPatterns).toHaveLength(100)
    // Warms up: what the program compiles on the way is not the pattern's.
    slowestOf(evilPatterns.slice(0, 20))
    const { refused, worst } = slowestOf(evilPatterns)
    process.stdout.write(`${refused} of 100 refused, the slowest of the others took ${worst.toFixed(1)} ms\n`)
    expect(refused).toBeLessThan(60)
    expect(worst).toBeLessThan(50)
  })
})

describe('a filter', () => {
  test.each([
    ['', true],
    ['status:open', true],
    ['status:new,open priority:high,urgent', true],
    ['status:solved', false],
    ['-tag:spam tag:vpn', true],
    ['-tag:vpn', false],
    ['from:"ana garcia"', true],
    ['queue:support', true],
    ['from:“ana garcia”', true],
    ['from:”Ana García”', true],
    ['from:«ana garcia»', true],
    ["from:'ana garcia' tag:vpn", true],
    ['from:‘ana garcia’', true],
    ['from:“ana lopez”,“ana garcia”', true],
    ['-from:“ana garcia”', false],
    ['subject:esta', true],
    ['text:/cert(ificate)? exp/', true],
    ['-text:/^no/', true],
    ['caida', true],
    ['"certificate expired"', true],
    ['certificate revoked', false],
    ['overdue:no network:discord', true],
    ['team:none', true],
    ['-team:billing', true],
    ['age>30m idle<2m', true],
    ['age>2h', false],
    ['category:hardware,"Network gear"', true],
    ['-category:network-gear', false],
    ['asset:aguila seats:5', true],
    ['seats>4 seats<5.5', true],
    ['seats>5', false],
    ['due<2d due>2026-03-01', true],
    ['due<12h', false],
    ['due:overdue', false],
    ['renewal:none -category:none', true],
    ['service:any', false],
    ['seats<2d', false],
  ])('%s: %s', (typed, expected) => {
    expect(matches(parseFilter(typed), ticket)).toBe(expected)
  })

  test.each([
    ['colour:red', 'colour:red', 'status, priority'],
    ['status:opne', 'status:opne', 'new, open'],
    ['age:2h', 'age:2h', 'age>2h'],
    ['text:/(/', 'text:/(/', ''],
    ['tag>3', 'tag>3', 'tag:…'],
    ['seats>many', 'seats>many', 'seats>5'],
    ['colour>3', 'colour>3', 'seats'],
  ])('%s is refused, naming the term and what is possible', (typed, term, allowed) => {
    try {
      parseFilter(typed, { fields: ['seats', 'due'], statuses: [] })
      throw new Error('it was taken')
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal)
      expect((error as Refusal).params['term']).toBe(term)
      expect((error as Refusal).params['allowed']).toContain(allowed)
    }
  })

  const values = (field: string) =>
    field === 'status'
      ? fc.constantFrom(...statuses)
      : field === 'priority'
        ? fc.constantFrom(...priorities)
        : field === 'overdue'
          ? fc.constantFrom('yes', 'no')
          : fc
              .string({ minLength: 1, unit: 'grapheme' })
              .map((text) =>
                foldWords(text)
                  .trim()
                  .replace(/^[#@]+/, ''),
              )
              .filter((text) => text !== '' && !/[\\"]$/.test(text))
  const ownTerm = fc.record({
    field: fc.constant('own' as const),
    name: fc.constantFrom('category', 'seats', 'asset_no'),
    test: fc.oneof(
      fc.record({
        kind: fc.constant('value' as const),
        sign: fc.constant(':' as const),
        values: fc.uniqueArray(values('own'), { minLength: 1, maxLength: 4 }),
      }),
      fc.record({
        kind: fc.constant('value' as const),
        sign: fc.constantFrom('>' as const, '<' as const),
        values: fc.constantFrom('5', '-2.5', '2d', '2026-03-01').map((value) => [value]),
      }),
    ),
    isNegated: fc.boolean(),
  })
  const usualTerm: fc.Arbitrary<Term> = fc.constantFrom(...filterFields).chain((field) => {
    const test =
      field === 'age' || field === 'idle'
        ? fc.record({
            kind: fc.constantFrom('longer' as const, 'shorter' as const),
            ms: fc.integer({ min: 1, max: 9_999_999 }).map((seconds) => seconds * 1000),
          })
        : field === 'subject' || field === 'text' || field === 'words'
          ? fc
              .string({ minLength: 1, unit: 'grapheme' })
              .map((text) => ({ kind: 'contains' as const, text: foldWords(text) }))
              .filter(({ text }) => !/^\/.+\/$/s.test(text) && text !== '')
          : fc
              .uniqueArray(values(field), { minLength: 1, maxLength: 4 })
              .map((list) => ({ kind: 'one-of' as const, values: list }))
    return fc.record({ field: fc.constant(field), test, isNegated: fc.boolean() }) as fc.Arbitrary<Term>
  })
  const term: fc.Arbitrary<Term> = fc.oneof(usualTerm, ownTerm)
  test('printed and read again it is the same', () => {
    fc.assert(
      fc.property(fc.array(term, { maxLength: 5 }), (filter: Filter) => {
        expect(parseFilter(printFilter(filter))).toEqual(filter)
      }),
      { numRuns: 500 },
    )
  })
  test('nothing that can be typed breaks it, or takes long', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'binary' }), (typed) => {
        try {
          matches(parseFilter(typed), ticket)
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal)
        }
      }),
      { numRuns: 500 },
    )
    const evil = parseFilter('text:/(a+)+$/')
    expect(busyMs(() => void matches(evil, { ...ticket, text: `${'a'.repeat(100_000)}!` }))).toBeLessThan(2000)
  })
})
