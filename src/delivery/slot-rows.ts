import { EntitySchema } from 'typeorm'
import type { PlaceRef } from '../platform'
import { newId } from '../store/id'
import { inserts } from '../store/batches'
import { loadsRows } from '../store/loader'
import { ofDesk } from '../store/columns'
import { prepared, genericPlan } from '../store/statement'
import type { Unit } from '../store/transaction'
import { isNewEntry } from '../tickets/entry-rows'
import { newRooms, type Room } from '../tickets/room-rows'
import { newTickets } from '../tickets/ticket-rows'

/** Posts that are kept up to date in place: an agents' card, the customer's receipt, the outcome of a reply, somebody's Home. */
export type SlotKind = 'ticket-card' | 'customer-card' | 'reply' | 'home'

/** `about` is the ticket's number, for `reply` the entry's id, for `home` the person's. */
export interface Slot {
  readonly id: string
  readonly kind: SlotKind
  readonly about: string
  readonly platform: string
  readonly place: string | null
  readonly room: string | null
  readonly lane: string
  /** Null until it was first shown. */
  readonly post: string | null
}

export const slotSchema = new EntitySchema<Slot>({
  name: 'slot',
  tableName: 'slots',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    kind: { type: 'text' },
    about: { type: 'text' },
    platform: { type: 'text' },
    place: { type: 'text', nullable: true },
    room: { type: 'uuid', nullable: true },
    lane: { type: 'text' },
    post: { type: 'text', nullable: true },
  },
})
const newSlots = inserts(slotSchema, 45)

export type WaitingSlot = Slot & { readonly waitsFor: string | null }

export interface SlotRows {
  at(
    kind: SlotKind,
    about: string,
    where: { readonly room: Room } | { readonly place: PlaceRef; readonly lane: string },
  ): Promise<WaitingSlot>
  of(kind: SlotKind, about: string): Promise<WaitingSlot[]>
  byPost(platform: string, post: string): Promise<Slot | undefined>
}

const waiting = `select s.id, s.kind, s.about, s.platform, s.place, s.room, coalesce(r.lane, s.lane) as lane, s.post,
  case when s.room is not null and r.place is null then 'room:' || s.room end as "waitsFor"
  from slots s left join rooms r on r.desk = s.desk and r.id = s.room`

const aboutOf = (kind: string, about: string) => `${kind} ${about}`
const slotsAbout = loadsRows<string, WaitingSlot>({
  tables: ['slots', 'rooms'],
  sees: 45,
  read: async (unit, keys) =>
    unit.rows(
      prepared(`${waiting} join (select split_part(key, ' ', 1) as kind, split_part(key, ' ', 2) as about from unnest(${genericPlan('$1', 'text[]')}) as key) asked
         on s.kind = asked.kind and s.about = asked.about order by s.id`),
      [keys],
    ),
  keyOf: ({ kind, about }) => aboutOf(kind, about),
})

export const slotRows = (unit: Unit): SlotRows => {
  /** All there is of what this transaction has added is known here. */
  const isOfNew = (kind: SlotKind, about: string) =>
    kind === 'reply'
      ? isNewEntry(unit, about)
      : kind !== 'home' && unit.added(newTickets).some(({ number }) => String(number) === about)
  const waitsFor = async ({ id, place }: Room): Promise<string | null> => {
    // Opened once, it stays so.
    if (place !== null) return null
    const isAdded = unit.added(newRooms).some((room) => room.id === id)
    // The courier may be opening the room right now: wait for it, or it would not see that this slot waits.
    const opened = isAdded
      ? null
      : await unit.value<string | null | undefined>(prepared('select place from rooms where id = $1 for share'), [id])
    return opened == null ? `room:${id}` : null
  }
  return {
    at: async (kind, about, where) => {
      const platform = 'room' in where ? where.room.platform : where.place.platform
      const place = 'room' in where ? null : where.place.id
      const room = 'room' in where ? where.room.id : null
      const waits = async () => ('room' in where ? waitsFor(where.room) : null)
      const isHere = (one: Slot) =>
        one.kind === kind &&
        one.about === about &&
        one.platform === platform &&
        one.place === place &&
        one.room === room
      const added = unit.added(newSlots).find(isHere)
      if (added !== undefined && isOfNew(kind, about)) return { ...added, waitsFor: await waits() }
      const [known] = isOfNew(kind, about)
        ? []
        : await unit.rows<WaitingSlot>(
            prepared(
              `${waiting} where s.kind = $1 and s.about = $2 and s.platform = $3 and coalesce(s.place, s.room::text) = $4`,
            ),
            [kind, about, platform, place ?? room],
          )
      if (known !== undefined) return known
      const slot: Slot = {
        id: newId(),
        kind,
        about,
        platform,
        place,
        room,
        lane: 'room' in where ? where.room.lane : where.lane,
        post: null,
      }
      unit.add(newSlots, slot)
      return { ...slot, waitsFor: await waits() }
    },
    of: async (kind, about) => [...(await unit.load(slotsAbout, aboutOf(kind, about)))],
    byPost: async (platform, post) => unit.findOne(slotSchema, { platform, post }),
  }
}

declare module '../core/tx' {
  interface RowSets {
    readonly slots: SlotRows
  }
}
