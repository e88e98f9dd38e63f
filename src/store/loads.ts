import type { Loader, Unit } from './unit-of-work'

type AnyLoader = Loader<unknown, unknown>
type Name = unknown

interface Asked {
  readonly keys: Map<Name, unknown>
  readonly found: Promise<(key: unknown) => unknown>
}
interface Primed {
  readonly found: unknown
  readonly isKept: boolean
}

/** Waits until everything that can go on without the database has gone on. */
const allHaveAsked = async () => Promise.resolve().then(async () => new Promise<void>((next) => process.nextTick(next)))

/** Keys that the loaders of one transaction were asked for, and values that they were primed with. */
export const createLoads = (
  read: (loader: AnyLoader, keys: readonly unknown[]) => Promise<(key: unknown) => unknown>,
) => {
  const asked = new Map<AnyLoader, Asked>()
  const primed = new Map<AnyLoader, Map<Name, Primed>>()

  const nameOf = (loader: AnyLoader, key: unknown): Name => loader.nameOf?.(key) ?? key
  const put = (loader: AnyLoader, key: unknown, found: unknown, isKept: boolean) => {
    const ofLoader = primed.get(loader) ?? new Map<Name, Primed>()
    primed.set(loader, ofLoader.set(nameOf(loader, key), { found, isKept }))
  }
  const forget = (tables: readonly string[]) => {
    if (tables.length > 0)
      for (const loader of primed.keys())
        if (loader.tables.some((table) => tables.includes(table))) primed.delete(loader)
  }

  const readTogether = async (loader: AnyLoader, key: unknown) => {
    let together = asked.get(loader)
    if (together === undefined) {
      const keys = new Map<Name, unknown>()
      const found = allHaveAsked().then(async () => {
        asked.delete(loader)
        forget(loader.changes ?? [])
        return read(loader, [...keys.values()])
      })
      asked.set(loader, (together = { keys, found }))
    }
    const name = nameOf(loader, key)
    if (!together.keys.has(name)) together.keys.set(name, key)
    const same = together.keys.get(name)
    return (await together.found)(same)
  }

  const load = async (loader: AnyLoader, key: unknown): Promise<unknown> => {
    const ofLoader = primed.get(loader)
    const name = nameOf(loader, key)
    const known = ofLoader?.get(name)
    if (known?.isKept === false) ofLoader!.delete(name)
    if (known !== undefined) return known.found
    const found = readTogether(loader, key)
    if (loader.keeps === true) put(loader, key, found, true)
    return found
  }

  const ofUnit = {
    load,
    prime: (loader: AnyLoader, key: unknown, found: unknown) => put(loader, key, found, false),
    keep: (loader: AnyLoader, key: unknown, found: unknown) => put(loader, key, found, true),
    primed: (loader: AnyLoader, key: unknown) => primed.get(loader)?.get(nameOf(loader, key)),
    clear: (loader: AnyLoader, key: unknown) => void primed.get(loader)?.delete(nameOf(loader, key)),
  } as unknown as Pick<Unit, 'load' | 'prime' | 'keep' | 'primed' | 'clear'>

  return {
    ofUnit,
    /** Rows of these tables change: what was primed from them is read again. */
    forget,
  }
}
