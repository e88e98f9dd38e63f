import { Raw, type EntitySchemaColumnOptions } from 'typeorm'

type Columns<Name extends string> = Readonly<Record<Name, EntitySchemaColumnOptions>>

/** Columns of a table that its entity does without: the database fills them in, or SQL by hand reads and writes them. */
export const aside = <Name extends string>(columns: Columns<Name>): Columns<Name> =>
  Object.fromEntries(
    Object.entries<EntitySchemaColumnOptions>(columns).map(([name, column]) => [
      name,
      { ...column, select: false, insert: false, update: false },
    ]),
  ) as Columns<Name>

/**
 * The tenant's column, of every table with content: its default takes it from the transaction's setting, and row-level
 * security compares it. No entity has it, and no condition names it.
 */
export const ofDesk = aside({ desk: { type: 'uuid' } })

/** A condition on a column: the same name, accents and case aside. */
export const alike = (name: string) => Raw<string>((column) => `fold(${column}) = fold(:alike)`, { alike: name })
