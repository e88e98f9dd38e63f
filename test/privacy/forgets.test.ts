import { Client } from 'pg'
import type { Forgets } from '../../src/core/forgets'
import { erasureRows } from '../../src/privacy/erasure-rows'
import { exportRows } from '../../src/privacy/export-rows'
import { ticketErasureRows } from '../../src/privacy/ticket-erasure-rows'
import { forgets } from '../../src/slices'
import type { Unit } from '../../src/store/transaction'
import { wordlessTables } from '../support/canaries'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork } from '../support/fake-network'
import { freshDatabase, type TestDatabase } from '../support/postgres'

/** Columns without anybody's words in tables that hold words elsewhere, and why. */
const wordlessColumns: Readonly<Record<string, string>> = {
  'documents.type': 'what kind of file it is',
  'early.event': 'an id',
  'early.platform': 'a network',
  'early.post': 'an id',
  'files.lost': 'why its bytes could not be had, in words of ours',
  'files.type': 'what kind of file it is',
  'identities.platform': 'a network',
  'inbox.event': 'an id',
  'inbox.platform': 'a network',
  'inbox.why': 'the key of a sentence of ours',
  'memory.platform': 'a network',
  'memory.scope': 'a part of an adapter',
  'memory.sealed': 'an adapter’s secrets',
  'notices.key': 'ids',
  'outbox.fault': 'what a network said of a failure',
  'outbox.key': 'ids',
  'outbox.platform': 'a network',
  'outbox.post': 'an id',
  'outbox.waits_for': 'an id',
  'rooms.platform': 'a network',
  'slots.about': 'an id',
  'slots.kind': 'what kind of post it is',
  'slots.platform': 'a network',
  'slots.post': 'an id',
  'ticket_fields.choice': 'a word that admins set',
  'ticket_fields.field': 'a name that admins set',
  'tickets.own_status': 'a name that admins set',
  'waiting.platform': 'a network',
  'waiting.post': 'an id',
  'webhooks.fault': 'what another program said of a failure',
  'webhooks.rule': 'a name that admins set',
  'webhooks.url': 'an address that admins set',
}

interface Column {
  readonly table: string
  readonly name: string
}
/** Columns that can hold words: of a type that can, and not held by a check to a few of ours. */
const wordColumns = async (client: Client): Promise<readonly Column[]> =>
  (
    await client.query<Column>(
      `select c.relname as table, a.attname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
         and a.atttypid::regtype::text ~ '^(text|character varying|character|citext|xml|jsonb?|bytea|tsvector|hstore)(\\[\\])?$'
         and not exists (select 1 from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]
           and pg_get_constraintdef(k.oid) ~ 'ANY \\(\\(?ARRAY\\[')
       order by 1, 2`,
    )
  ).rows

/** Columns that nobody forgets, and that are not listed as holding nobody's words. */
const forgottenByNobody = (columns: readonly Column[], all: readonly Forgets[]): readonly string[] => {
  const forgotten = new Set(all.flatMap(({ words }) => namesIn(words)))
  return columns
    .filter(({ table }) => !Object.hasOwn(wordlessTables, table))
    .map(({ table, name }) => `${table}.${name}`)
    .filter((column) => !forgotten.has(column) && !Object.hasOwn(wordlessColumns, column))
}
const namesIn = (words: Forgets['words']) =>
  Object.entries(words).flatMap(([table, columns]) => columns.map((column) => `${table}.${column}`))

describe('what the desk keeps of people', () => {
  let database: TestDatabase
  let client: Client
  beforeAll(async () => {
    database = await freshDatabase()
    client = new Client({ connectionString: database.url })
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await database.drop()
  })

  test('each word of it is forgotten by its slice, or listed as nobody’s', async () => {
    // A new one: its slice says in `forgets` how it goes, or it is listed here with the reason why it holds nobody's words.
    expect(forgottenByNobody(await wordColumns(client), forgets)).toEqual([])
  })

  test('a diary that nobody forgets would be noticed, and so would one more line in what is forgotten (control)', async () => {
    await client.query('begin')
    await client.query('create table diary (day date, words text, mood text[])')
    await client.query('alter table reminders add column afterthought jsonb')
    const columns = await wordColumns(client)
    await client.query('rollback')
    expect(forgottenByNobody(columns, forgets)).toEqual(['diary.mood', 'diary.words', 'reminders.afterthought'])
    const diary: Forgets = { words: { diary: ['words', 'mood'], reminders: ['afterthought'] } }
    expect(forgottenByNobody(columns, [...forgets, diary])).toEqual([])
  })

  test('what is forgotten is there, is listed once, and goes somehow', async () => {
    const there = new Set((await wordColumns(client)).map(({ table, name }) => `${table}.${name}`))
    const forgotten = forgets.flatMap(({ words }) => namesIn(words))
    expect(forgotten.filter((column) => !there.has(column))).toEqual([])
    expect(forgotten.filter((column, index) => forgotten.indexOf(column) !== index)).toEqual([])
    expect(forgotten.filter((column) => Object.hasOwn(wordlessColumns, column))).toEqual([])
    expect(Object.keys(wordlessColumns).filter((column) => !there.has(column))).toEqual([])
    // `erase-customer.test.ts` looks into every other table before and after a customer is erased.
    const tables = forgets.flatMap(({ words }) => Object.keys(words))
    expect(tables.filter((table) => Object.hasOwn(wordlessTables, table))).toEqual([])
    for (const { words, person, ticket, ticketWords, accounts } of forgets)
      if (Object.keys(words).length > 0)
        expect({ words, ways: [person, ticket, ticketWords, accounts].filter(Boolean).length > 0 }).toEqual({
          words,
          ways: true,
        })
  })

  test('no two parts of a customer’s file have one name', () => {
    const parts = forgets.flatMap((part) => Object.keys(part.exports ?? {}))
    expect(new Set(parts).size).toBe(parts.length)
  })
})

/** A slice as somebody may add one. */
const diary: Forgets = {
  words: { diary: ['words'] },
  accounts: async (unit, { users }) => {
    await unit.execute('delete from diary where "user" = any($1)', [users.map(({ user }) => user)])
  },
  person: async (unit, { people }) => {
    await unit.execute('delete from diary where person = any($1::uuid[])', [people])
  },
  ticket: async (unit, { number, subject }) => {
    await unit.execute('update diary set words = $2 where ticket = $1', [number, subject])
  },
  ticketWords: async (unit, { number, authors }) => {
    // Found by the story, which is still there.
    await unit.execute(
      `update diary d set words = null where d.ticket = $1 and exists (
         select 1 from entries e where e.ticket = d.ticket and e.author = any($2::uuid[]) and e.text is not null)`,
      [number, authors],
    )
  },
  exports: { diary: 'select words from diary where person = any($1::uuid[]) order by words' },
}

describe('a slice that is added', () => {
  let desk: TestDesk
  let ana: string
  let ada: string
  beforeAll(async () => {
    const network = fakeNetwork('chat')
    desk = await startDesk([network.platform])
    const people = await openFor(network)
    await people.ana.says('The printer is on fire', 'help')
    await desk.settle()
    const [ids] = await desk.rows<{ ana: string; ada: string }>(
      `select t.requester as ana, p.id as ada from tickets t, people p where p.role = 'admin'`,
    )
    ;({ ana, ada } = ids!)
    await desk.rows('create table diary (person uuid, "user" text, ticket bigint, words text)')
    await desk.rows('grant all on diary to public')
    await desk.rows(`insert into diary values ('${ana}', null, null, 'theirs'), (null, 'ana', null, 'under their name'),
      (null, null, 1, 'of the ticket'), ('${ada}', 'ada', 2, 'of somebody else')`)
  })
  afterAll(async () => desk.stop())
  const all = [...forgets, diary]
  const within = async <T>(work: (unit: Unit) => Promise<T>) => {
    const { store, deskId } = desk.program
    return store.transaction(deskId, work)
  }
  const kept = async () =>
    (await desk.rows<{ words: string | null }>('select words from diary order by 1')).map(({ words }) => words)

  test('has a part of its own in the file that a customer gets', async () => {
    const told = await within(async (unit) => exportRows(unit, all).of([ana]))
    expect(told['diary']).toEqual([{ words: 'theirs' }])
    expect(told['tickets']).toHaveLength(1)
  })

  test('forgets what some said in a ticket before the story forgets who said it, and then the ticket', async () => {
    await within(async (unit) => ticketErasureRows(unit, all).blankWords(1, [ana], '(erased)'))
    expect(await kept()).toEqual(['of somebody else', 'theirs', 'under their name', null])
    await within(async (unit) => ticketErasureRows(unit, all).blank(1, '(erased)'))
    expect(await kept()).toEqual(['(erased)', 'of somebody else', 'theirs', 'under their name'])
  })

  test('forgets a person, and what it keeps under their name on a network', async () => {
    const erasure = { person: ana, by: ada, people: [ana], name: '(erased)' }
    await within(async (unit) => erasureRows(unit, all).begin(erasure))
    expect(await kept()).toEqual(['(erased)', 'of somebody else'])
  })
})
