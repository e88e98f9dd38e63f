import { EntitySchema, IsNull } from 'typeorm'
import type { Unit } from '../store/transaction'
import { alike, ofDesk } from '../store/columns'

/** Words kept for use again; braces hold what differs from ticket to ticket. */
export interface CannedReply {
  readonly name: string
  /** A person's id; null: everybody's. */
  readonly owner: string | null
  /** As `parseTemplate` reads it. */
  readonly text: string
}

export const cannedReplySchema = new EntitySchema<CannedReply>({
  name: 'canned-reply',
  tableName: 'canned_replies',
  columns: {
    ...ofDesk,
    name: { type: 'text', primary: true },
    owner: { type: 'uuid', nullable: true },
    text: { type: 'text' },
  },
})
export const favouriteSchema = new EntitySchema({
  name: 'favourite',
  tableName: 'favourites',
  columns: {
    ...ofDesk,
    person: { type: 'uuid', primary: true },
    kind: { type: 'text', primary: true },
    name: { type: 'text', primary: true },
    uses: { type: 'int' },
  },
})

export interface CannedRows {
  /** Replies that this person may use: what they use most first, then by name. */
  all(person: string): Promise<CannedReply[]>
  /** Of everybody or of this person; null: everybody's alone. */
  named(name: string, person: string | null): Promise<CannedReply | undefined>
  /** True whoever owns it. */
  isTaken(name: string): Promise<boolean>
  save(reply: CannedReply): Promise<void>
  remove(name: string): Promise<boolean>
  /** One use more by this person: what is used most comes first. */
  used(person: string, kind: 'macro' | 'canned', name: string): Promise<void>
}

export const cannedRows = (unit: Unit): CannedRows => ({
  all: async (person) =>
    unit.rows<CannedReply>(
      `select c.name, c.owner, c.text from canned_replies c
       left join favourites f on f.desk = c.desk and f.person = $1 and f.kind = 'canned' and f.name = c.name
       where c.owner is null or c.owner = $1 order by coalesce(f.uses, 0) desc, c.name`,
      [person],
    ),
  named: async (name, person) => {
    const everybodys = { name: alike(name), owner: IsNull() }
    const [reply] = await unit.find(cannedReplySchema, {
      where: person === null ? everybodys : [{ name: alike(name), owner: person }, everybodys],
    })
    return reply
  },
  isTaken: async (name) => (await unit.find(cannedReplySchema, { where: { name: alike(name) } })).length > 0,
  save: async (reply) => unit.upsert(cannedReplySchema, reply),
  remove: async (name) => (await unit.remove(cannedReplySchema, { name: alike(name) })) > 0,
  used: async (person, kind, name) => {
    await unit.rows(
      `insert into favourites (person, kind, name, uses) values ($1, $2, $3, 1)
       on conflict (desk, person, kind, name) do update set uses = favourites.uses + 1`,
      [person, kind, name],
    )
  },
})

declare module '../core/tx' {
  interface RowSets {
    readonly canned: CannedRows
  }
}
