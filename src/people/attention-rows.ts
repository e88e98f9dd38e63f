import { loadsRows } from '../store/loader'
import { EntitySchema } from 'typeorm'
import { prepared } from '../store/statement'
import type { Unit } from '../store/transaction'
import type { Attention } from './attention'
import { columnsOf } from '../store/batches'
import { ofDesk } from '../store/columns'

/** Something that waits until its reader wants to hear of it. */
export interface KeptNotice {
  readonly key: string
  readonly person: string
  readonly ticket: number | null
  readonly text: string
  readonly at: Date
}

export const attentionSchema = new EntitySchema<Attention>({
  name: 'attention',
  tableName: 'attention',
  columns: {
    ...ofDesk,
    person: { type: 'uuid', primary: true },
    ways: { type: 'jsonb' },
    quietFrom: { name: 'quiet_from', type: 'int', nullable: true },
    quietTo: { name: 'quiet_to', type: 'int', nullable: true },
    hour: { type: 'int' },
    summary: { type: 'boolean' },
    zone: { type: 'text', nullable: true },
  },
})
export const noticeSchema = new EntitySchema({
  name: 'notice',
  tableName: 'notices',
  columns: {
    ...ofDesk,
    key: { type: 'text', primary: true },
    person: { type: 'uuid' },
    ticket: { type: 'bigint', nullable: true },
    text: { type: 'text' },
    at: { type: 'timestamptz' },
    toldAt: { name: 'told_at', type: 'timestamptz' },
  },
})

export interface AttentionRows {
  /** Of those who chose anything. */
  of(people: readonly string[]): Promise<ReadonlyMap<string, Attention>>
  save(attention: Attention): Promise<void>
  keep(notice: KeptNotice): Promise<void>
  /** Takes this person's notices due by now, in the order in which they happened; each comes once. */
  take(person: string): Promise<KeptNotice[]>
  /** Due time of this person's next waiting notice. */
  nextAt(person: string): Promise<Date | undefined>
}

const columns = columnsOf(attentionSchema, 'a')
const chosenBy = loadsRows<string, Attention>({
  tables: ['attention'],
  sees: 0,
  read: async (unit, people) =>
    unit.rows(prepared(`select ${columns} from attention a where a.person = any($1::uuid[])`), [people]),
  keyOf: ({ person }) => person,
})

export const attentionRows = (unit: Unit): AttentionRows => ({
  of: async (people) => {
    const found = await Promise.all(people.map(async (person) => unit.load(chosenBy, person)))
    return new Map(found.flat().map((row) => [row.person, row]))
  },
  save: async (attention) => unit.upsert(attentionSchema, attention),
  keep: async ({ key, person, ticket, text, at }) => {
    await unit.rows(
      prepared(
        'insert into notices (key, person, ticket, text, at, told_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing',
      ),
      [key, person, ticket, text, at, unit.now],
    )
  },
  take: async (person) =>
    unit.rows<KeptNotice>(
      prepared(`with taken as (delete from notices where person = $1 and at <= $2 returning key, person, ticket, text, at, told_at)
       select key, person, ticket, text, at from taken order by told_at, key`),
      [person, unit.now],
    ),
  nextAt: async (person) =>
    (await unit.value<Date | null | undefined>(prepared('select min(at) as at from notices where person = $1'), [
      person,
    ])) ?? undefined,
})

declare module '../core/tx' {
  interface RowSets {
    readonly attention: AttentionRows
  }
}
