import fc from 'fast-check'
import { complete } from '../../src/platform'
import { words } from './arbitraries'
import { operations } from './operations'

/** The cursor stands at |. */
const at = (typed: string, here?: string) =>
  complete(typed.replace('|', ''), typed.indexOf('|'), { operations, locale: 'es', ...(here && { here }) })
const values = (typed: string, here?: string) => at(typed, here)?.choices.map(({ value }) => value)

test('the command, then its words, are offered as one types', () => {
  expect(values('/|')).toEqual(['/ticket', '/desk'])
  expect(values('/t|')).toEqual(['/ticket'])
  expect(values('/desk |')).toEqual(['place', 'rules', 'rules-test'])
  expect(values('/desk rules-|')).toEqual(['rules', 'rules-test'])
  expect(values('!cl|')).toEqual(['claim'])
  expect(values('!etiq|')).toEqual(['etiquetar'])
  expect(values('/ticket calim|')).toEqual(['claim'])
  expect(at('/ticket st| 12')).toMatchObject({
    from: 8,
    kind: 'operation',
    typed: 'st',
    choices: [{ value: 'status', label: 'Cambiar estado: Lo que hace status' }],
  })
  expect(at('/other |')).toBeUndefined()
})

test('the values of the field at the cursor are offered, by the words of the language', () => {
  expect(at('/ticket status 12 |')).toMatchObject({ kind: 'field', operation: 'status', field: 'status', from: 18 })
  expect(values('/ticket status 12 |')).toEqual(['open', 'pending', 'on-hold', 'solved'])
  expect(values('/ticket status 12 pen|')).toEqual(['pending'])
  expect(values('/ticket status 12 en es|')).toBeUndefined()
  expect(values('/ticket status 12 res|')).toEqual(['solved'])
  expect(values('!status |', '7')).toEqual(['open', 'pending', 'on-hold', 'solved'])
  expect(at('/ticket status 12 estado:pe|')).toMatchObject({ field: 'status', from: 25, typed: 'pe' })
  expect(at('/ticket status 12 --status |')).toMatchObject({ field: 'status', from: 27, typed: '' })
})

test('a field that the desk completes is named, with what was read before it', () => {
  expect(at('/ticket tag 12 vpn ur|')).toEqual({
    kind: 'field',
    operation: 'tag',
    field: 'tags',
    from: 19,
    typed: 'ur',
    choices: [],
    input: { ticket: '12', tags: ['vpn'] },
  })
  expect(at('/ticket new queue:"VP|')).toMatchObject({ field: 'queue', from: 18, typed: 'VP' })
})

test('names of options are offered after two dashes, and where nothing else comes', () => {
  expect(values('/ticket reply 12 --|')).toEqual(['text:', '--solve'])
  expect(values('/ticket new --pri|')).toEqual(['priority:'])
  expect(at('/ticket claim 12 |')).toBeUndefined()
})

test('in a text nothing is offered but its field', () => {
  expect(at('/ticket reply 12 hello th|')).toMatchObject({ field: 'text', typed: 'hello th', choices: [] })
})

test('no line and no cursor throws', () => {
  const bits = fc.constantFrom('/ticket ', '!', 'reply ', 'status ', '12 ', '"', ' --', 'status:', '\n')
  const line = fc.array(fc.oneof(bits, words), { maxLength: 10 }).map((all) => all.join(''))
  fc.assert(
    fc.property(line, fc.integer({ min: -2, max: 400 }), (line, cursor) => {
      const found = complete(line, cursor, { operations, locale: 'en' })
      if (found) expect(found.from).toBeLessThanOrEqual(Math.max(0, Math.min(cursor, line.length)))
    }),
    { numRuns: 1_000 },
  )
})
