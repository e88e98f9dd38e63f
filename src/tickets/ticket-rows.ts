import { isNewcomer } from '../people/person-rows'
import { EntitySchema } from 'typeorm'
import { columnsOf, inserts, patches } from '../store/batches'
import { loadsEach, loadsRows } from '../store/loader'
import { aside, ofDesk } from '../store/columns'
import { named, prepared, genericPlan } from '../store/statement'
import type { PreludeQuestion, Unit } from '../store/transaction'
import type { Ticket } from '../model/ticket'

export const ticketSchema = new EntitySchema<Ticket>({
  name: 'ticket',
  tableName: 'tickets',
  columns: {
    ...ofDesk,
    number: { type: 'bigint', primary: true },
    subject: { type: 'text' },
    status: { type: 'text' },
    pendingUntil: { name: 'pending_until', type: 'timestamptz', nullable: true },
    priority: { type: 'text' },
    queue: { type: 'uuid' },
    requester: { type: 'uuid' },
    assignee: { type: 'uuid', nullable: true },
    team: { type: 'uuid', nullable: true },
    internal: { type: 'boolean' },
    claimed: { type: 'boolean' },
    overdue: { type: 'boolean' },
    risen: { type: 'boolean' },
    createdAt: { name: 'created_at', type: 'timestamptz' },
    updatedAt: { name: 'updated_at', type: 'timestamptz' },
    firstRepliedAt: { name: 'first_replied_at', type: 'timestamptz', nullable: true },
    solvedAt: { name: 'solved_at', type: 'timestamptz', nullable: true },
    ownStatus: { name: 'own_status', type: 'text', nullable: true },
    mergedInto: { name: 'merged_into', type: 'bigint', nullable: true },
    ...aside({
      turn: { type: 'int', nullable: true },
      erasedAt: { name: 'erased_at', type: 'timestamptz', nullable: true },
    }),
  },
})
export const newTickets = inserts(ticketSchema, 20)
const ticketChanges = patches(ticketSchema, 21, 'updatedAt')

export type TicketPatch = Partial<Omit<Ticket, 'number'>>

export const ticketTagSchema = new EntitySchema({
  name: 'ticket-tag',
  tableName: 'ticket_tags',
  columns: {
    ...ofDesk,
    ticket: { type: 'bigint', primary: true },
    tag: { type: 'text' },
    called: { type: 'text', primary: true, insert: false, update: false },
  },
})

export interface TicketRows {
  add(ticket: Ticket): void
  get(number: number): Promise<Ticket | undefined>
  /** The ticket, held against every other change until commit. */
  hold(number: number): Promise<Ticket | undefined>
  change(number: number, patch: TicketPatch): Promise<void>
  tagsOf(number: number): Promise<string[]>
  tag(number: number, tags: readonly string[]): Promise<string[]>
  untag(number: number, tags: readonly string[]): Promise<string[]>
  tagsLike(prefix: string, limit: number): Promise<string[]>
  /** Tickets whose number is, or whose subject contains what is typed, the newest first; subjects of the latest thousands only. */
  like(typed: string, requester: string | undefined, limit: number): Promise<Ticket[]>
  /** Opened since then, the newest first. */
  since(time: Date, limit: number): Promise<Ticket[]>
  /** Tickets of a customer that are not over, the newest first. */
  openOf(requester: string, limit: number): Promise<Ticket[]>
  /** The numbers of what an agent has that is not over. */
  heldBy(assignee: string): Promise<number[]>
  /** Number of a customer's tickets not over, up to 1000. */
  openCount(requester: string): Promise<number>
  ofRequester(requester: string, limit: number): Promise<Ticket[]>
  /** Its place among the tickets of its queue that nobody has, counted as far as `mostAhead` + 1; undefined when it does not wait. */
  positionOf(number: number): Promise<number | undefined>
}

export const ticketColumns = columnsOf(ticketSchema, 't')

/** The tickets of a condition on `tickets t`. */
export const readTickets = async (unit: Unit, condition: string, values: readonly unknown[]): Promise<Ticket[]> =>
  unit.rows<Ticket>(`select ${ticketColumns} from tickets t where ${condition}`, values)

/** A place further back is told as more than this. */
export const mostAhead = 100
/** Tickets looked through while somebody types: they wait for each letter. */
const mostLooked = 2000

const holding = named(
  `select ${ticketColumns} from tickets t where t.number = any(${genericPlan('$1', 'bigint[]')}) order by t.number for update`,
)
/** A ticket that is held changes only here, and is not read again. */
export const heldTickets = loadsRows<number, Ticket>({
  tables: ['tickets'],
  sees: 21,
  keeps: true,
  // In order of their numbers: two that hold several each must not wait for one another.
  read: async (unit, numbers) => unit.rows<Ticket>(holding, [numbers]),
  keyOf: ({ number }) => number,
})

/** Reads and holds tickets in the prelude of a transaction; `keepHeld` tells whoever holds them later. */
export const holdFirst = (numbers: readonly number[]): PreludeQuestion => ({
  sql: holding,
  parameters: () => [numbers],
})
export const keepHeld = (unit: Unit, numbers: readonly number[], held: readonly Ticket[]) => {
  for (const number of numbers)
    unit.keep(
      heldTickets,
      number,
      held.filter((one) => one.number === number),
    )
}

const tagsOfTicket = loadsRows<number, { readonly ticket: number; readonly tag: string }>({
  tables: ['ticket_tags'],
  sees: 21,
  read: async (unit, tickets) =>
    unit.rows(
      prepared(`select ticket, tag from ticket_tags where ticket = any(${genericPlan('$1', 'bigint[]')}) order by tag`),
      [tickets],
    ),
  keyOf: ({ ticket }) => ticket,
})

/** `requester` is SQL. */
export const openCount = (requester: string) =>
  `(select count(*)::int from (
     select 1 from tickets t where t.requester = ${requester} and t.status not in ('solved', 'closed') limit 1000) open)`

/** Count of a customer's tickets that are not over. */
export const openCounts = loadsEach<string, number>({
  tables: ['tickets'],
  read: async (unit, requester) => unit.value<number>(prepared(`select ${openCount('$1::uuid')} as open`), [requester]),
})

export const ticketRows = (unit: Unit): TicketRows => ({
  add: (ticket) => {
    unit.clear(openCounts, ticket.requester)
    unit.add(newTickets, ticket)
  },
  get: async (number) => (await unit.primed(heldTickets, number)?.found)?.[0] ?? unit.findOne(ticketSchema, { number }),
  hold: async (number) => (await unit.load(heldTickets, number))[0],
  change: async (number, patch) => {
    unit.clear(heldTickets, number)
    unit.add(ticketChanges, { ...patch, number })
  },
  tagsOf: async (number) => (await unit.load(tagsOfTicket, number)).map(({ tag }) => tag),
  tag: async (number, tags) =>
    unit.column<string>(
      prepared(
        `with added as (
           insert into ticket_tags (ticket, tag)
           select $1, coalesce((select g.tag from ticket_tags g where g.called = fold(given) limit 1), given) from unnest($2::text[]) given
           on conflict do nothing returning tag) select tag from added order by tag`,
      ),
      [number, tags],
    ),
  untag: async (number, tags) =>
    unit.column<string>(
      prepared(
        `with removed as (delete from ticket_tags where ticket = $1 and called = any(select fold(given) from unnest($2::text[]) given) returning tag) select tag from removed order by tag`,
      ),
      [number, tags],
    ),
  // From one tag to the next by the index: a million rows have some hundred tags.
  tagsLike: async (prefix, limit) =>
    unit.column<string>(
      prepared(`with recursive used (called, tag) as (
         (select g.called, g.tag from ticket_tags g where g.called >= fold($1) order by g.called limit 1)
         union all
         select n.called, n.tag from used u cross join lateral (
           select g.called, g.tag from ticket_tags g where g.called > u.called order by g.called limit 1) n
         where starts_with(u.called, fold($1)))
       select tag from used where starts_with(called, fold($1)) limit $2`),
      [prefix, limit],
    ),
  like: async (typed, requester, limit) => {
    const [, digits] = /^#?(\d{1,15})$/.exec(typed) ?? []
    const latest = `(select number from tickets where status <> 'closed' and ($1::uuid is null or requester = $1) order by number desc limit ${mostLooked})`
    return unit.rows<Ticket>(
      prepared(`select ${ticketColumns} from tickets t
       where ($1::uuid is null or t.requester = $1)
         and (t.number = $2 or t.number in ${latest} and (starts_with(t.number::text, $3) or position(fold($3) in fold(t.subject)) > 0))
       order by (t.number = $2) desc nulls last, t.number desc limit $4`),
      [requester ?? null, digits ?? null, digits ?? typed, limit],
    )
  },
  since: async (time, limit) => readTickets(unit, 't.created_at >= $1 order by t.number desc limit $2', [time, limit]),
  heldBy: async (assignee) =>
    unit.column<number>(
      prepared(`select number from tickets where assignee = $1 and status not in ('solved', 'closed') order by number`),
      [assignee],
    ),
  openOf: async (requester, limit) =>
    readTickets(unit, `t.requester = $1 and t.status not in ('solved', 'closed') order by t.number desc limit $2`, [
      requester,
      limit,
    ]),
  openCount: async (requester) =>
    // Whom nobody knew has opened nothing before.
    isNewcomer(unit, requester) && !unit.added(newTickets).some((ticket) => ticket.requester === requester)
      ? 0
      : unit.load(openCounts, requester),
  ofRequester: async (requester, limit) =>
    readTickets(unit, 't.requester = $1 order by t.number desc limit $2', [requester, limit]),
  // By the index alone: no ticket is read.
  positionOf: async (number) => {
    const row = await unit.first<{ ahead: number }>(
      prepared(`select (select count(*) from (
         select from tickets t where t.queue = s.queue and t.assignee is null and t.status not in ('solved', 'closed')
           and (t.turn, t.number) < (s.turn, s.number) limit ${mostAhead}) counted) as ahead
       from tickets s where s.number = $1 and s.assignee is null and s.status in ('new', 'open')`),
      [number],
    )
    return row && Number(row.ahead) + 1
  },
})

declare module '../core/tx' {
  interface RowSets {
    readonly tickets: TicketRows
  }
}
