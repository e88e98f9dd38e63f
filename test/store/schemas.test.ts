import type { DataSource, EntitySchemaColumnOptions } from 'typeorm'
import { tables } from '../../src/slices'
import { openDataSource, type Table } from '../../src/store/data-source'
import { keptLog } from '../support/kept-log'
import { freshDatabase, type TestDatabase } from '../support/postgres'

/** Agenda makes it and reads it by itself. */
const others = ['agenda_jobs']

const catalog = `
  select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type, not a.attnotnull as nullable,
    coalesce(a.attnum = any(i.indkey), false) as "isKey", pg_get_expr(d.adbin, d.adrelid) = 'current_desk()' as "isDesk"
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_index i on i.indrelid = c.oid and i.indisprimary
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1, a.attnum`

interface Line {
  readonly table: string
  readonly column: string
  readonly type: string
  readonly nullable: boolean
  readonly isKey: boolean
  readonly isDesk: boolean | null
}

const lineOf = ({ table, column, type, nullable, isKey }: Omit<Line, 'isDesk'>) =>
  `${table}.${column} ${type}${nullable ? ' or null' : ''}${isKey ? ', key' : ''}`

const kept = ({ table }: { readonly table: string }) => !others.includes(table)

/** Differences between the schemas and the database, line by line. */
const differences = async (dataSource: DataSource) => {
  const inDatabase = (await dataSource.query<Line[]>(catalog)).filter(kept)
  // The tenant's column is a part of nearly every key; it is a key to TypeORM where nothing else is.
  const ofDesk = new Set(inDatabase.filter(({ isDesk }) => isDesk === true).map(({ table }) => table))
  const mapped = dataSource.entityMetadatas.flatMap(({ tableName, columns, primaryColumns }) =>
    columns.map((column) => ({
      table: tableName,
      column: column.databaseName,
      type: `${dataSource.driver.normalizeType(column)}${column.isArray ? '[]' : ''}`,
      nullable: column.isNullable,
      isKey: column.isPrimary || (column.databaseName === 'desk' && ofDesk.has(tableName) && primaryColumns.length > 0),
    })),
  )
  const [wanted, told] = [new Set(inDatabase.map(lineOf)), new Set(mapped.map(lineOf))]
  return {
    missing: [...wanted].filter((line) => !told.has(line)),
    wrong: [...told].filter((line) => !wanted.has(line)),
  }
}

describe('the schemas that TypeORM maps', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await freshDatabase()
  })
  afterAll(() => database.drop())

  const mapping = async (entities: readonly Table[], change?: string) => {
    const dataSource = await openDataSource({ url: database.url, pool: 2, entities, log: keptLog() })
    try {
      if (change !== undefined) await dataSource.query(change)
      return await differences(dataSource)
    } finally {
      await dataSource.destroy()
    }
  }

  test('are one for every table, with every column, its type, whether it may be null, and the key', async () => {
    expect(await mapping(tables)).toEqual({ missing: [], wrong: [] })
  })

  test('never ask for the desk by a condition: row-level security does', () => {
    const named = tables.filter(({ options }) => {
      const { desk } = options.columns as Readonly<Record<string, EntitySchemaColumnOptions>>
      return desk !== undefined && desk.select !== false && desk.primary !== true
    })
    // Directories stand outside of the desks.
    expect(new Set(named.map(({ options }) => options.tableName))).toEqual(new Set(['link_codes', 'workspaces']))
  })

  test('would be found to lack a table, a column and a type (control)', async () => {
    const some = tables.filter(({ options }) => options.tableName !== 'views')
    const { missing, wrong } = await mapping(
      some,
      'create table diary (id uuid primary key); alter table macros add column icon text; alter table teams alter column name drop not null',
    )
    expect(missing).toEqual([
      'diary.id uuid, key',
      'macros.icon text or null',
      'teams.name text or null',
      'views.desk uuid, key',
      'views.name text, key',
      'views.filter text',
      'views.owner uuid or null',
    ])
    expect(wrong).toEqual(['teams.name text'])
  })
})
