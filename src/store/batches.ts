import type { EntitySchema, EntitySchemaColumnOptions, ObjectLiteral } from 'typeorm'
import { named, prepared, type Statement } from './statement'
import type { WriteSet } from './unit-of-work'

interface Column {
  readonly field: string
  readonly name: string
  readonly type: string
  readonly isKey: boolean
}

/** The columns that an entity has; the others (`aside`) are not its. */
const describe = <E extends ObjectLiteral>({ options }: EntitySchema<E>): Column[] =>
  Object.entries<EntitySchemaColumnOptions | undefined>(options.columns).flatMap(([field, column]) =>
    column === undefined || column.select === false
      ? []
      : {
          field,
          name: `"${column.name ?? field}"`,
          type: `${String(column.type)}${column.array === true ? '[]' : ''}`,
          isKey: column.primary === true,
        },
  )

/** The column of a field. */
export const nameOf = <E extends ObjectLiteral>(schema: EntitySchema<E>, field: string): string =>
  describe(schema).find((column) => column.field === field)!.name

/** The columns of an entity under the names of its fields, for a statement by hand. */
export const columnsOf = <E extends ObjectLiteral>(schema: EntitySchema<E>, alias: string): string =>
  describe(schema)
    .map(({ field, name }) => `${alias}.${name} as "${field}"`)
    .join(', ')

const given = (columns: readonly Column[]) =>
  `json_to_recordset($1::json) as r(${columns.map(({ field, type }) => `"${field}" ${type}`).join(', ')})`
const list = (columns: readonly Column[], print: (column: Column) => string) => columns.map(print).join(', ')
const keyOf = (columns: readonly Column[], row: ObjectLiteral) =>
  columns
    .filter(({ isKey }) => isKey)
    .map(({ field }) => String(row[field]))
    .join(' ')

/** Statements whose answers nobody needs: they go out with the rows that were added, at their place in the order. */
export const statements = (
  order: number,
  changes: readonly string[],
): WriteSet<{ readonly sql: Statement; readonly parameters: readonly unknown[] }> => ({
  order,
  changes,
  write: async (unit, all) =>
    void (await Promise.all(all.map(async ({ sql, parameters }) => unit.execute(sql, parameters)))),
})

/** Set that inserts rows of an entity, as they are. */
export const inserts = <E extends ObjectLiteral>(
  schema: EntitySchema<E>,
  order: number,
  conflict: '' | 'on conflict do nothing' = '',
): WriteSet<E> => {
  const columns = describe(schema)
  const sql = named(
    `insert into ${schema.options.tableName} (${list(columns, ({ name }) => name)})
     select ${list(columns, ({ field }) => `r."${field}"`)} from ${given(columns)} ${conflict}`,
  )
  return { order, changes: [], write: async (unit, rows) => void (await unit.execute(sql, [JSON.stringify(rows)])) }
}

/** Set that writes whole rows of an entity, whether they are there or not; of several with one key the last holds. */
export const upserts = <E extends ObjectLiteral>(schema: EntitySchema<E>, order: number): WriteSet<E> => {
  const columns = describe(schema)
  const keys = columns.filter(({ isKey }) => isKey)
  const sql = named(`insert into ${schema.options.tableName} (${list(columns, ({ name }) => name)})
    select ${list(columns, ({ field }) => `r."${field}"`)} from ${given(columns)} order by ${list(keys, ({ field }) => `r."${field}"`)}
    on conflict (desk, ${list(keys, ({ name }) => name)}) do update set ${list(
      columns.filter(({ isKey }) => !isKey),
      ({ name }) => `${name} = excluded.${name}`,
    )}`)
  return {
    order,
    changes: [schema.options.tableName!],
    write: async (unit, rows) => {
      const latest = new Map(rows.map((row) => [keyOf(columns, row), row]))
      await unit.rows(sql, [JSON.stringify([...latest.values()])])
    },
  }
}

/**
 * Set that changes fields of rows by their key: one statement for all that change the same fields. Of several patches
 * to one row the later go over the earlier. `touch` is set to the transaction's time in every row.
 */
export const patches = <E extends ObjectLiteral>(
  schema: EntitySchema<E>,
  order: number,
  touch: keyof E & string,
): WriteSet<Partial<E>> => {
  const columns = describe(schema)
  const keys = columns.filter(({ isKey }) => isKey)
  const touched = columns.find(({ field }) => field === touch)!
  return {
    order,
    changes: [schema.options.tableName!],
    write: async (unit, rows) => {
      const merged = new Map<string, ObjectLiteral>()
      for (const row of rows) merged.set(keyOf(columns, row), { ...merged.get(keyOf(columns, row)), ...row })
      const alike = new Map<string, ObjectLiteral[]>()
      for (const row of merged.values()) {
        const fields = Object.keys(row).filter((field) => row[field] !== undefined)
        alike.set(fields.sort().join(' '), [...(alike.get(fields.join(' ')) ?? []), row])
      }
      const change = async (fields: string, changed: readonly ObjectLiteral[]) => {
        const of = columns.filter(({ field, isKey }) => !isKey && fields.split(' ').includes(field))
        await unit.rows(
          prepared(`with changed as (
             update ${schema.options.tableName} t set ${list([touched], ({ name }) => `${name} = $2`)}${of.map(({ field, name }) => `, ${name} = r."${field}"`).join('')}
             from ${given([...keys, ...of])} where ${keys.map(({ field, name }) => `t.${name} = r."${field}"`).join(' and ')} returning 1)
           select 1 from changed limit 1`),
          [JSON.stringify(changed), unit.now],
        )
      }
      await Promise.all([...alike].map(async ([fields, changed]) => change(fields, changed)))
    },
  }
}
