/** A map of so many keys at most: it forgets what was neither set nor got for longest. */
export interface RecentMap<V> {
  get(key: string): V | undefined
  set(key: string, value: V): void
  has(key: string): boolean
  delete(key: string): void
}

export const recentMap = <V>(most: number): RecentMap<V> => {
  // A Map keeps the order in which keys were set.
  const values = new Map<string, V>()
  const set = (key: string, value: V) => {
    values.delete(key)
    values.set(key, value)
    const [oldest] = values.keys()
    if (values.size > most && oldest !== undefined) values.delete(oldest)
  }
  return {
    set,
    get: (key) => {
      const value = values.get(key)
      if (value !== undefined) set(key, value)
      return value
    },
    has: (key) => values.has(key),
    delete: (key) => void values.delete(key),
  }
}
