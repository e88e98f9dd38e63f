import { EntitySchema } from 'typeorm'
import { statements } from '../../store/batches'
import { prepared } from '../../store/statement'
import type { Unit } from '../../store/transaction'
import { ofDesk } from '../../store/columns'

export const followerSchema = new EntitySchema({
  name: 'follower',
  tableName: 'followers',
  columns: {
    ...ofDesk,
    ticket: { type: 'bigint', primary: true },
    person: { type: 'uuid', primary: true },
    told: { type: 'bigint' },
  },
})

export interface FollowerRows {
  /** False: they followed it already. What was said so far they know. */
  add(ticket: number, person: string): Promise<boolean>
  remove(ticket: number, person: string): Promise<boolean>
  /** Something was done to these tickets: whoever follows them, but for who did it, is due to be told at this time, if not before. */
  expect(tickets: readonly number[], by: string | null, at: Date): void
  /** The last line of the story that they know; undefined: they do not follow it. */
  told(ticket: number, person: string): Promise<number | undefined>
  markTold(ticket: number, person: string, seq: number): Promise<void>
}

const expected = statements(57, ['due'])

export const followerRows = (unit: Unit): FollowerRows => ({
  add: async (ticket, person) =>
    (
      await unit.rows(
        prepared(`with added as (
           insert into followers (ticket, person, told)
           select $1::bigint, $2::uuid, coalesce(max(seq), 0) from entries where ticket = $1
           on conflict do nothing returning 1)
         select 1 from added`),
        [ticket, person],
      )
    ).length === 1,
  remove: async (ticket, person) =>
    (await unit.execute(prepared('delete from followers where ticket = $1 and person = $2'), [ticket, person])) === 1,
  expect: (tickets, by, at) => {
    unit.add(expected, {
      sql: prepared(`with expected as (
         insert into due (desk, what, subject, at)
         select f.desk, 'follow', f.ticket || ':' || f.person, $3 from followers f
         where f.ticket = any($1::bigint[]) and f.person is distinct from $2::uuid
         on conflict do nothing returning 1)
       select 1 from expected`),
      parameters: [tickets, by, at],
    })
  },
  told: async (ticket, person) =>
    unit.value<number | undefined>(prepared('select told from followers where ticket = $1 and person = $2'), [
      ticket,
      person,
    ]),
  markTold: async (ticket, person, seq) => {
    await unit.execute(prepared('update followers set told = $3 where ticket = $1 and person = $2'), [
      ticket,
      person,
      seq,
    ])
  },
})

declare module '../../core/tx' {
  interface RowSets {
    readonly followers: FollowerRows
  }
}
