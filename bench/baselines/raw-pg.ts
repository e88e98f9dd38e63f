import { randomUUID } from 'node:crypto'
import { Pool } from 'pg'
import type { Load } from '../load'

const schema = `
create table inbox (event text primary key);
create table tickets (number bigint generated always as identity primary key, subject text not null, requester text not null, at timestamptz not null default now());
create table entries (id uuid primary key, ticket bigint not null references tickets, text jsonb not null);
create table outbox (id bigint generated always as identity primary key, ticket bigint not null references tickets, kind text not null, content jsonb)`

/** Seen, ticket, entry and two sends in one statement: nothing of a desk but its rows. */
const statement = `
with seen as (insert into inbox (event) values ($1) on conflict do nothing returning event),
  ticket as (insert into tickets (subject, requester) select $2, $3 from seen returning number),
  entry as (insert into entries (id, ticket, text) select $4, number, $5 from ticket)
insert into outbox (ticket, kind, content) select number, kind, $5 from ticket, unnest(array['card', 'receipt']) kind`

export interface RawPg {
  tickets(atOnce: number, ms: number): Promise<Load>
  close(): Promise<void>
}

/** Without HTTP, without Slack: what this database takes, one statement a ticket. */
export const startRawPg = async (url: string, connections: number): Promise<RawPg> => {
  const pool = new Pool({ connectionString: url, max: connections })
  await pool.query(schema)
  return {
    tickets: async (atOnce, ms) => {
      const times: number[] = []
      const from = performance.now()
      const lane = async () => {
        while (performance.now() - from < ms) {
          const begun = performance.now()
          const words = JSON.stringify([{ kind: 'paragraph', inlines: [{ kind: 'text', text: 'The printer is out' }] }])
          const values = [randomUUID(), 'The printer is out', 'U1', randomUUID(), words]
          await pool.query({ name: 'ticket', text: statement, values })
          times.push(performance.now() - begun)
        }
      }
      await Promise.all(Array.from({ length: atOnce }, lane))
      const perSecond = times.length / ((performance.now() - from) / 1000)
      return { perSecond, times: times.sort((a, b) => a - b) }
    },
    close: async () => pool.end(),
  }
}
