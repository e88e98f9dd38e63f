import { foldWords, matches, type FilterFacts } from '../../src/model/filter'
import { pageRows, type Cursor } from '../../src/lists/page-rows'
import { orderOf, orders, parseQuery, type Order, type TicketQuery } from '../../src/model/ticket-query'
import { openDataSource } from '../../src/store/data-source'
import { firstDesk } from '../../src/workspaces/first-desk-rows'
import { createStore, type Store } from '../../src/store/transaction'
import { keptLog } from '../support/kept-log'
import { freshDatabase, type TestDatabase } from '../support/postgres'
import { randomFrom } from '../support/random'

/** Words that are their own stems. */
const vocabulary = ['vpn', 'kiwi', 'robot', 'hotel', 'radio', 'tango']
const people = ['Ana Ruiz', 'Ana', 'Anabel Gil', 'Bo Kim']
const tags = ['red', 'blue']
const statuses = ['new', 'open', 'pending', 'on-hold', 'solved', 'closed']
const count = 160
const size = 7
const looks = Number(process.env['SEARCHES'] ?? 60)

interface Known {
  readonly number: number
  readonly subject: string
  readonly said: readonly string[]
  readonly status: string
  readonly priority: string
  readonly from: string
  readonly owner: string
  readonly tags: readonly string[]
  readonly due: number | null
  readonly updated: number
}

describe('what a search finds, beside a look at every ticket', () => {
  const random = randomFrom('searches')
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  let database: TestDatabase
  let store: Store
  let desk: string
  let known: Known[]
  let close: () => Promise<void>

  beforeAll(async () => {
    database = await freshDatabase()
    const dataSource = await openDataSource({ url: database.url, pool: 2, entities: [], log: keptLog() })
    store = createStore(dataSource)
    desk = await firstDesk(store, { name: 'Desk', locale: 'en', zone: 'UTC', queue: 'Support' })
    close = async () => dataSource.destroy()
    known = invent()
    await store.transaction(desk, async (unit) => {
      await unit.rows(fillSql, [people, JSON.stringify(known)])
      // One after the other, as they are said: the words of each are read as it comes.
      for (const turn of [0, 1, 2]) await unit.rows(sayingSql, [JSON.stringify(known), turn])
    })
  })
  afterAll(async () => {
    await close()
    await database.drop()
  })

  const invent = (): Known[] => {
    let number = 0
    return Array.from({ length: count }, (_, index) => {
      number += 1 + Math.floor(300 * random() ** 6)
      // Each word is common among some tickets and rare among others.
      const said = vocabulary.filter((_, word) => random() < (index / count > word / 6 ? 0.5 : 0.1))
      // So long that its words are kept in parts.
      const long = index % 20 === 0 ? Array.from({ length: 700 }, (_, word) => `filler${word}`) : []
      const status = pick(statuses)
      return {
        number,
        subject: pick(vocabulary),
        said:
          index % 20 === 0 ? [said.slice(0, 1).join(' '), long.join(' '), said.slice(1).join(' ')] : [said.join(' ')],
        status,
        priority: pick(['low', 'normal', 'high', 'urgent']),
        from: pick(people),
        owner: random() < 0.5 ? '' : pick(people),
        tags: tags.filter((_, tag) => random() < (tag === 0 ? 0.4 : 0.05)),
        due: ['solved', 'closed'].includes(status) || random() < 0.2 ? null : Math.floor(random() * 1000),
        updated: Math.floor(random() * 1000),
      }
    })
  }

  /** A query as somebody might type it. */
  const typed = (): string => {
    const word = () => (random() < 0.15 ? `${pick(vocabulary).slice(0, 3)}*` : pick(vocabulary))
    const terms = [
      ...(random() < 0.85 ? [word()] : []),
      ...(random() < 0.3 ? [word()] : []),
      ...(random() < 0.2 ? [`-${word()}`] : []),
      ...(random() < 0.15 ? [`subject:${word()}`] : []),
      ...(random() < 0.3 ? [`${random() < 0.2 ? '-' : ''}tag:${pick([...tags, 'red,blue'])}`] : []),
      ...(random() < 0.3 ? [`from:${pick(['ana', '"ana ruiz"', 'bo', 'nobody-of-that-name'])}`] : []),
      ...(random() < 0.2 ? [`owner:${pick(['ana', 'nobody'])}`] : []),
      ...(random() < 0.4 ? [pick(['status:open,new', '-status:solved,closed', 'status:closed'])] : []),
      ...(random() < 0.5 ? [`sort:${pick(orders)}`] : []),
    ]
    return terms.join(' ')
  }

  const factsOf = (ticket: Known): FilterFacts => ({
    ...ticket,
    ownStatus: null,
    fields: new Map(),
    queue: 'support',
    team: '',
    network: '',
    overdue: false,
    text: `${ticket.subject} ${ticket.said.join(' ')}`,
    from: foldWords(ticket.from),
    owner: foldWords(ticket.owner),
    age: 0,
    idle: 0,
    now: new Date(),
  })
  const turns = ['urgent', 'high', 'normal', 'low']
  const keys: Readonly<Record<Order, (ticket: Known) => readonly number[]>> = {
    newest: ({ number }) => [-number],
    oldest: ({ number }) => [number],
    updated: ({ updated, number }) => [-updated, -number],
    due: ({ due, number }) => [due!, number],
    priority: ({ priority, number }) => [turns.indexOf(priority), number],
  }
  const expected = (query: TicketQuery): number[] => {
    const { order, isOpenOnly } = orderOf(query)
    const compare = (a: readonly number[], b: readonly number[]) => a[0]! - b[0]! || (a[1] ?? 0) - (b[1] ?? 0)
    return known
      .filter((ticket) => matches(query.filter, factsOf(ticket)))
      .filter(({ status }) => !isOpenOnly || !['solved', 'closed'].includes(status))
      .filter(({ due }) => order !== 'due' || due !== null)
      .sort((a, b) => compare(keys[order](a), keys[order](b)))
      .map(({ number }) => number)
  }

  test.each([
    ['as far as it goes by itself', undefined],
    ['in the smallest steps, each page as far as it is quick', { width: 16, hits: 5, candidates: 4, ordered: 1000 }],
  ])('every page has what it should, forth and back: %s', async (_, pace) => {
    const me = '00000000-0000-0000-0000-000000000000'
    const page = async (query: TicketQuery, cursor?: Cursor) =>
      store.read(desk, async (unit) =>
        pageRows(unit, pace).page(query, { person: me, size, ...(cursor === undefined ? {} : { cursor }) }),
      )
    let found = 0
    let unfinished = 0
    for (let look = 0; look < looks; look++) {
      const text = typed()
      const query = parseQuery(text)
      const numbers: number[] = []
      let last = await page(query)
      for (let turn = 0; turn < 400; turn++) {
        numbers.push(...last.tickets.map(({ number }) => Number(number)))
        if (last.until !== undefined) unfinished += 1
        if (last.next === undefined) break
        last = await page(query, last.next)
      }
      // Said to be only some of those that fit: the right ones, in the right order.
      const whole = expected(query)
      const due = last.newest === undefined ? whole : whole.filter((number) => numbers.includes(number))
      expect({ text, numbers }).toEqual({ text, numbers: due })
      found += numbers.length
      const back = last.tickets.map(({ number }) => Number(number))
      for (let turn = 0; turn < 400 && last.previous !== undefined; turn++) {
        last = await page(query, last.previous)
        back.unshift(...last.tickets.map(({ number }) => Number(number)))
      }
      expect({ text, back }).toEqual({ text, back: numbers })
      const counted = await store.read(desk, async (unit) => pageRows(unit, pace).count(query, me, 1000))
      if (counted.isMore) expect(counted.count).toBeLessThanOrEqual(numbers.length)
      else expect({ text, counted: counted.count }).toEqual({ text, counted: numbers.length })
    }
    expect(found).toBeGreaterThan(looks)
    expect(unfinished > 0).toBe(pace !== undefined)
  })
})

const fillSql = `
with person as (
  insert into people (id, name, role, locale, created_at)
  select gen_random_uuid(), name, 'agent', 'en', now() from unnest($1::text[]) name returning id, name),
ticket as (
  insert into tickets (number, subject, status, pending_until, priority, queue, requester, assignee, created_at, updated_at)
  select k.number, k.subject, k.status, case when k.status = 'pending' then now() end, k.priority, (select id from queues limit 1),
    (select id from person where name = k."from"), (select id from person where name = k.owner), now(), now() + k.updated * interval '1 s'
  from jsonb_to_recordset($2::jsonb) as k(number bigint, subject text, status text, priority text, "from" text, owner text, updated integer)
  returning number),
tag as (
  insert into ticket_tags (ticket, tag)
  select (k ->> 'number')::bigint, jsonb_array_elements_text(k -> 'tags') from jsonb_array_elements($2::jsonb) k returning ticket),
clock as (
  insert into clocks (ticket, kind, state, policy, target_ms, due_at)
  select (k ->> 'number')::bigint, 'resolution', 'running', '', 1000, now() + (k ->> 'due')::integer * interval '1 s'
  from jsonb_array_elements($2::jsonb) k where k ->> 'due' is not null returning ticket)
select 1`

const sayingSql = `
insert into entries (id, ticket, kind, audience, text, at)
select gen_random_uuid(), (k ->> 'number')::bigint, 'message', 'customer',
  jsonb_build_array(jsonb_build_object('kind', 'paragraph', 'inlines', jsonb_build_array(jsonb_build_object('kind', 'text', 'text', k -> 'said' ->> $2::integer)))), now()
from jsonb_array_elements($1::jsonb) k where k -> 'said' ->> $2::integer is not null`
