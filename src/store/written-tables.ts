import { recentMap } from '../platform'

/**
 * What an admin sets and every event reads: kept in memory for as long as `config.version` of the desk stays the same, which
 * a trigger on each of these tables counts up (migrations/0018-hot-path.ts, 0039-kept-statuses.ts).
 */
export const configurationTables = [
  'desks',
  'queues',
  'places',
  'policies',
  'calendars',
  'rules',
  'own_statuses',
] as const

export const isConfiguration = (table: string): boolean => (configurationTables as readonly string[]).includes(table)

const tablesIn = (pattern: RegExp) => {
  const known = recentMap<readonly string[]>(1000)
  return (sql: string): readonly string[] => {
    let tables = known.get(sql)
    if (tables === undefined) {
      tables = [...sql.matchAll(pattern)].map(([, table]) => table!.toLowerCase())
      known.set(sql, tables)
    }
    return tables
  }
}

/** The tables that a statement of ours writes to. It may name more, never fewer. */
export const writtenTables = tablesIn(/\b(?:insert\s+into|update|delete\s+from|merge\s+into)\s+(?:only\s+)?"?(\w+)/gi)
/** Those in which it changes what was there. */
export const changedTables = tablesIn(/\b(?:update|delete\s+from|merge\s+into)\s+(?:only\s+)?"?(\w+)/gi)
