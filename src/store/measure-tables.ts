import type { Log } from '../platform'
import type { Store } from './transaction'

/** Every fourfold of a new desk; what comes after grows slowly enough for autovacuum. */
const growth: ReadonlySet<number> = new Set([32, 128, 512, 2048, 8192])

const ownTables = `
select string_agg(quote_ident(c.relname), ', ') as tables, max(c.reltuples) filter (where c.relname = 'tickets') as tickets
from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and pg_has_role(c.relowner, 'USAGE')`

/**
 * PostgreSQL plans by what a table held when it was last measured, and a new desk's held nothing: for one row it then reads all of
 * the desk, and goes on until autovacuum comes by, up to a minute later. Told of each new ticket's number, this measures in time.
 */
export const measuresGrowth = (store: Store, log: Log): ((ticket: number) => Promise<void>) => {
  const measure = async () => {
    const [own] = await store.directory<{ tables: string | null; tickets: number | null }>(ownTables)
    // Among many desks one more that is new changes nothing.
    if (own?.tables == null || own.tickets === null || own.tickets > Math.max(...growth)) return
    await store.directory(`analyze ${own.tables}`)
  }
  return async (ticket) => {
    if (!growth.has(ticket)) return
    await measure().catch((error: unknown) => log.warn({ error }, 'the tables of a growing desk could not be measured'))
  }
}
