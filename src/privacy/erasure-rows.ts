import { EntitySchema } from 'typeorm'
import type { Accounts, Forgets } from '../core/forgets'
import { countFiles } from '../files/file-forgets-rows'
import { countNotes } from '../people/customer-forgets-rows'
import { usersOf } from '../people/person-forgets-rows'
import { ofDesk } from '../store/columns'
import { newId } from '../store/id'
import type { Unit } from '../store/transaction'
import { countWords, ticketsElsewhere } from '../tickets/entry-forgets-rows'
import { directLanesOf } from '../tickets/room-forgets-rows'
import { countTickets, ticketsAfter, wordedTickets } from '../tickets/ticket-forgets-rows'

/** One customer who is being erased: two passes over all that there is of them, the second for what was on its way. */
export interface Erasure {
  readonly id: string
  readonly person: string
  /** Person who asked for it. */
  readonly by: string
  readonly at: Date
  /** Number of tickets they had. */
  readonly tickets: number
  readonly pass: number
  readonly stage: 'tickets' | 'elsewhere' | 'traces'
  /** The last ticket that was looked at in this stage. */
  readonly after: number
  readonly doneAt: Date | null
}
export interface Extent {
  readonly tickets: number
  readonly open: number
  readonly words: number
  readonly files: number
  readonly notes: number
  /** Entries of theirs in tickets of others. */
  readonly elsewhere: number
}
export const erasureSchema = new EntitySchema({
  name: 'erasure',
  tableName: 'erasures',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    person: { type: 'uuid' },
    by: { type: 'uuid' },
    at: { type: 'timestamptz' },
    traces: { type: 'jsonb', nullable: true },
    tickets: { type: 'int' },
    pass: { type: 'int' },
    stage: { type: 'text' },
    after: { type: 'bigint' },
    doneAt: { name: 'done_at', type: 'timestamptz', nullable: true },
  },
})

export interface ErasureRows {
  extent(people: readonly string[]): Promise<Extent>
  /** Their names, ids, notes and what waits of them are gone; their rooms are closed to further words. */
  begin(erasure: { person: string; by: string; people: readonly string[]; name: string }): Promise<Erasure>
  get(id: string): Promise<Erasure | undefined>
  /** Erasures that go on, the oldest first; `left`: tickets that still have words. */
  running(): Promise<(Erasure & { readonly left: number })[]>
  move(erasure: Erasure): Promise<void>
  /** Forgets what came up of the person themselves since `begin`; answers how the networks knew them. */
  forgetAgain(erasure: Erasure, people: readonly string[], name: string): Promise<Accounts['users']>
  ticketsOf(people: readonly string[], after: number, limit: number): Promise<number[]>
  /** Tickets of others in which they said something that is still there. */
  ticketsElsewhere(people: readonly string[], limit: number): Promise<number[]>
  /** Drops what was answered in private or sent outside of tickets, a few thousand at a time: false when there is more. */
  forgetTold(): Promise<boolean>
}

const atOnce = 2000
const columns = 'id, person, by, at, tickets, pass, stage, after, done_at as "doneAt"'

/** `forgets`: of all slices, in their order. */
export const erasureRows = (unit: Unit, forgets: readonly Forgets[]): ErasureRows => {
  const forget = async (accounts: Accounts, people: readonly string[], name: string, isAgain: boolean) => {
    for (const part of forgets) await part.accounts?.(unit, accounts)
    for (const part of forgets) await part.person?.(unit, { people, name, isAgain })
  }
  return {
    extent: async (people) => ({
      ...(await countTickets(unit, people)),
      ...(await countWords(unit, people)),
      files: await countFiles(unit, people),
      notes: await countNotes(unit, people),
    }),
    begin: async ({ person, by, people, name }) => {
      const accounts = await accountsOf(unit, people)
      const { tickets } = await countTickets(unit, people)
      const id = newId()
      await unit.execute('insert into erasures (id, person, by, at, traces, tickets) values ($1, $2, $3, $4, $5, $6)', [
        id,
        person,
        by,
        unit.now,
        JSON.stringify(accounts),
        tickets,
      ])
      await forget(accounts, people, name, false)
      return { id, person, by, at: unit.now, tickets, pass: 1, stage: 'tickets', after: 0, doneAt: null }
    },
    get: async (id) => await unit.first<Erasure>(`select ${columns} from erasures where id = $1`, [id]),
    running: async () =>
      unit.rows<Erasure & { left: number }>(
        `select ${columns}, (select count(*)::int from ${wordedTickets('array[e.person]')}) as left
         from erasures e where done_at is null order by at, id limit 20`,
      ),
    move: async ({ id, pass, stage, after, doneAt }) => {
      await unit.execute(
        `update erasures set pass = $2, stage = $3, after = $4, done_at = $5, traces = case when $5::timestamptz is null then traces end where id = $1`,
        [id, pass, stage, after, doneAt],
      )
    },
    forgetAgain: async ({ id }, people, name) => {
      const traces = await unit.value<Accounts | null | undefined>('select traces from erasures where id = $1', [id])
      const accounts = traces ?? { users: [], lanes: [] }
      await forget(accounts, people, name, true)
      return accounts.users
    },
    ticketsOf: async (people, after, limit) => ticketsAfter(unit, people, after, limit),
    ticketsElsewhere: async (people, limit) => ticketsElsewhere(unit, people, limit),
    forgetTold: async () => {
      let isAll = true
      for (const part of forgets) if (((await part.told?.(unit, atOnce)) ?? 0) >= atOnce) isAll = false
      return isAll
    },
  }
}

const accountsOf = async (unit: Unit, people: readonly string[]): Promise<Accounts> => {
  const users = await usersOf(unit, people)
  const lanes = await directLanesOf(unit, people)
  return { users, lanes: [...lanes, ...users.map(({ platform, user }) => `${platform}:user:${user}`)] }
}

declare module '../core/tx' {
  interface RowSets {
    readonly erasures: ErasureRows
  }
}
