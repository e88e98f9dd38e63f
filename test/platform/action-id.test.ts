import fc from 'fast-check'
import { type ButtonAction, decodeAction, encodeAction, type Input, packAction, unpackAction } from '../../src/platform'
import { mapMemory } from '../support/stub-host'

const name = fc.oneof(
  fc.string({ minLength: 1, unit: fc.constantFrom('a', '-', '|', '~', '=', '@', ':', '1', 'ñ') }),
  fc.string({ minLength: 1, unit: 'binary' }),
)
const ref = fc.record({ platform: name, kind: fc.constantFrom('user' as const, 'place' as const), id: name })
const value = fc.oneof(name, fc.constant(''), ref)
const odd = fc.oneof(
  fc.array(name),
  fc.constant([{ kind: 'paragraph' as const, inlines: [] }]),
  fc.record({
    platform: name,
    kind: fc.constant('file' as const),
    id: name,
    name,
    size: fc.nat(),
    type: fc.constant('image/png'),
  }),
)
const action = (of: fc.Arbitrary<unknown>): fc.Arbitrary<ButtonAction> =>
  fc.record({
    operation: name,
    input: fc.dictionary(name, of, { noNullPrototype: true }),
  }) as fc.Arbitrary<ButtonAction>

test('an id gives back the very action, or there is none', () => {
  let made = 0
  fc.assert(
    fc.property(action(value), fc.integer({ min: 1, max: 200 }), (sent, max) => {
      const id = encodeAction(sent, max)
      if (id === undefined) return
      made++
      expect(id.length).toBeLessThanOrEqual(max)
      expect(id).toBe(id.trim())
      expect(decodeAction(id)).toEqual(sent)
    }),
    { numRuns: 1_000 },
  )
  expect(made).toBeGreaterThan(100)
})

test('every action comes back from its button, however long and whatever it carries', async () => {
  await fc.assert(
    fc.asyncProperty(action(fc.oneof(value, odd)), async (sent) => {
      const store = mapMemory()
      const id = await packAction(sent, 100, store)
      expect(id.length).toBeLessThanOrEqual(100)
      expect(await unpackAction(id, store)).toEqual(sent)
    }),
  )
})

test('a short action needs no memory, a long one is stored once however often its card is drawn', async () => {
  const store = mapMemory()
  await packAction({ operation: 'claim', input: { ticket: '12' } }, 100, store)
  expect(await store.list('')).toHaveLength(0)
  const long = { operation: 'reply', input: { text: 'x'.repeat(200) } }
  const ids = [await packAction(long, 100, store), await packAction(long, 100, store)]
  expect(new Set(ids).size).toBe(1)
  expect(ids[0]).toMatch(/^t:[\w-]{22}$/)
  expect(await store.list('')).toHaveLength(1)
})

test('what a network would trim or drop from an id is stored instead', () => {
  for (const text of ['hi ', 'a\u0000b', 'a\nb', '\ud83d'])
    expect(encodeAction({ operation: 'reply', input: { text } }, 100)).toBeUndefined()
})

// These stand in posts out in the world: never change a line, only add.
const user = { platform: 'slack', kind: 'user', id: 'T1/U2' } as const
test.each<[string, string, Input]>([
  ['1claim|ticket=12', 'claim', { ticket: '12' }],
  ['1show', 'show', {}],
  ['1status|ticket=12|status=on-hold', 'status', { ticket: '12', status: 'on-hold' }],
  ['1assign|ticket=7|user@slack:user:T1/U2', 'assign', { ticket: '7', user }],
  ['1reply|text=a~1b~0c = d', 'reply', { text: 'a|b~c = d' }],
])('an old button still means what it meant: %s', (id, operation, input) => {
  expect(decodeAction(id)).toEqual({ operation, input })
  expect(encodeAction({ operation, input }, 100)).toBe(id)
})

test("ids that are nobody's give nothing", async () => {
  for (const id of ['', 't:', 't:unknown', '2claim', 'claim', '1', '1claim|', '1claim|x@y', '1claim|x@a:file:b'])
    expect(await unpackAction(id, mapMemory())).toBeUndefined()
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (id) => void decodeAction(id)))
})
