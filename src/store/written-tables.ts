import { recentMap } from '../platform'

/**
 * Tables that an admin sets and every event reads: kept in memory for as long as `config.version` of the desk stays the
 * same, which a trigger on each of these tables counts up (migrations/0018-hot-path.ts, 0039-kept-statuses.ts).
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

const written = /\b(?:insert\s+into|update|delete\s+from|merge\s+into)\s+(?:only\s+)?"?(\w+)/gi
const known = recentMap<readonly string[]>(1000)

/** Tables that a statement of ours writes to, where no write set names them. It may answer more, never fewer. */
export const writtenTables = (sql: string): readonly string[] => {
  let tables = known.get(sql)
  if (tables === undefined) {
    tables = [...sql.matchAll(written)].map(([, table]) => table!.toLowerCase())
    known.set(sql, tables)
  }
  return tables
}
