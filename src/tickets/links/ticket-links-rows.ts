import { EntitySchema } from 'typeorm'
import { prepared } from '../../store/statement'
import type { Unit } from '../../store/transaction'
import type { Status } from '../../model/ticket'
import { ofDesk } from '../../store/columns'

const linkKinds = ['child', 'related'] as const
export type LinkKind = (typeof linkKinds)[number]

/** A ticket beside another one. */
export interface TicketLink {
  readonly as: 'parent' | 'child' | 'related' | 'merged'
  readonly number: number
  readonly status: Status
}

export const ticketLinkSchema = new EntitySchema({
  name: 'ticket-link',
  tableName: 'ticket_links',
  columns: {
    ...ofDesk,
    ticket: { type: 'bigint', primary: true },
    kind: { type: 'text', primary: true },
    other: { type: 'bigint', primary: true },
  },
})

export interface TicketLinksRows {
  /** Its parent, its children, what is related to it and what was merged into it, in order of their numbers. */
  of(ticket: number): Promise<TicketLink[]>
  /** `ticket` is the child of `other`, or related to it. */
  add(ticket: number, kind: LinkKind, other: number): Promise<void>
  /** In either direction; false when there was none. */
  remove(ticket: number, other: number): Promise<boolean>
  /** The tickets above it, the nearest first. */
  ancestors(ticket: number): Promise<number[]>
  openChildren(ticket: number): Promise<number[]>
}

export const ticketLinksRows = (unit: Unit): TicketLinksRows => ({
  of: async (ticket) =>
    unit.rows<TicketLink>(
      // Looked up one by one: of tables that were never measured, as empty ones are, the planner expects so much that it reads all tickets.
      prepared(`select k."as", k.number, (select t.status from tickets t where t.number = k.number) as status from (
         select case kind when 'child' then 'parent' else 'related' end as "as", other as number from ticket_links where ticket = $1
         union all select kind, ticket from ticket_links where other = $1
         union all select 'merged', ticket from merges where into_ticket = $1) k order by k.number`),
      [ticket],
    ),
  add: async (ticket, kind, other) => {
    await unit.rows(
      prepared('insert into ticket_links (ticket, kind, other) values ($1, $2, $3) on conflict do nothing'),
      [ticket, kind, other],
    )
  },
  remove: async (ticket, other) =>
    (await unit.execute(
      prepared('delete from ticket_links where ticket = $1 and other = $2 or ticket = $2 and other = $1'),
      [ticket, other],
    )) > 0,
  ancestors: async (ticket) =>
    unit.column<number>(
      prepared(`with recursive up as (
         select other as number, 1 as depth from ticket_links where ticket = $1 and kind = 'child'
         union all select l.other, up.depth + 1 from up join ticket_links l on l.ticket = up.number and l.kind = 'child' where up.depth < 100)
       select number from up order by depth`),
      [ticket],
    ),
  openChildren: async (ticket) =>
    unit.column<number>(
      prepared(`select t.number from ticket_links l join tickets t on t.number = l.ticket
       where l.other = $1 and l.kind = 'child' and t.status not in ('solved', 'closed') order by t.number`),
      [ticket],
    ),
})

declare module '../../core/tx' {
  interface RowSets {
    readonly ticketLinks: TicketLinksRows
  }
}
