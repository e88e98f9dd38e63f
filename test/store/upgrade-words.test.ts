import { setTimeout as pause } from 'node:timers/promises'
import { migrations } from '../../migrations'
import { openDataSource } from '../../src/store/data-source'
import { migrate } from '../../src/store/migrate'
import { startDesk } from '../support/desk'
import { fakeNetwork } from '../support/fake-network'
import { keptLog } from '../support/kept-log'
import { freshDatabase } from '../support/postgres'
import { Client } from 'pg'

const desk = '00000000-0000-7000-8000-00000000000a'
const before = migrations.findIndex(({ name }) => name === '0042-whole-words')

/** Two desks' tickets as the release before kept them. */
const old = `
insert into desks (desk, name, created_at) values ($1, 'Old', now());
`

test('a desk of the release before: its words, tags and names are found as those of today', async () => {
  const database = await freshDatabase('empty')
  const open = async (upTo: number) => {
    const dataSource = await openDataSource({ url: database.url, pool: 1, entities: [], log: keptLog() })
    await migrate({ dataSource, migrations: migrations.slice(0, upTo), log: keptLog() })
    await dataSource.destroy()
  }
  await open(before)
  const client = new Client({ connectionString: database.superUrl })
  await client.connect()
  const run = async (sql: string, values: unknown[] = []) => client.query(sql, values)
  await run(old, [desk])
  await run(`insert into numbers (desk, next) values ($1, 1000)`, [desk])
  await run(`insert into people (desk, id, name, created_at) values ($1, $1, 'Klaus Weiß', now())`, [desk])
  await run(`insert into queues (desk, id, name) values ($1, $1, 'Support')`, [desk])
  await run(
    `insert into tickets (desk, number, subject, status, queue, requester, created_at, updated_at)
     select $1, n, 'Old ' || n, 'new', $1, $1, now(), now() from generate_series(1, 250) n`,
    [desk],
  )
  await run(
    `insert into entries (desk, id, ticket, kind, audience, text, at)
     select $1, gen_random_uuid(), n, 'message', 'customer', jsonb_build_array(jsonb_build_object('kind', 'paragraph', 'inlines',
       jsonb_build_array(jsonb_build_object('kind', 'text', 'text', 'garcia' || n || '@example.com en la Straße')))), now() from generate_series(1, 250) n`,
    [desk],
  )
  await run(
    `insert into ticket_tags (desk, ticket, tag) values ($1, 1, 'Facturación'), ($1, 1, 'facturacion'), ($1, 2, 'facturacion'), ($1, 3, 'straße')`,
    [desk],
  )
  await open(migrations.length)

  const found = async (sql: string, values: unknown[] = []) =>
    (await run(sql, values)).rows.map((row) => Object.values(row)[0])
  expect(await found(`select called from people`)).toEqual(['klaus weiss'])
  expect((await run('select ticket::int, tag from ticket_tags order by ticket')).rows).toEqual([
    { ticket: 1, tag: 'Facturación' },
    { ticket: 2, tag: 'Facturación' },
    { ticket: 3, tag: 'straße' },
  ])
  // Read anew in the background.
  const network = fakeNetwork('chat')
  const upgraded = await startDesk([network.platform], { database })
  try {
    for (let turn = 0; turn < 20; turn++) {
      await upgraded.program.tick()
      if ((await found(`select count(*)::int from due where what = 'words'`))[0] === 0) break
      await pause(50)
    }
    const count = async (word: string) =>
      (await found(`select count(*)::int from ticket_words where desk = $1 and words @@ query_of($2)`, [desk, word]))[0]
    expect(await count('example.com')).toBe(250)
    expect(await count('garcia7')).toBe(1)
    expect(await count('strasse')).toBe(250)
    expect(await found(`select count(*)::int from due where what = 'words'`)).toEqual([0])
    expect(upgraded.log.lines.filter(({ level }) => level === 'error')).toEqual([])
  } finally {
    await upgraded.stop()
    await client.end()
    await database.drop()
  }
}, 60_000)
