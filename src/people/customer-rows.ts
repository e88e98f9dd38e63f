import { EntitySchema } from 'typeorm'
import type { RichText } from '../platform'
import { newId } from '../store/id'
import type { Unit } from '../store/transaction'
import { ofDesk } from '../store/columns'

/** Note of an agent about a customer. */
export interface CustomerNote {
  readonly id: string
  readonly author: string | null
  readonly text: RichText
  readonly at: Date
}
export interface Join {
  readonly id: string
  readonly kept: string
  readonly gone: string
  readonly at: Date
}
interface Moved {
  readonly identities: readonly { readonly platform: string; readonly user: string }[]
  readonly tickets: readonly number[]
  readonly notes: readonly string[]
  readonly rooms: readonly string[]
}

export const customerNoteSchema = new EntitySchema({
  name: 'customer-note',
  tableName: 'customer_notes',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    person: { type: 'uuid' },
    author: { type: 'uuid', nullable: true },
    text: { type: 'jsonb' },
    at: { type: 'timestamptz' },
  },
})
export const identityCodeSchema = new EntitySchema({
  name: 'identity-code',
  tableName: 'identity_codes',
  columns: {
    ...ofDesk,
    hash: { type: 'text', primary: true },
    person: { type: 'uuid' },
    expiresAt: { name: 'expires_at', type: 'timestamptz' },
  },
})
export const identityTrySchema = new EntitySchema({
  name: 'identity-try',
  tableName: 'identity_tries',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    person: { type: 'uuid' },
    at: { type: 'timestamptz' },
  },
})
export const joinSchema = new EntitySchema({
  name: 'join',
  tableName: 'joins',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    kept: { type: 'uuid' },
    gone: { type: 'uuid' },
    by: { type: 'uuid', nullable: true },
    at: { type: 'timestamptz' },
    undoneAt: { name: 'undone_at', type: 'timestamptz', nullable: true },
    moved: { type: 'jsonb' },
  },
})

export interface CustomerRows {
  note(person: string, author: string, text: RichText): Promise<void>
  /** The newest first. */
  notes(person: string, limit: number): Promise<CustomerNote[]>
  /** One code at a time: an earlier one no longer counts. */
  addCode(hash: string, person: string, expiresAt: Date): Promise<void>
  /** Owner of the code, which is used up. Undefined when it is wrong or too old. */
  takeCode(hash: string): Promise<string | undefined>
  /** Counts a wrong code. */
  addTry(person: string): Promise<void>
  triesSince(person: string, since: Date): Promise<number>
  /** The identities, tickets, notes and copies of `gone` are `kept`'s from now on. Answers the join's id. */
  join(kept: string, gone: string, by: string | null): Promise<string>
  /** Gives back what a join moved, and what was said since by the identities of `gone`; undefined when that was done already. */
  undo(id: string): Promise<Join | undefined>
  /** Joins that stand, the newest first. */
  joinsOf(kept: string): Promise<Join[]>
}

const noted = `update people p set noted = exists (select 1 from customer_notes n where n.desk = p.desk and n.person = p.id) where p.id = any($1::uuid[])`

/** Moves rows from one person to another and tells which. */
const moves = (table: string, column: string, telling: string) =>
  `update ${table} set ${column} = $1 where ${column} = $2 returning ${telling}`

/** As whom those speak whose identities a join moved. */
const originsOf = async (unit: Unit, kept: string, { identities }: Moved): Promise<string[]> =>
  unit.column<string>(
    `select distinct i.origin from identities i join jsonb_to_recordset($2::jsonb) as m(platform text, "user" text)
         on i.platform = m.platform and i."user" = m."user" where i.person = $1 and i.origin is not null`,
    [kept, JSON.stringify(identities)],
  )

/** Gives back what was said as one of these, $3, while they were one: copies too, the tickets that begin with it, and their rooms. */
const givesBack = [
  `update tickets t set requester = $1 where requester = $2 and (select e.said_as from entries e
     where e.ticket = t.number and e.kind = 'message' order by e.seq limit 1) = any($3::uuid[])
     and t.number in (select e.ticket from entries e where e.said_as = any($3::uuid[]))`,
  `update rooms r set reader = $1 where reader = $2 and (select e.said_as from posts p join entries e on e.desk = p.desk and e.id = p.entry
     where p.room = r.id and p.key is null order by e.seq limit 1) = any($3::uuid[])`,
  `update openings set requester = case when requester = $2 then $1 else requester end, by = case when by = $2 then $1 else by end
     where said_as = any($3::uuid[]) and (requester = $2 or by = $2)`,
  `update entries e set author = $1 where author = $2 and copy_of in (select o.id from entries o where o.said_as = any($3::uuid[]))`,
  'update entries set author = $1 where author = $2 and said_as = any($3::uuid[])',
]

export const customerRows = (unit: Unit): CustomerRows => ({
  note: async (person, author, text) => {
    await unit.rows(
      `with added as (insert into customer_notes (id, person, author, text, at) values ($1, $2, $3, $4, $5) returning person)
       update people p set noted = true from added a where p.id = a.person`,
      [newId(), person, author, JSON.stringify(text), unit.now],
    )
  },
  notes: async (person, limit) =>
    unit.rows<CustomerNote>(
      'select id, author, text, at from customer_notes where person = $1 order by at desc, id desc limit $2',
      [person, limit],
    ),
  addCode: async (hash, person, expiresAt) => {
    await unit.execute('delete from identity_codes where person = $1 or expires_at < $2', [person, unit.now])
    await unit.execute('insert into identity_codes (hash, person, expires_at) values ($1, $2, $3)', [
      hash,
      person,
      expiresAt,
    ])
  },
  takeCode: async (hash) =>
    unit.value<string | undefined>(
      `with taken as (delete from identity_codes where hash = $1 returning person, expires_at)
         select person from taken where expires_at > $2`,
      [hash, unit.now],
    ),
  addTry: async (person) => {
    await unit.execute('insert into identity_tries (id, person, at) values ($1, $2, $3)', [newId(), person, unit.now])
  },
  triesSince: async (person, since) => {
    await unit.execute('delete from identity_tries where person = $1 and at < $2', [person, since])
    return unit.value<number>('select count(*)::int as count from identity_tries where person = $1', [person])
  },
  join: async (kept, gone, by) => {
    const id = newId()
    const both = [kept, gone]
    const identities = await unit.rows<Moved['identities'][number]>(
      `with moved as (update identities set person = $1, origin = coalesce(origin, $2) where person = $2 returning platform, "user") select * from moved`,
      both,
    )
    const tickets = await unit.column<number>(
      `with moved as (${moves('tickets', 'requester', 'number')}) select number from moved order by number`,
      both,
    )
    const notes = await unit.column<string>(
      `with moved as (${moves('customer_notes', 'person', 'id')}) select id from moved`,
      both,
    )
    const rooms = await unit.column<string>(
      `with moved as (${moves('rooms', 'copy_for', 'id')}) select id from moved`,
      both,
    )
    const moved: Moved = { identities, tickets, notes, rooms }
    await unit.execute('update people set joined_to = $2 where id = $1', [gone, kept])
    await unit.execute(noted, [both])
    await unit.execute('insert into joins (id, kept, gone, by, at, moved) values ($1, $2, $3, $4, $5, $6)', [
      id,
      kept,
      gone,
      by,
      unit.now,
      JSON.stringify(moved),
    ])
    return id
  },
  undo: async (id) => {
    const join = await unit.first<Join & { moved: Moved }>(
      `with undone as (update joins set undone_at = $2 where id = $1 and undone_at is null returning id, kept, gone, at, moved)
       select * from undone`,
      [id, unit.now],
    )
    if (join === undefined) return undefined
    const { kept, gone, moved } = join
    const parted = [gone, kept, await originsOf(unit, kept, moved)]
    await unit.execute(
      `update identities i set person = $1, origin = nullif(origin, $1) from jsonb_to_recordset($3::jsonb) as m(platform text, "user" text)
       where i.person = $2 and i.platform = m.platform and i."user" = m."user"`,
      [gone, kept, JSON.stringify(moved.identities)],
    )
    await unit.execute('update tickets set requester = $1 where requester = $2 and number = any($3::bigint[])', [
      gone,
      kept,
      moved.tickets,
    ])
    await unit.execute('update customer_notes set person = $1 where person = $2 and id = any($3::uuid[])', [
      gone,
      kept,
      moved.notes,
    ])
    await unit.execute('update rooms set copy_for = $1 where copy_for = $2 and id = any($3::uuid[])', [
      gone,
      kept,
      moved.rooms,
    ])
    for (const statement of givesBack) await unit.execute(statement, parted)
    await unit.execute('update people set joined_to = null where id = $1', [gone])
    await unit.execute(noted, [[kept, gone]])
    return join
  },
  joinsOf: async (kept) =>
    unit.rows<Join>(
      'select id, kept, gone, at from joins where kept = $1 and undone_at is null order by at desc, id desc limit 10',
      [kept],
    ),
})

declare module '../core/tx' {
  interface RowSets {
    readonly customers: CustomerRows
  }
}
