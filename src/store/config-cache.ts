import { recentMap } from '../platform'
import type { DeskId } from './unit-of-work'

/** One transaction's view of the desk's configuration. */
export interface DeskConfig {
  /** As it was when the transaction began, or newer; read once for each version, by whoever asks first. */
  get<T>(name: string, read: () => Promise<T>): Promise<T>
  /** This transaction changes it: from now on it reads for itself, and keeps nothing for others. */
  isWritten(): void
}

export interface ConfigCache {
  /** Version null: a desk that is not counted, whose configuration is never kept. */
  of(desk: DeskId, version: number | null): DeskConfig
}

interface Kept {
  readonly version: number
  readonly values: Map<string, unknown>
}

/** Cache of what changes rarely, for each desk and version. A change made by any process counts the version up. */
export const createConfigCache = (): ConfigCache => {
  const desks = recentMap<Kept>(2000)
  const keptOf = (desk: DeskId, version: number): Kept | undefined => {
    const kept = desks.get(desk)
    // A transaction that began before the latest change may read what is newer than it.
    if (kept !== undefined && kept.version >= version) return kept
    const fresh: Kept = { version, values: new Map() }
    desks.set(desk, fresh)
    return fresh
  }
  return {
    of: (desk, version) => {
      let isOwn = version === null
      const reading = new Map<string, Promise<unknown>>()
      const readNow = async <T>(name: string, read: () => Promise<T>, kept: Kept | undefined): Promise<T> => {
        const value = await read()
        // Values read by a transaction older than the latest change may be older too.
        if (!isOwn && kept?.version === version) kept?.values.set(name, value)
        return value
      }
      return {
        get: async <T>(name: string, read: () => Promise<T>): Promise<T> => {
          const kept = isOwn ? undefined : keptOf(desk, version!)
          if (kept?.values.has(name) === true) return kept.values.get(name) as T
          const earlier = reading.get(name)
          if (earlier !== undefined) return earlier as Promise<T>
          const now = readNow(name, read, kept).finally(() => reading.get(name) === now && reading.delete(name))
          reading.set(name, now)
          return now
        },
        isWritten: () => {
          isOwn = true
          reading.clear()
        },
      }
    },
  }
}
