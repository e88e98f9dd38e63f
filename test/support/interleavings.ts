import { inspect } from 'node:util'
import fc from 'fast-check'
import { isOutage } from '../../src/store/transaction'
import type { openFor, TestDesk } from './desk'
import type { FakeNetwork } from './fake-network'

/** Acts of people on two tickets at the same moment. */
const acts = [
  'claim-bo',
  'claim-kim',
  'release',
  'solve',
  'close',
  'reopen',
  'pending',
  'reply-1',
  'reply-2',
  'ana-writes',
  'carlos-writes',
  'merge-2-into-1',
  'merge-1-into-2',
  'undo-1',
  'undo-2',
] as const
type Act = (typeof acts)[number]
type Press = Exclude<Act, 'ana-writes' | 'carlos-writes'>

type People = Awaited<ReturnType<typeof openFor>>
type Person = ReturnType<FakeNetwork['person']>
type Said = Awaited<ReturnType<Person['says']>>

const isPress = (act: Act): act is Press => act !== 'ana-writes' && act !== 'carlos-writes'

/** Gives each act to another person: what one person does at once is done one thing after another. */
const handsOf = async (network: FakeNetwork, { ada, bo, kim }: People): Promise<ReadonlyMap<Press, Person>> => {
  const hands = new Map<Press, Person>()
  for (const act of acts.filter(isPress)) {
    const named = { 'claim-bo': bo, 'claim-kim': kim }[act as string]
    hands.set(act, named ?? network.person(`who does ${act}`))
    if (named === undefined)
      await ada.invokes('role', { user: network.user(`who does ${act}`), role: 'supervisor' }, 'agents')
  }
  return hands
}

const pressOf = (act: Press, one: string, two: string): readonly [string, Readonly<Record<string, string>>] => {
  switch (act) {
    case 'claim-bo':
    case 'claim-kim':
      return ['claim', { ticket: one }]
    case 'release':
      return ['release', { ticket: one }]
    case 'solve':
      return ['status', { ticket: one, status: 'solved' }]
    case 'close':
      return ['status', { ticket: two, status: 'closed' }]
    case 'reopen':
      return ['status', { ticket: one, status: 'open' }]
    case 'pending':
      return ['status', { ticket: two, status: 'pending', until: '2h' }]
    case 'reply-1':
      return ['reply', { ticket: one, text: 'looking' }]
    case 'reply-2':
      return ['reply', { ticket: two, text: 'looking too' }]
    case 'merge-2-into-1':
      return ['merge', { ticket: two, into: one }]
    case 'merge-1-into-2':
      return ['merge', { ticket: one, into: two }]
    case 'undo-1':
      return ['merge', { ticket: one, undo: 'true' }]
    case 'undo-2':
      return ['merge', { ticket: two, undo: 'true' }]
  }
}

/** A network delivers again what was not taken: on a busy machine the desk may wait too long for its database. */
const says = async (network: FakeNetwork, person: Person, ...said: Parameters<Person['message']>): Promise<Said> => {
  const event = person.message(...said)
  for (let tries = 1; ; tries++)
    try {
      await network.receive(event)
      return network.posts.get(event.post.id)!
    } catch (error) {
      if (tries === mostDeliveries || !isOutage(error)) throw error
    }
}
const mostDeliveries = 5

/** States that must never be, each as a query for what breaks it. */
export const broken: Readonly<Record<string, string>> = {
  'a customer’s words that are in no ticket, or in two': `select p.post from posts p where p.key is null group by p.platform, p.post having count(distinct p.entry) <> 1`,
  'words in another ticket than their post': `select p.post from posts p join entries e on e.id = p.entry where e.ticket <> p.ticket`,
  'a merged ticket that is not closed, or merged without its record': `select t.number from tickets t left join merges m on m.ticket = t.number
    where t.merged_into is not null and (t.status <> 'closed' or m.into_ticket is distinct from t.merged_into) or t.merged_into is null and m.ticket is not null`,
  'a ring of merges': `select a.number from tickets a join tickets b on b.number = a.merged_into where b.merged_into = a.number`,
  'a room that hears for a merged ticket': `select r.id from rooms r join tickets t on t.number = r.ticket where t.merged_into is not null`,
  'a room away from home without a merge': `select r.id from rooms r left join tickets t on t.number = r.origin where r.origin is not null and t.merged_into is null`,
  'a running clock of a ticket that is over': `select c.ticket from clocks c join tickets t on t.number = c.ticket where t.status in ('solved', 'closed') and c.state = 'running'`,
  'something due of a merged ticket': `select d.subject from due d join tickets t on t.number::text = split_part(d.subject, ':', 1) where t.merged_into is not null and d.what <> 'hand-out'`,
  'an owner whom the story does not know': `select t.number from tickets t where t.assignee is not null and t.assignee::text is distinct from
    (select e.data->>'to' from entries e where e.ticket = t.number and e.data->>'field' = 'assignee' order by e.seq desc limit 1)`,
  'a first response that nobody gave': `select t.number from tickets t where t.first_replied_at is not null and t.merged_into is null and not exists
    (select 1 from entries e join people p on p.id = e.author where e.ticket = t.number and e.kind = 'message' and p.role <> 'customer')`,
  'something to be sent that was not': `select o.id, o.kind, o.state, o.fault from outbox o where o.state not in ('sent', 'superseded', 'cancelled')`,
}

/** Pairs of tickets whose turns are taken together: what takes most of the time is told of all of them at once. */
const sideBySide = 20

/** Row 22 of the reliability table: so many turns of what may happen at once; throws with the seed and the turns among which one breaks. */
export const interleave = async (desk: TestDesk, network: FakeNetwork, people: People, count: number, seed: number) => {
  const turn = fc.array(fc.subarray([...acts], { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 })
  const together = Math.min(sideBySide, count)
  const hands = await handsOf(network, people)
  let read = 0
  const take = async (rounds: readonly (readonly Act[])[], pair: Pair, said: readonly [Said, Said]) => {
    const [one, two] = (await numbersOf(desk, said)).map(String) as [string, string]
    const does = async (act: Act) => {
      if (act === 'ana-writes') return says(network, pair.ana, 'more from ana', network.thread(said[0]))
      if (act === 'carlos-writes') return says(network, pair.carlos, 'more from carlos', network.thread(said[1]))
      return hands.get(act)!.invokes(...pressOf(act, one, two))
    }
    for (const round of rounds) await Promise.all(round.map(does))
  }
  const pairs = Array.from({ length: together }, (_, index): Pair => ({
    ana: network.person(`ana ${index}`),
    carlos: network.person(`carlos ${index}`),
  }))
  const open = async ({ ana, carlos }: Pair) =>
    Promise.all([
      says(network, ana, 'ana needs help', 'help', { isTopic: true }),
      says(network, carlos, 'carlos needs help', 'help', { isTopic: true }),
    ])
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { minLength: together, maxLength: together }), async (turns) => {
      const said = await Promise.all(pairs.map(open))
      await desk.settle()
      await Promise.all(turns.map(async (rounds, index) => take(rounds, pairs[index]!, said[index]!)))
      await desk.settle()
      for (const [what, sql] of Object.entries(broken)) {
        const found = await desk.rows(sql)
        if (found.length > 0) throw new Error(`${what}: ${JSON.stringify(found)}`)
      }
      const errors = desk.log.lines
        .slice(read)
        .filter(({ level, facts }) => level === 'error' && !isOutage((facts as { error?: unknown }).error ?? {}))
      read = desk.log.lines.length
      if (errors.length > 0) throw new Error(inspect(errors[0], { depth: 4 }))
    }),
    { numRuns: Math.ceil(count / together), seed, endOnFailure: true },
  )
}

interface Pair {
  readonly ana: Person
  readonly carlos: Person
}

const numbersOf = async (desk: TestDesk, [ana, carlos]: readonly [Said, Said]): Promise<readonly [number, number]> => {
  const rows = await desk.rows<{ post: string; ticket: number }>(
    'select post, ticket from posts where post = any($1)',
    [[ana.id, carlos.id]],
  )
  const of = (said: Said) => Number(rows.find(({ post }) => post === said.id)!.ticket)
  return [of(ana), of(carlos)]
}
