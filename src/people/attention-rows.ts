import { loadsRows } from '../store/loader'
import { prepared } from '../store/statement'
import type { Unit } from '../store/transaction'
import type { Attention } from './attention'

/** Something that waits until its reader wants to hear of it. */
export interface KeptNotice {
  readonly key: string
  readonly person: string
  readonly ticket: number | null
  readonly text: string
  readonly at: Date
}

export interface AttentionRows {
  /** Of those who chose anything. */
  of(people: readonly string[]): Promise<ReadonlyMap<string, Attention>>
  save(attention: Attention): Promise<void>
  keep(notice: KeptNotice): Promise<void>
  /** What this person is to be told by now, in the order in which it happened; it is told once. */
  take(person: string): Promise<KeptNotice[]>
  /** When the next waiting notice of this person is due. */
  nextAt(person: string): Promise<Date | undefined>
}

const chosenBy = loadsRows<string, Attention>({
  tables: ['attention'],
  sees: 0,
  read: async (unit, people) =>
    unit.query(
      prepared(
        `select person, ways, quiet_from as "quietFrom", quiet_to as "quietTo", hour, summary, zone from attention where person = any($1::uuid[])`,
      ),
      [people],
    ),
  keyOf: ({ person }) => person,
})

export const attentionRows = (unit: Unit): AttentionRows => ({
  of: async (people) => {
    const found = await Promise.all(people.map(async (person) => unit.load(chosenBy, person)))
    return new Map(found.flat().map((row) => [row.person, row]))
  },
  save: async ({ person, ways, quietFrom, quietTo, hour, summary, zone }) => {
    await unit.query(
      prepared(`insert into attention (person, ways, quiet_from, quiet_to, hour, summary, zone) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (desk, person) do update set ways = excluded.ways, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
         hour = excluded.hour, summary = excluded.summary, zone = excluded.zone`),
      [person, JSON.stringify(ways), quietFrom, quietTo, hour, summary, zone],
    )
  },
  keep: async ({ key, person, ticket, text, at }) => {
    await unit.query(
      prepared(
        'insert into notices (key, person, ticket, text, at, told_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing',
      ),
      [key, person, ticket, text, at, unit.now],
    )
  },
  take: async (person) =>
    unit.query<KeptNotice>(
      prepared(`with taken as (delete from notices where person = $1 and at <= $2 returning key, person, ticket, text, at, told_at)
       select key, person, ticket, text, at from taken order by told_at, key`),
      [person, unit.now],
    ),
  nextAt: async (person) =>
    (
      await unit.query<{ at: Date | null }>(prepared('select min(at) as at from notices where person = $1'), [person])
    )[0]?.at ?? undefined,
})

declare module '../core/tx' {
  interface RowSets {
    readonly attention: AttentionRows
  }
}
