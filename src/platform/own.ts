/** Own value of an object under a key that came from outside: `constructor` and `toString` are words like any other. */
export const own = <V>(record: Readonly<Record<string, V>>, key: string): V | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined
