import { unzip } from './unzip'
import { customers, createSecrets, type Act, type Customer, type Secrets, type Story } from './confidences'
import type { openFor, TestDesk } from './desk'
import { called, erase } from './canaries'
import { wordsOfAnswer, type FakeNetwork, type FakePost } from './fake-network'

/** A desk, the network of its agents and two of its customers, that of the third. */
export interface Stage {
  readonly desk: TestDesk
  readonly office: FakeNetwork
  readonly mail: FakeNetwork
  readonly people: Awaited<ReturnType<typeof openFor>>
}
interface Told {
  readonly who: Customer
  readonly post: FakePost
  readonly place: string
}

let plays = 0

/**
 * Lets three customers who are new to this desk live through a story. Answers what one of them was sent, shown, given or exported
 * that is another's; and, once one of them is erased, where words of theirs still stand, and which of the others' are gone.
 */
export const playConfidences = async (stage: Stage, { acts, erased }: Story): Promise<readonly string[]> => {
  const cast = castOf(stage, ++plays)
  const found: string[] = []
  for (const [index, act] of acts.entries()) {
    await doAct(cast, act, found)
    await stage.desk.settle()
    found.push(...(await sentAmiss(cast)).map((leak) => `after ${index + 1}. ${JSON.stringify(act)}: ${leak}`))
    if (found.length > 0) return found
  }
  for (const who of customers) found.push(...(await seenAmiss(cast, who)), ...(await exportedAmiss(cast, who)))
  return found.length > 0 ? found : leftBehind(cast, erased)
}

type Cast = ReturnType<typeof castOf>
const castOf = (stage: Stage, play: number) => {
  const { office, mail } = stage
  const secrets: Secrets = createSecrets()
  let words = 0
  const netOf = (who: Customer) => (who === 'eva' ? mail : office)
  const id = (who: Customer) => `${who}${play}`
  return {
    ...stage,
    play,
    secrets,
    told: [] as Told[],
    posts: new Set<string>(),
    copies: new Map<number, Set<Customer>>(),
    word: () => `zq${play}x${++words}q`,
    netOf,
    id,
    person: (who: Customer) => netOf(who).person(id(who)),
    whose: (userId: string) => customers.find((who) => id(who) === userId),
  }
}

/** The tickets of this story, as their agents know them. */
const ticketsOf = async ({ desk, play }: Cast) =>
  desk.rows<{ number: number; merged: number | null; subject: string; requester: string }>(
    `select t.number::int as number, t.merged_into::int as merged, t.subject, p.name as requester from tickets t join people p on p.id = t.requester
     where p.name ~* $1 and t.erased_at is null order by t.number`,
    [`^(ana|carlos|eva)${play}$`],
  )
const pick = <T>(from: readonly T[], at: number): T | undefined => from[at % Math.max(1, from.length)]

/** Allows a word to those who are copied on the ticket whose room the place is: it is said in that conversation. */
const heard = async (cast: Cast, post: FakePost, network: FakeNetwork, word: string, who: Customer) => {
  const [known] = await cast.desk.rows<{ conversation: number; reader: string }>(
    `select coalesce(r.origin, r.ticket)::int as conversation, coalesce(r.reader, t.requester)::text as reader
     from posts p join rooms r on r.id = p.room join tickets t on t.number = coalesce(r.origin, r.ticket) where p.platform = $1 and p.post = $2`,
    [network.name, post.id],
  )
  for (const one of cast.copies.get(known?.conversation ?? 0) ?? []) cast.secrets.allow(word, one)
  // Words of others in somebody's room are read there.
  for (const one of customers)
    if (post.place.includes(cast.id(one)) || ownsPlace(cast, post.place, one)) cast.secrets.allow(word, one)
  void who
}
const ownsPlace = (cast: Cast, place: string, who: Customer) =>
  cast.told.some(({ who: by, post }) => by === who && cast.netOf(who).thread(post) === place)

const says = async (cast: Cast, who: Customer, place: string, { hasFile = false, isTopic = false } = {}) => {
  const network = cast.netOf(who)
  const word = cast.word()
  cast.secrets.tell(word, who, [])
  const files = hasFile ? [network.addFile(word, Buffer.from(`${word} bytes`), `${word}.txt`)] : []
  const post = await cast.person(who).says(`${word} is what I say`, place, { files, ...(isTopic ? { isTopic } : {}) })
  cast.posts.add(`${network.name} ${post.id}`)
  cast.told.push({ who, post, place })
  await heard(cast, post, network, word, who)
  return post
}

/** Threads under their posts, and their direct message. */
const roomsOf = (cast: Cast, who: Customer) => [
  `dm.${cast.id(who)}`,
  ...cast.told.filter((one) => one.who === who && one.place === 'help').map(({ post }) => cast.netOf(who).thread(post)),
]

const doAct = async (cast: Cast, act: Act, found: string[]): Promise<unknown> => {
  const { people, office, secrets } = cast
  const { bo, ada } = people
  if (act.do === 'open')
    return says(cast, act.who, act.isDirect ? `dm.${cast.id(act.who)}` : 'help', {
      hasFile: act.hasFile,
      isTopic: !act.isDirect,
    })
  if (act.do === 'say' || act.do === 'attach')
    return says(cast, act.who, pick(roomsOf(cast, act.who), act.at)!, { hasFile: act.do === 'attach' })
  if (act.do === 'intrude') {
    const place = pick(
      cast.told.filter(
        (one) => one.who !== act.who && one.place === 'help' && cast.netOf(one.who) === cast.netOf(act.who),
      ),
      act.at,
    )
    return place && says(cast, act.who, cast.netOf(act.who).thread(place.post))
  }
  if (act.do === 'edit' || act.do === 'delete') {
    const one = pick(
      cast.told.filter(({ who, post }) => who === act.who && !post.isDeleted),
      act.at,
    )
    if (one === undefined) return
    if (act.do === 'delete') return cast.person(act.who).deletes(one.post)
    const [before] = JSON.stringify(one.post.content).match(/zq\d+x\d+q/)!
    const word = cast.word()
    secrets.tell(word, act.who, secrets.readersOf(before))
    return cast.person(act.who).edits(one.post, `${word} is what I meant`)
  }
  if (act.do === 'look') return found.push(...(await seenAmiss(cast, act.who)))
  if (act.do === 'export') return found.push(...(await exportedAmiss(cast, act.who)))
  if (!('at' in act)) return joins(cast, act)
  const tickets = await ticketsOf(cast)
  const ticket = pick(tickets, act.at)
  if (ticket === undefined) return
  const number = String(ticket.number)
  switch (act.do) {
    case 'reply':
      return bo.invokes('reply', { ticket: number, text: 'We are on it' })
    case 'canned':
      return bo.invokes('reply', { ticket: number, canned: 'soon', text: '' })
    case 'note':
      return bo.invokes('note', { ticket: number, text: 'between us' })
    case 'quote':
    case 'aside':
      return act.do === 'quote' ? quotes(cast, ticket.number, act.at) : aside(cast, act.at)
    case 'edit-reply':
    case 'delete-reply':
      return bo.invokes(act.do, {
        ticket: number,
        reply: '1',
        ...(act.do === 'edit-reply' ? { text: 'Soon, that is' } : {}),
      })
    case 'solve':
      return bo.invokes('status', { ticket: number, status: 'solved' })
    case 'clone':
      return bo.invokes('clone', { ticket: number })
    case 'merge':
      return bo.invokes('merge', { ticket: number, into: String(pick(tickets, act.other)!.number) })
    case 'unmerge':
      return bo.invokes('merge', { ticket: number, undo: 'true' })
    case 'split':
      return bo.invokes('split', { ticket: number, messages: String(1 + (act.other % 6)) })
    case 'link':
      return bo.invokes('link', { ticket: number, other: String(pick(tickets, act.other)!.number), way: 'related' })
    case 'hand':
      // The subject is shown to whoever gets the ticket.
      for (const word of ticket.subject.match(/zq\d+x\d+q/g) ?? []) secrets.allow(word, act.who)
      return bo.invokes('edit', { ticket: number, requester: cast.person(act.who).user })
    case 'cc':
    case 'uncc': {
      const answer = wordsOfAnswer(
        await bo.invokes('cc', {
          ticket: number,
          user: cast.person(act.who).user,
          remove: act.do === 'uncc' ? 'true' : '',
        }),
      )
      if (act.do === 'uncc' || ticket.merged !== null || answer.includes('already')) return
      for (const word of ticket.subject.match(/zq\d+x\d+q/g) ?? []) secrets.allow(word, act.who)
      cast.copies.set(ticket.number, (cast.copies.get(ticket.number) ?? new Set()).add(act.who))
      return
    }
  }
  void [office, ada]
}

/** An agent answers what a customer said, by pointing at it in the ticket's thread. */
const quotes = async ({ office, people }: Cast, number: number, at: number) => {
  const card = office.card(number)
  const said = card === undefined ? undefined : pick(office.visible(office.thread(card)), at)
  if (card === undefined || said === undefined) return
  const replyTo = { platform: office.name, kind: 'post', id: said.id } as const
  await people.bo.says('To that I say yes', office.thread(card), { replyTo })
}

/** An agent writes in a customer's own thread. */
const aside = async (cast: Cast, at: number) => {
  const thread = pick(
    cast.told.filter(({ who, place }) => place === 'help' && cast.netOf(who) === cast.office),
    at,
  )
  if (thread === undefined) return
  // Words that the agent repeats are that customer's own.
  const [word] = JSON.stringify(thread.post.content).match(/zq\d+x\d+q/)!
  await cast.people.bo.says(`About ${word}: we look into it, in this very thread`, cast.office.thread(thread.post))
}

const joins = async (cast: Cast, { do: what, who, other }: Act & { do: 'join' | 'part' }) => {
  if (who === other) return
  const { bo } = cast.people
  if (what === 'join') {
    await bo.invokes('customer', { customer: await knownAs(cast, who), same_as: await knownAs(cast, other) })
    if ((await knownAs(cast, who)) === (await knownAs(cast, other))) cast.secrets.join(who, other)
    return
  }
  // The newest join of those that who is: it can be undone, and tells who goes.
  const group = cast.secrets.groupOf(who)
  const [join] = await cast.desk.rows<{ id: string; gone: string }>(
    `select j.id, j.gone from joins j join people p on p.id = j.kept where p.name = any($1) and j.undone_at is null and p.joined_to is null
     order by j.at desc, j.id desc limit 1`,
    [group.map((one) => called(cast.id(one)))],
  )
  if (join === undefined) return
  await bo.invokes('customer', { part: join.id })
  const parted = await cast.desk.rows<{ platform: string; user: string }>(
    'select platform, "user" from identities where person = $1',
    [join.gone],
  )
  cast.secrets.part(who, ...parted.flatMap(({ user }) => cast.whose(user) ?? []))
}

const wordsIn = (content: unknown) => JSON.stringify(content)

/** Words that the desk posted where a customer reads and that are not for them. */
const sentAmiss = async (cast: Cast): Promise<string[]> => {
  const leaks: string[] = []
  for (const network of [cast.office, cast.mail])
    for (const post of network.posts.values()) {
      if (cast.posts.has(`${network.name} ${post.id}`)) continue
      const owner = readerOfPlace(cast, network, post.place)
      if (owner === 'nobody') continue
      for (const word of cast.secrets.leaks(wordsIn(post.content), owner))
        leaks.push(`${owner} is sent ${word} of ${cast.secrets.ownerOf(word)}`)
    }
  return leaks
}
const readerOfPlace = (cast: Cast, network: FakeNetwork, place: string): Customer | 'nobody' | undefined => {
  const direct = place.startsWith('dm.') ? cast.whose(place.slice(3)) : undefined
  if (direct !== undefined) return direct
  const thread = cast.told.find(({ who, post }) => cast.netOf(who) === network && network.thread(post) === place)
  if (thread !== undefined) return thread.who
  return place === 'help' ? undefined : 'nobody'
}

const seenAmiss = async (cast: Cast, who: Customer): Promise<string[]> => {
  const person = cast.person(who)
  const seen: string[] = []
  const ask = async (operation: string, input: object = {}, where = 'help') =>
    void seen.push(`${operation} ${wordsIn(input)} ${wordsIn(await person.invokes(operation, input as never, where))}`)
  await ask('mine')
  for (const { number } of (await ticketsOf(cast)).slice(0, 8))
    for (const operation of ['show', 'files']) await ask(operation, { ticket: String(number) })
  for (const place of roomsOf(cast, who)) await ask('show', {}, place)
  for (const typed of ['', 'zq'])
    for (const question of [
      { kind: 'search', typed },
      { kind: 'choices', operation: 'show', field: 'ticket', typed, input: {} },
      { kind: 'choices', operation: 'split', field: 'messages', typed, input: { ticket: '1' } },
    ])
      seen.push(
        `asked ${wordsIn(question)} ${wordsIn(await cast.netOf(who).ask({ ...question, from: person.user } as never))}`,
      )
  return seen.flatMap((text) =>
    cast.secrets
      .leaks(text, who)
      .map((word) => `${who} is shown ${word} of ${cast.secrets.ownerOf(word)}: ${text.slice(0, 80)}`),
  )
}

/** The name of whoever they are one with. */
const knownAs = async (cast: Cast, who: Customer) => {
  const [known] = await cast.desk.rows<{ name: string }>(
    'select p.name from identities i join people p on p.id = i.person where i.platform = $1 and i."user" = $2',
    [cast.netOf(who).name, cast.id(who)],
  )
  return known?.name ?? called(cast.id(who))
}

const exportedAmiss = async (cast: Cast, who: Customer): Promise<string[]> => {
  const name = await knownAs(cast, who)
  await cast.people.ada.invokes('customer-data', { do: 'export', customer: name })
  const [row] = await cast.desk.rows<{ bytes: Buffer }>('select bytes from documents order by id desc limit 1')
  if (row === undefined) return [`${who} is not exported`]
  const files = unzip(row.bytes)
  const text = [...files].map(([file, bytes]) => `${file}\n${bytes.toString()}`).join('\n')
  return [
    ...cast.secrets.leaks(text, who).map((word) => `${who}'s export holds ${word} of ${cast.secrets.ownerOf(word)}`),
    ...cast.secrets
      .of(who)
      .filter((word) => !text.includes(word))
      .map((word) => `${who}'s export lacks their own ${word}`),
  ]
}

const leftBehind = async (cast: Cast, erased: Customer): Promise<string[]> => {
  const { desk, secrets, people } = cast
  const others = await ofOthers(cast, erased)
  await erase(people, await knownAs(cast, erased)).catch(() => undefined)
  await desk.settle()
  await desk.later(61_000)
  const theirs = secrets.of(erased)
  const left: string[] = []
  for (const { name } of await desk.rows<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
  )) {
    const words = theirs.flatMap((word) => [word, Buffer.from(word).toString('hex')])
    const rows = await desk.rows<{ row: string }>(
      `select row_to_json(t)::text as row from ${name} t where row_to_json(t)::text ~* $1`,
      [words.join('|')],
    )
    for (const { row } of rows) left.push(`${erased} is erased, and ${name} holds ${row.slice(0, 300)}`)
  }
  const standing = new Set(wordsOfAll(await desk.rows(`select text::text as text from entries where text is not null`)))
  return [
    ...left,
    ...others
      .filter((word) => !standing.has(word))
      .map((word) => `with ${erased} ${word} of ${secrets.ownerOf(word)} was erased`),
  ]
}
const wordsOfAll = (rows: readonly Record<string, unknown>[]) =>
  rows.flatMap(({ text }) => String(text).match(/zq\d+x\d+q/g) ?? [])

/** Words of the others in conversations of their own, which nobody else's erasure touches. */
const ofOthers = async ({ desk, secrets, id, play }: Cast, erased: Customer) => {
  const names = secrets.groupOf(erased).map((who) => called(id(who)))
  const rows = await desk.rows(
    `select e.text::text as text from entries e join people a on a.id = e.author join tickets t on t.number = coalesce(
       (select coalesce(r.origin, r.ticket) from posts p join rooms r on r.id = p.room where p.entry = e.id and p.key is null limit 1), e.ticket)
       join people q on q.id = t.requester
     where a.name ~* $1 and not a.name = any($2) and not q.name = any($2) and e.text is not null`,
    [`^(ana|carlos|eva)${play}$`, names],
  )
  return wordsOfAll(rows)
}
