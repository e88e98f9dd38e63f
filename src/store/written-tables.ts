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

const mostKnown = 1000

const tablesIn = (pattern: RegExp) => {
  const known = new Map<string, readonly string[]>()
  return (sql: string): readonly string[] => {
    let tables = known.get(sql)
    if (tables === undefined) {
      tables = [...sql.matchAll(pattern)].map(([, table]) => table!.toLowerCase())
      if (known.size >= mostKnown) known.clear()
      known.set(sql, tables)
    }
    return tables
  }
}

/** The tables that a statement of ours writes to. It may name more, never fewer. */
export const writtenTables = tablesIn(/\b(?:insert\s+into|update|delete\s+from|merge\s+into)\s+(?:only\s+)?"?(\w+)/gi)
/** Those in which it changes what was there. */
export const changedTables = tablesIn(/\b(?:update|delete\s+from|merge\s+into)\s+(?:only\s+)?"?(\w+)/gi)
