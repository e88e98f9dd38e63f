import { verifyTrail } from '../../src/audit/audit-rows'
import { openMasterKeys } from '../../src/store/master-keys'
import { createVault } from '../../src/store/vault'
import { called, canary, confide, customersOf, erase, tablesWithCanaries, wordlessTables } from '../support/canaries'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'
import { unzip } from '../support/unzip'
import { keptLog } from '../support/kept-log'

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64')

describe('a customer who wants to be forgotten', () => {
  let network: FakeNetwork
  let second: FakeNetwork
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>
  let held: ReadonlyMap<string, string>
  let figures: unknown
  beforeAll(async () => {
    network = fakeNetwork('chat')
    second = fakeNetwork('mail')
    desk = await startDesk([network.platform, second.platform], { env: { MASTER_KEY } })
    people = await openFor(network)
    await confide(desk, network, second, people)
    held = await tablesWithCanaries(desk)
    figures = await countAll()
  })
  afterAll(async () => desk.stop())
  const countAll = async () =>
    desk.rows(`select (select count(*) from tickets) as tickets, (select array_agg(number order by number) from tickets) as numbers,
      (select count(*) from entries where kind = 'message') as messages, (select count(*) from audit where operation <> 'customer-data') as acts`)
  const { ana } = { ana: `${canary}annabel` }

  test('every table either held words of theirs, or is known to hold nobody’s', async () => {
    const tables = await desk.rows<{ name: string }>(
      `select distinct c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
         and a.atttypid::regtype::text in ('text', 'text[]', 'jsonb', 'json', 'bytea', 'tsvector', 'character varying') order by 1`,
    )
    const unlisted = tables.map(({ name }) => name).filter((name) => !held.has(name) && !(name in wordlessTables))
    // A new one: let `confide` put a canary into it and `forgets` of its slice take it out, or say why it holds no words.
    expect(unlisted).toEqual([])
    expect(Object.keys(wordlessTables).filter((name) => held.has(name))).toEqual([])
  })

  test('gets all that is kept of them as a file, which only the admin who asked is sent', async () => {
    const [{ bytes } = { bytes: Buffer.alloc(0) }] = await desk.rows<{ bytes: Buffer }>('select bytes from documents')
    const files = unzip(bytes)
    expect([...files.keys()]).toEqual(['customer.json', `files/1-${canary}.txt`, `files/2-${canary}2.txt`])
    expect(files.get(`files/1-${canary}.txt`)!.toString()).toBe(`${canary} in a file`)
    const told = JSON.parse(files.get('customer.json')!.toString()) as Record<string, readonly object[]>
    expect(told['people']).toHaveLength(2)
    expect(told['tickets']).toHaveLength(3)
    for (const words of ['still on fire', 'printer is on fire', 'has exactly that', 'writes privately', 'sounds upset'])
      expect(JSON.stringify(told['story'])).toContain(words)
    expect(JSON.stringify(told['notes'])).toContain('is important')
    expect(JSON.stringify(told)).not.toContain('My own trouble')
    const holders = [...network.posts.values()].filter(({ content }) =>
      content.files?.some(({ name }) => name.endsWith('.zip')),
    )
    expect(holders.map(({ place }) => place)).toEqual(['dm.ada'])
  })

  test('is for admins alone, and tells what goes before anything does', async () => {
    const ask = { do: 'erase', customer: called(ana) }
    expect(wordsOfAnswer(await people.sam.invokes('customer-data', ask))).toContain('admin')
    const proposed = wordsOfAnswer(await people.ada.invokes('customer-data', ask))
    expect(proposed).toContain(`Erase ${called(ana)}`)
    expect(proposed).toMatch(
      /the content of 3 tickets \(2 open.*2 messages in other people’s tickets, 2 files, one note/,
    )
    expect([...(await tablesWithCanaries(desk)).keys()]).toEqual([...held.keys()])
    expect(wordsOfAnswer(await people.ada.invokes('customer-data', { do: 'erase', customer: 'Bo' }))).toContain(
      'only works for customers, and Bo isn’t one',
    )
  })

  test('is gone from every table, and from what the desk posted; numbers, counts and the trail stay', async () => {
    const { done } = await erase(people, called(ana))
    expect(done).toContain('3 tickets follow')
    await desk.settle()
    expect(wordsOfAnswer(await people.ada.invokes('customer-data', { do: 'progress' }))).toContain('3 of 3 tickets')
    await desk.later(61_000)
    expect(Object.fromEntries(await tablesWithCanaries(desk))).toEqual({})
    expect(await countAll()).toEqual(figures)
    expect(wordsOfAnswer(await people.ada.invokes('customer-data', { do: 'progress' }))).toContain(
      'No erasure is running',
    )
    expect(network.texts('dm.ada').join()).toContain('Erasure complete: 3 tickets')

    const own = [network, second].flatMap(({ posts }) => [...posts.values()]).filter(({ by }) => !by.startsWith(canary))
    expect(own.filter(({ isDeleted, content }) => !isDeleted && JSON.stringify(content).includes(canary))).toEqual([])
    expect(network.card(1)).toBeUndefined()
    const vault = createVault(await openMasterKeys(MASTER_KEY, '', keptLog()))
    const { store, deskId } = desk.program
    const { faults } = await store.transaction(deskId, async (unit) => verifyTrail(unit, vault, () => undefined))
    expect(faults).toEqual([])
    expect(desk.log.lines.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('what others said there is still theirs', async () => {
    const [theirs] = await desk.rows<{ number: number }>(
      `select number::int from tickets where subject = 'My own trouble'`,
    )
    const story = wordsOfAnswer(await people.bo.invokes('show', { ticket: String(theirs!.number) }))
    expect(story).toContain('My own trouble')
    expect(wordsOfAnswer(await people.bo.invokes('show', { ticket: '1' }))).toContain('(erased)')
    expect(wordsOfAnswer(await people.bo.invokes('history', { ticket: '1' }))).toContain('(erased)')
  })

  test('is somebody new when they write again, and old posts that they edit tell nothing', async () => {
    const old = [...network.posts.values()].find(({ by }) => by === ana)!
    await network.person(ana).edits(old, `${canary} again`)
    await customersOf(network, second).ana.says('Hello, I have a question', 'help')
    await desk.settle()
    const entries = await desk.rows(`select 1 from entries where text::text like '%${canary} again%'`)
    expect(entries).toEqual([])
    expect((await desk.rows(`select 1 from people where name ilike '${canary}%'`)).length).toBe(1)
  })
})
