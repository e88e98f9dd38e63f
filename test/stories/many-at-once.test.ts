import { Client } from 'pg'
import { plain, type Inbound } from '../../src/platform'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

describe('many who write at once', () => {
  const channels = Array.from({ length: 20 }, (_, index) => `help-${index}`)
  const env = { MASTER_KEY: Buffer.alloc(32, 7).toString('base64') }
  let network: FakeNetwork
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>

  beforeAll(async () => {
    network = fakeNetwork('chat')
    desk = await startDesk([network.platform], { env })
    people = await openFor(network)
    for (const channel of channels)
      await people.ada.invokes('place', { purpose: 'intake', place: network.place(channel) }, 'agents')
    await failOn('nothing')
    await desk.rows('create trigger fails before insert on tickets for each row execute function fail()')
  })
  afterAll(async () => desk.stop())

  /** A ticket with this subject cannot be written, as if a bug were there. */
  const failOn = async (subject: string) =>
    desk.rows(`create or replace function fail() returns trigger language plpgsql as
      $$ begin if new.subject = '${subject}' then raise exception 'no such luck'; end if; return new; end $$`)
  /** As many customers as messages, all at once. */
  const from = (count: number, words: string): (Inbound & { kind: 'message' })[] =>
    Array.from({ length: count }, (_, index) =>
      network.person(`${words}${index}`).message(`${words} ${index}`, channels[index % channels.length]!),
    )
  const subjects = async (words: string) =>
    (
      await desk.rows<{ subject: string }>('select subject from tickets where subject like $1 order by subject', [
        `${words} %`,
      ])
    ).map(({ subject }) => subject)

  test('each gets a ticket of their own, and most of them share a transaction', async () => {
    await Promise.all(from(100, 'request').map(network.receive))
    const [row] = await desk.rows<{ tickets: number; numbers: number; transactions: number; rooms: number }>(
      `select count(*)::int as tickets, count(distinct number)::int as numbers, count(distinct xmin::text)::int as transactions,
         (select count(distinct ticket)::int from rooms where side = 'customer') as rooms from tickets`,
    )
    expect(row).toEqual({ tickets: 100, numbers: 100, rooms: 100, transactions: expect.any(Number) })
    expect(row!.transactions).toBeLessThan(60)
  })

  test('those who write in one channel share transactions too, and who has to wait there is not overtaken', async () => {
    const said = (words: string) => people.ana.message(`one place ${words}`, 'help-4')
    const others = Array.from({ length: 60 }, (_, index) =>
      network.person(`crowd${index}`).message(`one place ${String(index).padStart(2, '0')}`, 'help-4'),
    )
    // Her second message waits for her first, and the last of the others for her second.
    await Promise.all(
      [said('her first'), ...others.slice(0, 30), said('and then'), ...others.slice(30)].map(network.receive),
    )
    const rows = await desk.rows<{ subject: string; number: number; transaction: string }>(
      `select subject, number::int as number, xmin::text as transaction from tickets where subject like 'one place %' order by number`,
    )
    expect(rows.map(({ subject }) => subject)).toEqual([
      'one place her first',
      ...others.map(({ text }) => plain(text)),
    ])
    expect(new Set(rows.map(({ transaction }) => transaction)).size).toBeLessThan(15)
    const [hers] = await desk.rows<{ count: number }>(
      `select count(*)::int as count from entries where ticket = $1 and kind = 'message'`,
      [rows[0]!.number],
    )
    expect(hers).toEqual({ count: 2 })
  })

  test('copies that come among them are one ticket', async () => {
    const messages = from(20, 'copy')
    await Promise.all([...messages, ...messages, ...messages].map(network.receive))
    expect(await subjects('copy')).toHaveLength(20)
  })

  test('what one customer says in two channels are two tickets, in one channel one', async () => {
    const said = (words: string, channel: string) => people.ana.message(`ana ${words}`, channel)
    const all = [...from(10, 'other'), said('a', 'help-1'), said('b', 'help-2'), said('c', 'help-2')]
    await Promise.all(all.map(network.receive))
    expect(await subjects('ana')).toEqual(['ana a', 'ana b'])
  })

  test('one that cannot be stored fails alone, and is stored when it comes again', async () => {
    await failOn('unlucky 7')
    const messages = from(40, 'unlucky')
    const ends = await Promise.allSettled(messages.map(network.receive))
    expect(ends.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([7])
    expect(await subjects('unlucky')).toHaveLength(39)

    await failOn('nothing')
    await network.receive(messages[7]!)
    expect(await subjects('unlucky')).toContain('unlucky 7')
  })

  test('a command that is refused among them undoes nothing of the others', async () => {
    const refused = people.bo.message('!claim 999999', 'help-3')
    await Promise.all([...from(10, 'beside'), refused].map(network.receive))
    expect(await subjects('beside')).toHaveLength(10)
  })

  test('one of a channel that cannot be stored is found, and the others keep their order', async () => {
    await failOn('ordered 07')
    const messages = Array.from({ length: 40 }, (_, index) =>
      network.person(`ordered${index}`).message(`ordered ${String(index).padStart(2, '0')}`, 'help-7'),
    )
    const ends = await Promise.allSettled(messages.map(network.receive))
    await failOn('nothing')
    expect(ends.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([7])
    const rows = await desk.rows<{ subject: string }>(
      `select subject from tickets where subject like 'ordered %' order by number`,
    )
    expect(rows.map(({ subject }) => subject)).toEqual(
      messages.map(({ text }) => plain(text)).filter((_, index) => index !== 7),
    )
  })

  test('what they meet is the configuration as it stands, whoever changed it', async () => {
    const other = await startDesk([fakeNetwork('elsewhere').platform], { database: desk.database, env })
    const says = async (words: string) => network.person(words).says(`met ${words}`, 'help-5')
    try {
      await says('one')
      await desk.rows(`delete from places where place = 'help-5'`)
      await says('two')
      await people.ada.invokes('place', { purpose: 'intake', place: network.place('help-5') }, 'agents')
      await says('three')
      expect(await subjects('met')).toEqual(['met one', 'met three'])

      await other.program.store.transaction(desk.program.deskId, async (unit) =>
        (await other.program.desk.open(unit)).queues.clearPlace(network.place('help-5')),
      )
      await says('four')
      expect(await subjects('met')).toEqual(['met one', 'met three'])
    } finally {
      await other.stop()
    }
  })

  test('a change of the configuration that is rolled back is not remembered', async () => {
    const { store, deskId, desk: core } = desk.program
    await store
      .transaction(deskId, async (unit) => {
        const { queues } = await core.open(unit)
        await queues.clearPlace(network.place('help-6'))
        expect(await queues.place(network.place('help-6'))).toBeUndefined()
        throw new Error('no')
      })
      .catch(() => undefined)
    await network.person('still').says('kept there', 'help-6')
    expect(await subjects('kept')).toEqual(['kept there'])
  })

  test('who presses many buttons at once is waited for by nobody else', async () => {
    await people.ana.says('the lift is stuck', 'help-7')
    const [row] = await desk.rows<{ desk: string; number: number }>(
      `select desk, number from tickets where subject = 'the lift is stuck'`,
    )
    const ticket = String(row!.number)
    const hold = new Client({ connectionString: desk.database.superUrl })
    await hold.connect()
    try {
      // As if each press of his took long.
      await hold.query('select pg_advisory_lock(hashtextextended($1, 0))', [`${row!.desk}/user:chat:bo`])
      const his = Array.from({ length: 30 }, async () => people.bo.invokes('note', { ticket, text: 'again' }))
      expect(wordsOfAnswer(await people.kim.invokes('note', { ticket, text: 'once' }))).not.toMatch(/went wrong/)
      await hold.query('select pg_advisory_unlock_all()')
      await Promise.all(his)
    } finally {
      await hold.end()
    }
    const notes = await desk.rows(`select 1 from entries where ticket = $1 and kind = 'note'`, [ticket])
    expect(notes).toHaveLength(31)
  })

  test('a card that is about to change is waited for by nobody', async () => {
    await people.ana.says('the door is stuck', 'help-8')
    const [row] = await desk.rows<{ number: number }>(`select number from tickets where subject = 'the door is stuck'`)
    const { store, deskId, desk: core } = desk.program
    await store.transaction(deskId, async (unit) => {
      const tx = await core.open(unit)
      await tx.outbox.refresh('ticket-card', row!.number)
      await tx.tickets.get(row!.number)
      const answer = await people.kim.invokes('priority', { ticket: String(row!.number), priority: 'high' })
      expect(wordsOfAnswer(answer)).not.toMatch(/went wrong/)
    })
  })
})
