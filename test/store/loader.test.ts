import fc from 'fast-check'
import { loadsEach, loadsRows, type Loader } from '../../src/store/loader'
import { createLoads } from '../../src/store/loads'

interface Row {
  readonly key: string
  readonly value: number
}
type Act =
  | { readonly kind: 'load'; readonly keys: readonly string[] }
  | { readonly kind: 'prime' | 'keep'; readonly key: string; readonly value: number }
  | { readonly kind: 'clear'; readonly key: string }
  | { readonly kind: 'write'; readonly table: string; readonly key: string; readonly value: number }

const key = fc.constantFrom('a', 'b', 'c')
const value = fc.nat(99)
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('load'), keys: fc.array(key, { minLength: 1, maxLength: 5 }) }),
  },
  fc.record({ kind: fc.constantFrom('prime', 'keep'), key, value }),
  fc.record({ kind: fc.constant('clear'), key }),
  fc.record({ kind: fc.constant('write'), table: fc.constantFrom('read', 'another'), key, value }),
)

/** As one who asks for one key after another would be answered: by what was primed, else by what stands in the table. */
const model = (keeps: boolean) => {
  const table = new Map<string, number>()
  const primed = new Map<string, { readonly value: number; readonly isKept: boolean }>()
  return {
    table,
    primed,
    load: (keys: readonly string[]) => {
      // All are asked for before the first is answered.
      const answers = keys.map((one) => {
        const known = primed.get(one)
        if (known?.isKept === false) primed.delete(one)
        const found = known?.value ?? table.get(one) ?? 0
        if (known === undefined && keeps) primed.set(one, { value: found, isKept: true })
        return { found, isRead: known === undefined }
      })
      const read = new Set(keys.filter((_, index) => answers[index]!.isRead))
      return { answers: answers.map(({ found }) => found), read: [...read] }
    },
  }
}

const tables = ['read']
const loaders = (keeps: boolean, table: ReadonlyMap<string, number>) => {
  const how = { tables, ...(keeps ? { keeps } : {}) }
  const rows: Loader<string, readonly Row[]> = loadsRows({
    ...how,
    sees: 0,
    read: async (_, keys) => keys.flatMap((one) => (table.has(one) ? [{ key: one, value: table.get(one)! }] : [])),
    keyOf: (row: Row) => row.key,
  })
  const each: Loader<{ readonly id: string }, readonly Row[]> = loadsEach({
    ...how,
    nameOf: ({ id }) => id,
    read: async (_, { id }) => (table.has(id) ? [{ key: id, value: table.get(id)! }] : []),
  })
  return { rows, each }
}

test.each(['rows', 'each'] as const)(
  'a loader of %s answers as if each key were read by itself, and reads once what is asked for together',
  async (kind) => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(act, { maxLength: 30 }), async (keeps, acts) => {
        const expected = model(keeps)
        const loader = loaders(keeps, expected.table)[kind] as Loader<unknown, readonly Row[]>
        const keyFor = (name: string) => (kind === 'rows' ? name : { id: name })
        const reads: number[] = []
        const loads = createLoads(async (one, keys) => {
          reads.push(keys.length)
          return one.read({} as never, keys)
        })
        const unit = loads.ofUnit
        for (const one of acts)
          switch (one.kind) {
            case 'load': {
              const { answers, read } = expected.load(one.keys)
              const before = reads.length
              const found = await Promise.all(one.keys.map(async (name) => unit.load(loader, keyFor(name))))
              expect(found.map(([row]) => row?.value ?? 0)).toEqual(answers)
              expect(reads.slice(before)).toEqual(read.length === 0 ? [] : [read.length])
              break
            }
            case 'prime':
            case 'keep':
              unit[one.kind](loader, keyFor(one.key), [{ key: one.key, value: one.value }])
              expected.primed.set(one.key, { value: one.value, isKept: one.kind === 'keep' })
              break
            case 'clear':
              unit.clear(loader, keyFor(one.key))
              expected.primed.delete(one.key)
              break
            case 'write':
              loads.forget([one.table])
              if (!tables.includes(one.table)) break
              expected.table.set(one.key, one.value)
              expected.primed.clear()
          }
      }),
      { numRuns: 200 },
    )
  },
)
