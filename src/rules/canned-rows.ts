import type { Unit } from '../store/transaction'

/** Words kept for use again; braces hold what differs from ticket to ticket. */
export interface CannedReply {
  readonly name: string
  /** A person's id; null: everybody's. */
  readonly owner: string | null
  /** As `parseTemplate` reads it. */
  readonly text: string
}

export interface CannedRows {
  /** Those that this person may use: what they use most first, then by name. */
  all(person: string): Promise<CannedReply[]>
  /** Of everybody or of this person; null: everybody's alone. */
  named(name: string, person: string | null): Promise<CannedReply | undefined>
  /** Whoever's it is. */
  isTaken(name: string): Promise<boolean>
  save(reply: CannedReply): Promise<void>
  remove(name: string): Promise<boolean>
  /** One use more by this person: what is used most comes first. */
  used(person: string, kind: 'macro' | 'canned', name: string): Promise<void>
}

export const cannedRows = (unit: Unit): CannedRows => ({
  all: async (person) =>
    unit.query<CannedReply>(
      `select c.name, c.owner, c.text from canned_replies c
       left join favourites f on f.desk = c.desk and f.person = $1 and f.kind = 'canned' and f.name = c.name
       where c.owner is null or c.owner = $1 order by coalesce(f.uses, 0) desc, c.name`,
      [person],
    ),
  named: async (name, person) =>
    (
      await unit.query<CannedReply>(
        'select name, owner, text from canned_replies where fold(name) = fold($1) and (owner is null or owner = $2)',
        [name, person],
      )
    )[0],
  isTaken: async (name) =>
    (await unit.query('select 1 from canned_replies where fold(name) = fold($1)', [name])).length > 0,
  save: async ({ name, owner, text }) => {
    await unit.query(
      `insert into canned_replies (name, owner, text) values ($1, $2, $3)
       on conflict (desk, name) do update set owner = excluded.owner, text = excluded.text`,
      [name, owner, text],
    )
  },
  remove: async (name) => (await unit.execute('delete from canned_replies where fold(name) = fold($1)', [name])) > 0,
  used: async (person, kind, name) => {
    await unit.query(
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
