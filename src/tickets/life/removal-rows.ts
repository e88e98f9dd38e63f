import type { PlaceRef, PostRef } from '../../platform'
import type { Unit } from '../../store/transaction'

/** Something that the desk shows on a network, and what it shares a rate limit with. */
export interface Shown {
  readonly post: PostRef
  readonly lane: string
  readonly isCard: boolean
}
export interface RemovalRows {
  /** Holds what waits to be sent of the ticket: false when some of it is on its way right now. */
  isStill(ticket: number): Promise<boolean>
  /** Posts of the desk for the ticket. */
  shown(ticket: number): Promise<Shown[]>
  /** Places of its people. */
  places(ticket: number): Promise<(PlaceRef & { readonly side: 'customer' | 'agents' })[]>
  /** Everything that is kept of the ticket is gone. It is held, and still. */
  forget(ticket: number): Promise<void>
}

const ofTicket = `(ticket = $1::bigint or entry in (select e.id from entries e where e.ticket = $1::bigint)
  or address->>'slot' in (select id::text from slots s where ${slotsOf('s')})
  or address->>'room' in (select id::text from rooms where ticket = $1::bigint))`

function slotsOf(slot: string): string {
  return `(${slot}.kind in ('ticket-card', 'customer-card') and ${slot}.about = $1::bigint::text
    or ${slot}.kind = 'reply' and ${slot}.about in (select e.id::text from entries e where e.ticket = $1::bigint)
    or ${slot}.room in (select r.id from rooms r where r.ticket = $1::bigint))`
}

export const removalRows = (unit: Unit): RemovalRows => ({
  isStill: async (ticket) => {
    const states = await unit.column<string>(`select state from outbox where ${ofTicket} for update`, [ticket])
    return states.every((state) => state !== 'sending')
  },
  shown: async (ticket) => {
    const rows = await unit.rows<{ platform: string; post: string; lane: string; isCard: boolean }>(
      `select p.platform, p.post, r.lane, false as "isCard" from posts p join rooms r on r.id = p.room where p.ticket = $1::bigint and p.key is not null
       union select s.platform, s.post, s.lane, s.kind <> 'reply' from slots s where ${slotsOf('s')} and s.post is not null`,
      [ticket],
    )
    return rows.map(({ platform, post, ...rest }) => ({ ...rest, post: { platform, kind: 'post', id: post } }))
  },
  places: async (ticket) => {
    const rows = await unit.rows<{ platform: string; place: string; side: 'customer' | 'agents' }>(
      'select distinct platform, place, side from rooms where ticket = $1::bigint and place is not null and left_at is null',
      [ticket],
    )
    return rows.map(({ platform, place, side }) => ({ platform, kind: 'place', id: place, side }))
  },
  forget: async (ticket) => {
    await unit.execute(`delete from outbox_ready where desk = $2 and id in (select id from outbox where ${ofTicket})`, [
      ticket,
      unit.desk,
    ])
    await unit.execute(`delete from outbox where ${ofTicket}`, [ticket])
    // Named among others in what was told of many.
    await unit.execute(
      `delete from outbox where starts_with(key, 'together:') and settled_at is not null and content::text like '%#' || $1::bigint::text || ' ·%'`,
      [ticket],
    )
    await unit.execute(`delete from slots s where ${slotsOf('s')}`, [ticket])
    await unit.execute(`delete from due where desk = $2 and split_part(subject, ':', 1) = $1::bigint::text`, [
      ticket,
      unit.desk,
    ])
    // Private answers stay for redeliveries, except those about this ticket.
    await unit.execute(
      `update inbox set answer = '{"kind":"none"}' where answer::text like '%#' || $1::bigint::text || '%' or answer->'form'->'hidden'->>'ticket' = $1::bigint::text`,
      [ticket],
    )
    await unit.execute('delete from tickets where number = $1::bigint', [ticket])
  },
})

declare module '../../core/tx' {
  interface RowSets {
    readonly removal: RemovalRows
  }
}
