import type { Unit } from '../store/transaction'
import type { Filter } from '../model/filter'

/** By the whole name or the first of its words: a space sorts before whatever a name goes on with. */
export const meantBy = (name: string): string =>
  `(select id from people where called = ${name} union all select id from people where called >= ${name} || ' ' and called < ${name} || '!')`

/** People meant after `from:` and `owner:`. */
export const peopleNamed = async (unit: Unit, filter: Filter): Promise<ReadonlyMap<string, readonly string[]>> => {
  const names = filter.flatMap(({ field, test }) =>
    (field === 'from' || field === 'owner') && test.kind === 'one-of'
      ? test.values.filter((name) => name !== 'me' && name !== 'nobody')
      : [],
  )
  if (names.length === 0) return new Map()
  const rows = await unit.rows<{ name: string; ids: string[] }>(
    `select n as name, array(select id from ${meantBy('n')} m)::text[] as ids
     from unnest($1::text[]) n`,
    [[...new Set(names)]],
  )
  return new Map(rows.map(({ name, ids }) => [name, ids]))
}
