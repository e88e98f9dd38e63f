import type { Unit } from './transaction'

/**
 * Reading that many ask for one by one, and the database answers best at once: all keys that are asked for in the same round
 * trip are one statement (`Unit.load`). So a use case of one ticket, run for five hundred side by side, costs hardly more
 * statements than for one.
 */
export interface Loader<Key, Found> {
  /** Tables that it reads. */
  readonly tables: readonly string[]
  /** Rows added to sets up to this order are written before it; what comes later cannot be in the answer, and may wait. */
  readonly sees: number
  /** Tables whose rows it changes, where reading is taking. */
  readonly changes?: readonly string[]
  /** Keeps what it loads, as `Unit.keep` does. By default it is read again when it is asked for later. */
  readonly keeps?: true
  /** Of a key that is no string or number. */
  readonly nameOf?: (key: Key) => string
  read(unit: Unit, keys: readonly Key[]): Promise<(key: Key) => Found>
}

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
