import type { Tx } from '../core/tx'
import { EntitySchema } from 'typeorm'
import type { RichText } from '../platform'
import { inserts } from '../store/batches'
import { aside, ofDesk } from '../store/columns'
import { newId } from '../store/id'
import { loadsEach, loadsRows } from '../store/loader'
import { prepared, genericPlan } from '../store/statement'
import type { Unit } from '../store/transaction'
import { isHeld, isInConversation, isReadBy } from './readers'
import type { Room } from './room-rows'

/** One line of a ticket's story. Never changed: an edit or a deletion is a further entry `of` it. */
export interface Entry {
  readonly id: string
  readonly ticket: number
  readonly kind: 'message' | 'note' | 'change' | 'edit' | 'delete' | 'reaction'
  /** Side that may read it. */
  readonly audience: 'customer' | 'agents'
  /** A person's id; null when the desk itself did it. */
  readonly author: string | null
  readonly of: string | null
  readonly text: RichText | null
  readonly data: EntryData | null
  readonly at: Date
  /** The entry of another ticket whose words these are: the first that had them. */
  readonly copyOf?: string | null
  /** As whom the author said it, where two accounts were one. */
  readonly saidAs?: string | null
}
export type EntryData = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

/** Marks an entry whose author only claimed to be them. */
export const claimedData = (claimed: boolean): { readonly data?: EntryData } => (claimed ? { data: { claimed } } : {})
export const isClaimed = ({ data }: Pick<Entry, 'data'>): boolean => data?.['claimed'] === true

export interface SaidLately {
  /** Null: the desk itself. */
  readonly author: string | null
  readonly text: RichText | null
  readonly at: Date
  /** Somebody wrote it in this room, and it is not for the customer. */
  readonly isNoteHere: boolean
}

export const entrySchema = new EntitySchema<Entry>({
  name: 'entry',
  tableName: 'entries',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    ticket: { type: 'bigint' },
    kind: { type: 'text' },
    audience: { type: 'text' },
    author: { type: 'uuid', nullable: true },
    of: { type: 'uuid', nullable: true },
    text: { type: 'jsonb', nullable: true },
    data: { type: 'jsonb', nullable: true },
    at: { type: 'timestamptz' },
    copyOf: { name: 'copy_of', type: 'uuid', nullable: true },
    saidAs: { name: 'said_as', type: 'uuid', nullable: true },
    ...aside({ seq: { type: 'bigint' } }),
  },
})
const newEntries = inserts(entrySchema, 30)

/** An entry as it stands after the edits and the deletion of it. */
export interface CurrentEntry extends Entry {
  readonly isEdited: boolean
  /** Its words before the edits. */
  readonly original: RichText | null
  readonly isDeleted: boolean
}

/** Something that changed; `before`: what the words were, of an edit or a deletion. */
export interface Revision extends Entry {
  readonly before: RichText | null
}

export interface EntryRows {
  add(entry: Omit<Entry, 'id' | 'at' | 'of' | 'text' | 'data'> & Partial<Entry>): Entry
  get(id: string): Promise<Entry | undefined>
  /** Ticket it belongs to now; until the commit no merge or its undoing moves it. */
  ticketOf(id: string): Promise<number | undefined>
  standing(id: string): Promise<CurrentEntry | undefined>
  /** The ticket's story, oldest first, as it stands; `limit` counts from the newest. */
  story(ticket: number, limit: number): Promise<CurrentEntry[]>
  /** As these people, who ask in it, read it: what they said and what was said to them, also where the ticket goes on; without what was taken away or may yet be. */
  storyFor(people: readonly string[], ticket: number, limit: number): Promise<CurrentEntry[]>
  /** Entries of these that these people said, or were sent. */
  readBy(people: readonly string[], entries: readonly string[]): Promise<ReadonlySet<string>>
  /** Entries after this line of the story, oldest first; the newest 50. */
  since(ticket: number, seq: number): Promise<(CurrentEntry & { readonly seq: number })[]>
  /** Changes of a ticket, the newest first, after so many. */
  history(ticket: number, limit: number, after: number): Promise<Revision[]>
  historyLength(ticket: number): Promise<number>
  lastWords(ticket: number): Promise<CurrentEntry | undefined>
  /** The last ten things that were said or noted since then, and those that the desk itself said in this room. */
  saidLately(room: Room, since: Date): Promise<readonly SaidLately[]>
  /** By ticket, what was last said and noted in plain words, the newest first; what was deleted is not among it. */
  latestTexts(tickets: readonly number[]): Promise<Map<number, string[]>>
  /** The number of the ticket's next reply to the customer, from 1. */
  nextReply(ticket: number): Promise<number>
  /** The replies to the customer that stand, the latest first. */
  replies(ticket: number, limit: number): Promise<CurrentEntry[]>
  replyOf(ticket: number, reply: number): Promise<CurrentEntry | undefined>
  /** True when a note of this ticket went to the customer as a reply that stands. */
  isSent(ticket: number, note: string): Promise<boolean>
  /** Time that agents wrote down for it, in ms. */
  spentOn(ticket: number): Promise<number>
  /** The edit that stands. */
  lastEdit(entry: string): Promise<string | undefined>
  /** Time of an agent's first answer that was not taken back. */
  firstReply(ticket: number, requester: string): Promise<Date | undefined>
  /** The rooms in which reactions with this emoji stand on an entry, after what was added and taken away. */
  reactedIn(entry: string, emoji: string): Promise<(string | null)[]>
  /** Reactions that stand on an entry and were given in this room. */
  reactionsIn(entry: string, room: string | null): Promise<{ readonly author: string; readonly emoji: string }[]>
}

/** Changes in the order in which people made them, whatever the order in which they came. */
const lastFirst = `x.data->>'sent' collate "C" desc nulls last, x.seq desc`
/** A network whose deletions can be undone tells of it by an edit that is later. */
/** Of an entry `e`, in SQL. */
export const isTakenAway = `exists (select 1 from entries x where x."of" = e.id and x.kind = 'delete' and not exists (
  select 1 from entries y where y."of" = e.id and y.kind = 'edit' and y.seq > x.seq and y.data->>'sent' > x.data->>'sent' collate "C"))`
const standingColumns = `e.id, e.ticket, e.kind, e.audience, e.author, e."of", e.data, e.at, e.copy_of as "copyOf", e.text as original,
  coalesce((select x.text from entries x where x."of" = e.id and x.kind = 'edit' order by ${lastFirst} limit 1), e.text) as text,
  exists (select 1 from entries x where x."of" = e.id and x.kind = 'edit') as "isEdited",
  ${isTakenAway} as "isDeleted"`

const lastWordsOf = loadsRows<number, CurrentEntry>({
  tables: ['entries'],
  sees: 30,
  read: async (unit, tickets) =>
    unit.rows(
      prepared(`select l.* from unnest(${genericPlan('$1', 'bigint[]')}) as given(ticket) cross join lateral (
         select ${standingColumns} from entries e
         where e.ticket = given.ticket and e.kind = 'message' and not ${isTakenAway}
         order by e.seq desc limit 1) l`),
      [tickets],
    ),
  keyOf: ({ ticket }) => ticket,
})

/** True for an entry of this transaction: nobody else knows of it yet. */
export const isNewEntry = (unit: Unit, entry: string) => unit.added(newEntries).some(({ id }) => id === entry)

interface Lately {
  readonly room: Room
  readonly since: Date
}
/** Loader of the latest entries of a room; primed, they may begin earlier. */
export const wordsOfLate = loadsEach<Lately, readonly SaidLately[]>({
  tables: ['entries'],
  nameOf: ({ room }) => room.id,
  read: async (unit, { room: { ticket, id }, since }) =>
    unit.rows<SaidLately>(
      prepared(`(select e.author, e.text, e.at, e.kind = 'note' and exists (
            select 1 from posts p where p.entry = e.id and p.room = $3 and p.key is null) as "isNoteHere"
          from entries e where e.ticket = $1 and e.at > $2 and e.kind in ('message', 'note') order by e.seq desc limit 10)
        union all
        (select null, o.content -> 'say' -> 'text', o.created_at, false from outbox o
          where o.ticket = $1 and o.created_at > $2 and o.kind = 'say' and o.entry is null and o.address ->> 'room' = $3::text
          order by o.id desc limit 10)`),
      [ticket, since, id],
    ),
})

export const entryRows = (unit: Unit, { sayer, touch }: Pick<Tx, 'sayer' | 'touch'>): EntryRows => ({
  add: (entry) => {
    touch(entry.ticket)
    const saidAs = sayer?.saidAs != null && entry.author === sayer.id ? { saidAs: sayer.saidAs } : {}
    const whole: Entry = {
      of: null,
      text: null,
      data: null,
      ...saidAs,
      ...entry,
      id: entry.id ?? newId(),
      at: unit.now,
    }
    unit.add(newEntries, whole)
    return whole
  },
  get: async (id) => unit.findOne(entrySchema, { id }),
  ticketOf: async (id) =>
    unit.value<number | undefined>(prepared('select ticket from entries where id = $1 for share'), [id]),
  standing: async (id) =>
    unit.first<CurrentEntry>(prepared(`select ${standingColumns} from entries e where e.id = $1`), [id]),
  saidLately: async (room, since) => (await unit.load(wordsOfLate, { room, since })).filter(({ at }) => at > since),
  story: async (ticket, limit) => {
    const rows = await unit.rows<CurrentEntry>(
      prepared(`select ${standingColumns} from entries e
       where e.ticket = $1 and e.kind in ('message', 'note', 'change') order by e.seq desc limit $2`),
      [ticket, limit],
    )
    return rows.reverse()
  },
  isSent: async (ticket, note) =>
    (
      await unit.rows(
        `select 1 from entries e where e.ticket = $1 and e.kind = 'message' and e.data->>'note' = $2 and not ${isTakenAway} limit 1`,
        [ticket, note],
      )
    ).length > 0,
  storyFor: async (people, ticket, limit) => {
    const rows = await unit.rows<CurrentEntry>(
      prepared(`select ${standingColumns} from entries e
       where e.kind = 'message' and ${isInConversation('e', '$2')} and ${isReadBy('e', '$1')} and not (${isTakenAway} or ${isHeld('e', '$4')})
       order by e.seq desc limit $3`),
      [people, ticket, limit, unit.now],
    )
    return rows.reverse()
  },
  readBy: async (people, entries) =>
    new Set(
      await unit.column<string>(
        prepared(`select e.id from entries e where e.id = any($2::uuid[]) and ${isReadBy('e', '$1')}`),
        [people, entries],
      ),
    ),
  history: async (ticket, limit, after) =>
    unit.rows<Revision>(
      prepared(`select e.id, e.ticket, e.kind, e.audience, e.author, e."of", e.text, e.data, e.at, coalesce(
         (select x.text from entries x where x."of" = e."of" and x.kind = 'edit' and x.seq < e.seq order by x.seq desc limit 1),
         (select o.text from entries o where o.id = e."of")) as before
       from entries e where e.ticket = $1 and e.kind in ('change', 'edit', 'delete') order by e.seq desc limit $2 offset $3`),
      [ticket, limit, after],
    ),
  historyLength: async (ticket) =>
    Number(
      await unit.value<number>(
        prepared(`select count(*) as count from entries where ticket = $1 and kind in ('change', 'edit', 'delete')`),
        [ticket],
      ),
    ),
  since: async (ticket, seq) =>
    (
      await unit.rows<CurrentEntry & { seq: number }>(
        prepared(`select ${standingColumns}, e.seq from entries e
         where e.ticket = $1 and e.seq > $2 and e.kind in ('message', 'note', 'change') order by e.seq desc limit 50`),
        [ticket, seq],
      )
    ).reverse(),
  lastWords: async (ticket) => (await unit.load(lastWordsOf, ticket))[0],
  nextReply: async (ticket) =>
    unit.value<number>(
      prepared(
        `select coalesce(max((data->>'reply')::int), 0) + 1 as next from entries where ticket = ${genericPlan('$1', 'bigint')} and kind = 'message'`,
      ),
      [ticket],
    ),
  replies: async (ticket, limit) =>
    unit.rows<CurrentEntry>(
      prepared(`select ${standingColumns} from entries e
       where e.ticket = $1 and e.kind = 'message' and e.data ? 'reply' and not ${isTakenAway} order by e.seq desc limit $2`),
      [ticket, limit],
    ),
  replyOf: async (ticket, reply) =>
    unit.first<CurrentEntry>(
      prepared(`select ${standingColumns} from entries e
         where e.ticket = $1 and e.kind = 'message' and e.data @> jsonb_build_object('reply', $2::int) and not ${isTakenAway}`),
      [ticket, Number.isSafeInteger(reply) && reply < 2 ** 31 ? reply : 0],
    ),
  spentOn: async (ticket) =>
    Number(
      await unit.value<string>(
        prepared(
          `select coalesce(sum((data->>'spent')::bigint), 0) as ms from entries where ticket = ${genericPlan('$1', 'bigint')} and kind in ('message', 'note')`,
        ),
        [ticket],
      ),
    ),
  latestTexts: async (tickets) => {
    const rows = await unit.rows<{ ticket: number; said: string }>(
      prepared(`select l.ticket, l.said from unnest($1::bigint[]) n cross join lateral (
         select e.ticket, e.seq, left(plain_words(e.text), 2000) as said from entries e
         where e.ticket = n and e.kind in ('message', 'note', 'edit') and not ${isTakenAway}
         order by e.seq desc limit 20) l
       where l.said is not null order by l.ticket, l.seq desc`),
      [tickets],
    )
    const texts = new Map<number, string[]>()
    for (const { ticket, said } of rows) texts.set(ticket, [...(texts.get(ticket) ?? []), said])
    return texts
  },
  lastEdit: async (entry) =>
    unit.value<string | undefined>(
      prepared(`select x.id from entries x where x."of" = $1 and x.kind = 'edit' order by ${lastFirst} limit 1`),
      [entry],
    ),
  firstReply: async (ticket, requester) =>
    (await unit.value<Date | null | undefined>(
      prepared(`select min(e.at) as at from entries e join people p on p.desk = e.desk and p.id = e.author
         where e.ticket = $1 and e.kind = 'message' and e.audience = 'customer' and e.author <> $2 and p.role <> 'customer' and not ${isTakenAway}`),
      [ticket, requester],
    )) ?? undefined,
  reactedIn: async (entry, emoji) =>
    unit.column<string | null>(
      prepared(`select distinct room from (
           select distinct on (x.author, x.data->>'room') x.data->>'room' as room, (x.data->>'added')::boolean as added from entries x
           where x."of" = $1 and x.kind = 'reaction' and x.data->>'emoji' = $2 order by x.author, x.data->>'room', ${lastFirst}
         ) latest where added`),
      [entry, emoji],
    ),
  reactionsIn: async (entry, room) =>
    unit.rows<{ author: string; emoji: string }>(
      prepared(`select author, emoji from (
         select distinct on (x.author, x.data->>'emoji') x.author, x.data->>'emoji' as emoji, (x.data->>'added')::boolean as added
         from entries x where x."of" = $1 and x.kind = 'reaction' and x.author is not null and x.data->>'room' is not distinct from $2
         order by x.author, x.data->>'emoji', ${lastFirst}
       ) latest where added`),
      [entry, room],
    ),
})

declare module '../core/tx' {
  interface RowSets {
    readonly entries: EntryRows
  }
}
