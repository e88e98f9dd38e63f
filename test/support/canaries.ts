import type { openFor, TestDesk } from './desk'
import { wordsOfAnswer, type FakeNetwork } from './fake-network'

/** Stands in everything that the customer is called, says or sends: no stemmer changes it, and no other word has it. */
export const canary = 'zqx7'
const asHex = Buffer.from(canary).toString('hex')

/** The tables in which the word stands, with the row of the first; as the superuser sees them. */
export const tablesWithCanaries = async (desk: Pick<TestDesk, 'rows'>): Promise<Map<string, string>> => {
  const tables = await desk.rows<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
  )
  const found = new Map<string, string>()
  for (const { name } of tables) {
    const [row] = await desk.rows<{ row: string }>(
      `select line as row from (select row_to_json(t)::text as line from ${name} t) lines where line ~* '${canary}|${asHex}' limit 1`,
    )
    if (row !== undefined) found.set(name, row.row)
  }
  return found
}

/** Two of one customer, and one of another. */
export const customersOf = (network: FakeNetwork, second: FakeNetwork) => ({
  ana: network.person(`${canary}annabel`),
  other: second.person(`${canary}bellana`),
})

/** As the fake network names them. */
export const called = (id: string): string => id[0]!.toUpperCase() + id.slice(1)

/** Every kind of text that a customer can give, and all that is made of it, in a desk with `people` and these networks. */
export const confide = async (
  desk: TestDesk,
  network: FakeNetwork,
  second: FakeNetwork,
  { bo, ada, carlos }: Awaited<ReturnType<typeof openFor>>,
) => {
  const { ana, other } = customersOf(network, second)
  const hour = 3_600_000
  const clock = (ms: number) => {
    const at = new Date(Date.now() + desk.program.store.clock.offset + ms)
    return at.toISOString().slice(11, 16)
  }
  await ada.invokes('field', { name: 'asset', kind: 'text', label: 'Asset', by_customer: 'yes' })
  await ada.invokes('rule', { rule: 'tell', event: 'created', actions: 'webhook http://127.0.0.1:9/never' })

  const file = network.addFile('f1', Buffer.from(`${canary} in a file`), `${canary}.txt`)
  const first = await ana.says(`${canary} printer is on fire`, 'help', { files: [file] })
  await desk.settle()
  await ana.edits(first, `${canary} printer is still on fire`)
  await ana.reacts(first, '🔥')
  await desk.settle()
  await bo.invokes('edit', { ticket: '1', fields: `asset=${canary}-PC-7` })
  await bo.invokes('edit', { ticket: '1', subject: `${canary} fire` })
  await bo.invokes('note', { ticket: '1', text: `${canary} sounds upset` })
  await bo.invokes('reply', { ticket: '1', text: `Dear ${canary}, take cover` })
  await bo.invokes('customer-note', { ticket: '1', text: `${canary} is important` })
  await bo.invokes('remind', { ticket: '1', span: '3d', about: `call ${canary}` })
  await desk.later(11_000)

  // In a ticket of somebody else, where an agent answers their words.
  const theirs = await carlos.says('My own trouble')
  await desk.settle()
  const room = network.thread(theirs)
  const said = await ana.says(`${canary} has that too`, room, {
    files: [network.addFile('f2', Buffer.from(canary), `${canary}2.txt`)],
  })
  await desk.settle()
  await ana.edits(said, `${canary} has exactly that`)

  // Another network, a direct message, a second ticket that becomes one with the first.
  await other.says(`${canary} writes privately`, `dm.${canary}bellana`)
  await desk.settle()
  await bo.invokes('customer', { ticket: '1', same_as: called(other.id) })
  const [{ number } = { number: 0 }] = await desk.rows<{ number: number }>(
    `select number::int from tickets where subject like '%privately%'`,
  )
  await bo.invokes('merge', { ticket: String(number), into: '1' })
  await ana.invokes('new', { text: `${canary} asks by a form`, fields: `asset=${canary}-PC-8` }, 'help')
  await desk.settle()

  // Content that waits: to open, to be gathered, to be sent, to be known, to be tried again.
  await bo.invokes('new', { text: `${canary} wants it later`, for: ana.user, later: '2d' })
  await bo.invokes('attention', { quiet: `${clock(-hour)}-${clock(5 * hour)}` })
  await bo.invokes('remind', { ticket: '1', span: '20m', about: `look after ${canary}` })
  await desk.later(hour / 2)
  await ana.invokes('link-account', {}, 'help')
  await network.receive({
    ...network.arrival(ana.id, 'help'),
    kind: 'edit',
    post: { platform: network.name, kind: 'post', id: 'never-seen' },
    text: [{ kind: 'paragraph', inlines: [{ kind: 'text', text: `${canary} edited early` }] }],
  })
  await ada.invokes('limits', { rate: '1' })
  for (const text of ['hurry', 'please', 'now']) await ana.says(`${canary} ${text}`, network.thread(first))
  await desk.rows(`insert into memory (platform, scope, key, value) values ($1, 'people', $2, $3)`, [
    network.name,
    `T1/${ana.id}`,
    JSON.stringify({ name: `${canary} Annabel` }),
  ])

  // Questions about them in private.
  wordsOfAnswer(await bo.invokes('customer', { ticket: '1' }))
  wordsOfAnswer(await bo.invokes('history', { ticket: '1' }))
  wordsOfAnswer(await bo.invokes('search', { query: canary }))
  wordsOfAnswer(await ana.invokes('mine', {}, 'help'))
  await ada.invokes('customer-data', { do: 'export', customer: called(ana.id) })
  await desk.settle()
  return { ana, other, first, theirs }
}

/** An admin looks at what goes, and presses the button. */
export const erase = async ({ ada }: Awaited<ReturnType<typeof openFor>>, name: string) => {
  const proposed = await ada.invokes('customer-data', { do: 'erase', customer: name })
  const id = /"customer":"([0-9a-f-]{36})"/.exec(JSON.stringify(proposed))?.[1]
  if (id === undefined) throw new Error(wordsOfAnswer(proposed))
  return {
    proposed: wordsOfAnswer(proposed),
    done: wordsOfAnswer(await ada.invokes('customer-data', { do: 'erase', customer: id, sure: 'yes' })),
  }
}

/** Tables that hold nobody's words, and why: a customer who is erased leaves nothing in them. Every other one must hold a canary before, and none after. */
export const wordlessTables: Readonly<Record<string, string>> = {
  agenda_jobs: 'the names of the metronome’s jobs',
  agents: 'skills, set for those who work here',
  attention: 'how somebody who works here wants to be told',
  audit: 'ids and names of operations',
  audit_heads: 'hashes',
  calendars: 'working hours, set by admins',
  canned_replies: 'written for everybody, by those who work here',
  clocks: 'times, and the names of policies',
  data_keys: 'sealed keys',
  desks: 'what admins set',
  due: 'ids and times',
  erasures: 'ids on networks until the end, then nothing',
  escalations: 'steps that admins set, and ids of places',
  group_members: 'ids of people and groups',
  favourites: 'names of macros, of those who work here',
  fields: 'what admins ask for',
  followers: 'ids',
  identity_codes: 'hashes, for ten minutes',
  link_codes: 'hashes; ids of workspaces',
  macros: 'written for everybody, by those who work here',
  migrations: 'names of migrations',
  outbox_ready: 'ids and lanes: a row goes with its send',
  own_statuses: 'what admins set',
  places: 'ids of channels',
  policies: 'what admins set',
  posts: 'ids of messages on networks: they recognise one that comes again',
  queues: 'what admins set',
  role_groups: 'names of groups and channels, told by networks',
  rule_runs: 'ids and times',
  rules: 'what admins set',
  teams: 'what supervisors set',
  ticket_links: 'numbers',
  ticket_tags: 'tags are the desk’s categories, set by those who work here',
  unlinked_workspaces: 'ids of workspaces and of who brought the bot',
  views: 'filters that those who work here made',
  workspaces: 'ids of workspaces',
}
