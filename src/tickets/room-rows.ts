import { EntitySchema } from 'typeorm'
import type { Inbound, PlaceRef, PostRef } from '../platform'
import { columnsOf, inserts } from '../store/batches'
import { ofDesk } from '../store/columns'
import { isNewcomer } from '../people/person-rows'
import { newId } from '../store/id'
import { loadsEach, loadsRows } from '../store/loader'
import { prepared, genericPlan } from '../store/statement'
import type { Unit } from '../store/transaction'

/** Why nobody reads what is said in a room: the customer left, it was deleted, they take no messages, the bot was put out. */
export type Loss = 'left' | 'deleted' | 'refused' | 'removed'

/** Thread or DM in which one side talks about one ticket. */
export interface Room {
  readonly id: string
  readonly ticket: number
  readonly side: 'customer' | 'agents'
  readonly platform: string
  /** Null until the network has opened it. */
  readonly place: string | null
  readonly parent: string | null
  readonly lane: string
  readonly direct: boolean
  /** True when words there go to this ticket. One place has at most one active room. */
  readonly active: boolean
  /** The ticket it was opened for, where it follows another now. */
  readonly origin: number | null
  /** Somebody's copy of the customer's side: what they write there goes elsewhere. */
  readonly copyFor: string | null
  /** Reader there, where that is no longer the one who asks in the ticket. */
  readonly reader: string | null
  /** They left the copy. */
  readonly leftAt: Date | null
  readonly lost: Loss | null
  readonly createdAt: Date
}
/** A message of a network that belongs to an entry. */
export interface KnownPost {
  readonly platform: string
  readonly post: string
  readonly ticket: number
  readonly entry: string
  readonly room: string | null
  /** The outbox key of a post that the desk made; null for a person's own. */
  readonly key: string | null
  readonly at: Date
}

export const roomSchema = new EntitySchema<Room>({
  name: 'room',
  tableName: 'rooms',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    ticket: { type: 'bigint' },
    side: { type: 'text' },
    platform: { type: 'text' },
    place: { type: 'text', nullable: true },
    parent: { type: 'text', nullable: true },
    lane: { type: 'text' },
    direct: { type: 'boolean' },
    active: { type: 'boolean' },
    origin: { type: 'bigint', nullable: true },
    copyFor: { name: 'copy_for', type: 'uuid', nullable: true },
    reader: { type: 'uuid', nullable: true },
    leftAt: { name: 'left_at', type: 'timestamptz', nullable: true },
    lost: { type: 'text', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz' },
  },
})
export const postSchema = new EntitySchema<KnownPost>({
  name: 'post',
  tableName: 'posts',
  columns: {
    ...ofDesk,
    platform: { type: 'text', primary: true },
    post: { type: 'text', primary: true },
    ticket: { type: 'bigint' },
    entry: { type: 'uuid' },
    room: { type: 'uuid', nullable: true },
    key: { type: 'text', nullable: true },
    at: { type: 'timestamptz' },
  },
})
export const newRooms = inserts(roomSchema, 40)
const newPosts = inserts(postSchema, 50)

export const earlySchema = new EntitySchema({
  name: 'early',
  tableName: 'early',
  columns: {
    ...ofDesk,
    platform: { type: 'text', primary: true },
    post: { type: 'text', primary: true },
    event: { type: 'text', primary: true },
    content: { type: 'jsonb' },
    at: { type: 'timestamptz' },
  },
})

export interface RoomRows {
  /** With `copyFor` it is a copy: nothing that is written in its place comes here. */
  add(
    room: Omit<Room, 'id' | 'active' | 'origin' | 'copyFor' | 'reader' | 'leftAt' | 'lost' | 'createdAt'> &
      Partial<Pick<Room, 'copyFor'>>,
  ): Room
  get(id: string): Promise<Room | undefined>
  at(place: PlaceRef): Promise<Room | undefined>
  /** Without copies that somebody left, and without agents' rooms of what was merged into it: they are heard, and say no more. */
  of(ticket: number, side?: Room['side']): Promise<Room[]>
  /** Also those that follow another ticket now. */
  everOf(ticket: number, side?: Room['side']): Promise<Room[]>
  /** Rooms where this entry of the ticket is or may be shown: also those that followed the ticket when it was said. */
  showing(entry: string, ticket: number, side?: Room['side']): Promise<Room[]>
  /** Lets who asked in the ticket go on reading in the rooms that they have: from now on another asks. */
  keepReader(ticket: number, person: string): Promise<void>
  leave(id: string): Promise<void>
  retire(id: string): Promise<void>
  lose(id: string, why: Loss): Promise<void>
  /** Somebody was heard there: it is read after all. */
  regain(id: string): Promise<void>
  /** Number of its ticket's rooms lost under the same place. */
  lostUnder(room: Room): Promise<number>
  /** Rooms in this place or under it that can still be read, of tickets that are not over. */
  in(place: PlaceRef): Promise<Room[]>
  /** The rooms of this customer's tickets in places whose ids begin so, likewise. */
  ofCustomer(person: string, platform: string, beginning: string): Promise<Room[]>
  /** The ticket that this person's unthreaded words in `parent` at this time still belong to. */
  recent(parent: PlaceRef, person: string, at: Date, withinMs: number): Promise<Room | undefined>
  /** Number of tickets not over whose customer is on this network. */
  openOn(platform: string): Promise<number>
  /** Rooms under this channel that the network is opening, as far as we know: it may have done so already. */
  opening(parent: PlaceRef): Promise<Room[]>
  addPost(post: KnownPost): void
  post(ref: PostRef): Promise<KnownPost | undefined>
  /** The desk's posts of an entry are gone. */
  forgetShown(entry: string): Promise<void>
  postsOf(entry: string): Promise<KnownPost[]>
  /** Kept until the post that it is about is known. */
  addEarly(event: Inbound & { readonly post: PostRef }): Promise<void>
  takeEarly(ref: PostRef): Promise<Inbound[]>
}

const columns = columnsOf(roomSchema, 'r')

export const roomsOfTicket = loadsRows<number, Room>({
  tables: ['rooms'],
  sees: 40,
  read: async (unit, tickets) =>
    unit.rows(
      prepared(`select ${columns} from rooms r where r.ticket = any(${genericPlan('$1', 'bigint[]')}) order by r.id`),
      [tickets],
    ),
  keyOf: ({ ticket }) => ticket,
})

/** Unthreaded words of the same customer within this time belong to the ticket before. */
export const groupingMs = 120_000

/** The active room of a place. Parameters are SQL. */
export const roomAt = (platform: string, place: string) =>
  `select ${columns} from rooms r where r.platform = ${platform} and r.place = ${place} and r.active`

/** The latest customers' room under a channel in which this person has just written, by way of the person's own tickets, which are few. */
export const recentRoom = (platform: string, parent: string, person: string, at: string, withinMs: number) =>
  `select ${columns} from tickets t join rooms r on r.desk = t.desk and r.ticket = t.number
   where t.requester = ${person} and t.status <> 'closed'
     and r.platform = ${platform} and r.parent = ${parent} and r.side = 'customer' and r.active and r.origin is null
     and exists (
       select 1 from entries e join posts p on p.desk = e.desk and p.entry = e.id
       where e.desk = t.desk and e.ticket = t.number and e.author = ${person} and p.room = r.id and p.key is null
         and p.at between ${at}::timestamptz - interval '${withinMs} ms' and ${at}::timestamptz + interval '${withinMs} ms')
   order by t.status = 'solved', r.ticket desc limit 1`

const nameOf = ({ platform, id }: PlaceRef | PostRef) => `${platform} ${id}`
export const roomsInPlace = loadsEach<PlaceRef, Room | undefined>({
  tables: ['rooms'],
  nameOf,
  read: async (unit, { platform, id }) => unit.first<Room>(roomAt('$1', '$2'), [platform, id]),
})
/** Under `parent`; `at` and `withinMs` are the same for all who ask for a person in one transaction. */
interface Recently {
  readonly parent: PlaceRef
  readonly person: string
  readonly at: Date
  readonly withinMs: number
}
export const recentRooms = loadsEach<Recently, Room | undefined>({
  tables: ['rooms', 'tickets', 'entries', 'posts'],
  nameOf: ({ parent, person }) => `${nameOf(parent)} ${person}`,
  read: async (unit, { parent, person, at, withinMs }) =>
    unit.first<Room>(prepared(recentRoom('$1', '$2', '$3', '$4', withinMs)), [parent.platform, parent.id, person, at]),
})
export const knownPosts = loadsEach<PostRef, KnownPost | undefined>({
  tables: ['posts'],
  nameOf,
  read: async (unit, { platform, id }) => unit.findOne(postSchema, { platform, post: id }),
})
/** Takes them: what came before its post is told once. */
export const earlyEvents = loadsEach<PostRef, readonly Inbound[]>({
  tables: ['early'],
  changes: ['early'],
  nameOf,
  read: async (unit, { platform, id }) => {
    const rows = await unit.rows<{ content: Inbound & { at: string } }>(
      prepared(
        `with taken as (delete from early where platform = $1 and post = $2 returning content, at, event) select content from taken order by at, event`,
      ),
      [platform, id],
    )
    return rows.map(({ content }) => ({ ...content, at: new Date(content.at) }))
  },
})

export const roomRows = (unit: Unit): RoomRows => ({
  add: (room) => {
    const copyFor = room.copyFor ?? null
    const whole: Room = {
      ...room,
      id: newId(),
      active: copyFor === null,
      origin: null,
      copyFor,
      reader: null,
      leftAt: null,
      lost: null,
      createdAt: unit.now,
    }
    unit.add(newRooms, whole)
    if (whole.place !== null) unit.clear(roomsInPlace, { platform: whole.platform, kind: 'place', id: whole.place })
    return whole
  },
  get: async (id) => unit.findOne(roomSchema, { id }),
  at: async (place) => unit.load(roomsInPlace, place),
  of: async (ticket, side) =>
    (await unit.load(roomsOfTicket, ticket)).filter(
      (room) =>
        (side === undefined || room.side === side) &&
        room.leftAt === null &&
        (room.side === 'customer' || room.origin === null),
    ),
  everOf: async (ticket, side) =>
    unit.rows<Room>(
      prepared(
        `select ${columns} from rooms r where (r.ticket = $1 or r.origin = $1) and ($2::text is null or r.side = $2) and r.left_at is null order by r.id`,
      ),
      [ticket, side ?? null],
    ),
  showing: async (entry, ticket, side) =>
    unit.rows<Room>(
      prepared(
        `select ${columns} from rooms r where (r.ticket = $1 or r.origin = $1
           or r.id in (select p.room from posts p where p.entry = $3)
           or r.id::text in (select o.address->>'room' from outbox o where o.entry = $3 and o.kind = 'say'))
         and ($2::text is null or r.side = $2) and r.left_at is null order by r.id`,
      ),
      [ticket, side ?? null, entry],
    ),
  keepReader: async (ticket, person) => {
    await unit.execute(
      prepared(
        `update rooms set reader = $2 where coalesce(origin, ticket) = $1 and side = 'customer' and copy_for is null and reader is null`,
      ),
      [ticket, person],
    )
  },
  leave: async (id) => {
    await unit.update(roomSchema, { id }, { leftAt: unit.now })
  },
  retire: async (id) => {
    await unit.update(roomSchema, { id }, { active: false })
  },
  lose: async (id, lost) => {
    await unit.update(roomSchema, { id }, { lost })
  },
  regain: async (id) => {
    await unit.update(roomSchema, { id }, { lost: null })
  },
  lostUnder: async ({ ticket, platform, parent }) =>
    unit.value<number>(
      prepared(
        'select count(*)::int as count from rooms r where r.ticket = $1 and r.platform = $2 and r.parent = $3 and r.lost is not null',
      ),
      [ticket, platform, parent],
    ),
  in: async ({ platform, id }) =>
    unit.rows<Room>(
      prepared(`select ${columns} from rooms r join tickets t on t.desk = r.desk and t.number = r.ticket
       where r.platform = $1 and (r.place = $2 or r.parent = $2) and r.lost is null and r.left_at is null and t.status <> 'closed'
       order by r.ticket desc limit 1000`),
      [platform, id],
    ),
  ofCustomer: async (person, platform, beginning) =>
    unit.rows<Room>(
      prepared(`select ${columns} from tickets t join rooms r on r.desk = t.desk and (r.ticket = t.number and r.origin is null or r.origin = t.number)
       where t.requester = $1 and r.reader is null and t.status <> 'closed' and r.platform = $2 and r.side = 'customer' and r.copy_for is null
         and starts_with(coalesce(r.place, r.parent), $3) and r.lost is null and r.left_at is null
       order by r.ticket desc limit 100`),
      [person, platform, beginning],
    ),
  recent: async (parent, person, at, withinMs) =>
    isNewcomer(unit, person) ? undefined : unit.load(recentRooms, { parent, person, at, withinMs }),
  openOn: async (platform) =>
    unit.value<number>(
      prepared(`select count(distinct t.number)::int as count from rooms r join tickets t on t.desk = r.desk and t.number = r.ticket
         where r.platform = $1 and r.side = 'customer' and t.status not in ('solved', 'closed')`),
      [platform],
    ),
  opening: async (parent) =>
    await unit.rows<Room>(
      prepared(`select ${columns} from rooms r
         where r.platform = $1 and r.parent = $2 and r.place is null and r.active
           and exists (select 1 from outbox o where o.desk = r.desk and o.conversation = 'room:' || r.id and o.kind = 'open' and o.state in ('pending', 'sending', 'parked'))
         order by r.ticket desc limit 20`),
      [parent.platform, parent.id],
    ),
  addPost: (post) => unit.add(newPosts, post),
  post: async (ref) => unit.load(knownPosts, ref),
  forgetShown: async (entry) => {
    await unit.execute(prepared('delete from posts where entry = $1 and key is not null'), [entry])
  },
  postsOf: async (entry) => unit.find(postSchema, { where: { entry }, order: { key: 'ASC' } }),
  addEarly: async (event) => {
    await unit.rows(
      prepared(
        'insert into early (platform, post, event, content, at) values ($1, $2, $3, $4, $5) on conflict do nothing',
      ),
      [event.post.platform, event.post.id, event.id, JSON.stringify(event), unit.now],
    )
  },
  takeEarly: async (ref) => [...(await unit.load(earlyEvents, ref))],
})

declare module '../core/tx' {
  interface RowSets {
    readonly rooms: RoomRows
  }
}
