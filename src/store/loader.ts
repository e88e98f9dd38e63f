import type { Loader, Unit } from './unit-of-work'

export type { Loader } from './unit-of-work'

type Reads<Key, Found> = Omit<Loader<Key, Found>, 'read'>

/** Reads the rows of each key. */
export const loadsRows = <Key, Row>({
  read,
  keyOf,
  ...reads
}: Reads<Key, readonly Row[]> & {
  readonly read: (unit: Unit, keys: readonly Key[]) => Promise<readonly Row[]>
  readonly keyOf: (row: Row) => Key
}): Loader<Key, readonly Row[]> => ({
  ...reads,
  read: async (unit, keys) => {
    const found = new Map<Key, Row[]>()
    for (const row of await read(unit, keys)) {
      const rows = found.get(keyOf(row))
      if (rows === undefined) found.set(keyOf(row), [row])
      else rows.push(row)
    }
    return (key) => found.get(key) ?? []
  },
})

/** Reads key by key, side by side: for what is mostly primed. It sees everything that was added. */
export const loadsEach = <Key, Found>({
  read,
  ...reads
}: Omit<Reads<Key, Found>, 'sees'> & {
  readonly read: (unit: Unit, key: Key) => Promise<Found>
}): Loader<Key, Found> => ({
  ...reads,
  sees: Infinity,
  read: async (unit, keys) => {
    const found = new Map(await Promise.all(keys.map(async (key) => [key, await read(unit, key)] as const)))
    return (key) => found.get(key)!
  },
})
