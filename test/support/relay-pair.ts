import type { Platform, PlaceRef, PostRef, UserRef } from '../../src/platform'
import type { PlatformHarness, SeenPost } from '../contract/platform-contract'
import { operationInfo } from '../../src/core/operation'
import { operations } from '../../src/slices'
import { inEachLocale } from '../../src/core/words'
import { bridged, freePort } from './bridged'
import { canTakeFiles, emojis, expectedOn, reactionsOn, type Act, type Message, type Side } from './conversation-model'
import { startDesk, type TestDesk } from './desk'
import { discordHarness } from './discord-harness'
import { slackHarness } from './slack-harness'
import { teamsHarness } from './teams-harness'

const harnesses = {
  slack: slackHarness(
    operations.map((operation) => operationInfo(operation, inEachLocale)),
    'http',
  ),
  discord: discordHarness,
  teams: teamsHarness,
}
export type Network = keyof typeof harnesses
export const networks = Object.keys(harnesses) as Network[]
/** True where a person's client can say which message is answered. */
const canAnswer: Readonly<Record<Network, boolean>> = { slack: false, discord: true, teams: true }

/** A ticket whose customer is on one network and whose agents are on another, or on the same: there the customer writes in a DM. */
export interface RelayPair {
  /** Does what people do, and answers how what each side sees differs from what it should: nothing. */
  play(acts: readonly Act[]): Promise<readonly string[]>
  /** The customer says all of this; answers what the agents then read in their room. */
  carries(texts: readonly string[]): Promise<readonly string[]>
  /** The posts on the agents' network that ping somebody, or hold markup which it would act on. */
  active(): readonly string[]
  stop(): Promise<void>
}

export const startRelayPair = async (
  customers: Network,
  agents: Network,
  tamper: (platform: Platform) => Platform = (platform) => platform,
): Promise<RelayPair> => {
  const port = await freePort()
  const bridges = new Map([customers, agents].map((name) => [name, bridged(port)]))
  const nets = new Map<Network, PlatformHarness>()
  for (const [name, bridge] of bridges) nets.set(name, await harnesses[name](bridge.host))
  const desk = await startDesk(
    [...nets].map(([name, net]) => tamper(bridges.get(name)!.over(net.platform))),
    { env: { PORT: String(port) } },
  )
  const isDirect = customers === agents
  const [from, to] = [nets.get(customers)!, nets.get(agents)!]
  const asked = isDirect ? await from.platform.direct(from.customer) : from.channel
  await prepare(desk, { to, asked, isDirect })

  const first = await from.says(from.customer, asked, 'the VPN is down since this morning')
  await desk.quiet()
  const rooms = await desk.rows<{ side: 'customer' | 'agents'; platform: string; place: string }>(
    'select side, platform, place from rooms order by id',
  )
  const roomOf = (side: Side): PlaceRef => {
    const room = rooms.find((one) => one.side === side)
    if (!room?.place) throw new Error(`no room on the ${side} side: ${JSON.stringify(rooms)} ${JSON.stringify(first)}`)
    return { platform: room.platform, kind: 'place', id: room.place }
  }
  const sides = {
    customer: { net: from, who: from.customer, room: roomOf('customer'), name: customers, isDirect },
    agents: { net: to, who: to.agent, room: roomOf('agents'), name: agents, isDirect: false },
  }
  let count = 0
  return {
    play: async (acts) => playActs(desk, sides, acts, () => ++count),
    carries: async (texts) => {
      const before = (await copiesOn(sides, 'agents')).length
      for (const text of texts) await from.says(sides.customer.who, sides.customer.room, text)
      await desk.quiet()
      return (await copiesOn(sides, 'agents')).slice(before).map(({ text }) => text)
    },
    active: () => to.active?.() ?? [],
    stop: async () => {
      await desk.stop()
      for (const net of nets.values()) await net.close()
    },
  }
}

interface Where {
  readonly net: PlatformHarness
  readonly who: UserRef
  readonly room: PlaceRef
  readonly name: Network
  readonly isDirect: boolean
}
type Sides = Readonly<Record<Side, Where>>

/** Does an admin's part once: makes the agent one, names the places, and lets what agents write go to the customer at once. */
const prepare = async (
  desk: TestDesk,
  { to, asked, isDirect }: { to: PlatformHarness; asked: PlaceRef; isDirect: boolean },
) => {
  await to.says(to.agent, to.channel, 'is anybody here?')
  const role = `update people set role = 'agent' where id in (select person from identities where platform = $1 and "user" = $2)`
  await desk.rows(role, [to.agent.platform, to.agent.id])
  await desk.rows(`update queues set replies = 'by-default', take_back_ms = 0`)
  // One customer says in minutes what others say in a year: what is too fast would be put aside.
  await desk.rows('update desks set rate_limit = null')
  const place = `insert into places (desk, platform, place, purpose, queue) select desk, $1, $2, $3, id from queues limit 1`
  await desk.rows(place, [to.channel.platform, to.channel.id, 'agents'])
  if (!isDirect) await desk.rows(place, [asked.platform, asked.id, 'intake'])
}

interface Said extends Message {
  readonly post: PostRef
}

const playActs = async (desk: TestDesk, sides: Sides, acts: readonly Act[], next: () => number) => {
  const messages: Said[] = []
  for (const act of acts) await doAct(desk, sides, messages, act, next)
  await desk.quiet()
  return [...(await differences(sides, messages, 'customer')), ...(await differences(sides, messages, 'agents'))]
}

const doAct = async (desk: TestDesk, sides: Sides, messages: Said[], act: Act, next: () => number) => {
  const { net, who, room, name, isDirect } = sides[act.side]
  const say = async (answers?: Said, file?: string) => {
    const text = `message ${next()} of ${act.side}`
    const on = answers === undefined ? undefined : await seenAs(sides, act.side, answers)
    const { post } = await net.says(who, room, text, {
      ...(on === undefined ? {} : { replyTo: on.ref }),
      ...(file === undefined ? {} : { file: { name: file, type: 'text/plain', bytes: Buffer.from(file) } }),
    })
    messages.push({
      side: act.side,
      text,
      isDeleted: false,
      reactions: new Set(),
      post: post!,
      ...(file === undefined ? {} : { file }),
      ...(on === undefined ? {} : { answers: answers! }),
    })
  }
  if (act.do === 'say') return say()
  if (act.do === 'file')
    return say(undefined, canTakeFiles(net.platform.limits, isDirect) ? `log-${next()}.txt` : undefined)
  const own = act.do === 'edit' || act.do === 'delete'
  const standing = messages.filter((one) => !one.isDeleted && (!own || one.side === act.side))
  const message = standing[act.at % Math.max(1, standing.length)]
  if (message === undefined) return say()
  if (act.do === 'edit') {
    message.text = `message ${next()} of ${act.side}, edited`
    await net.edits(who, message.post, message.text)
  } else if (act.do === 'delete') {
    message.isDeleted = true
    await net.deletes(who, message.post)
  } else {
    // Nobody answers or reacts to what is not there yet.
    await desk.quiet()
    if (act.do === 'answer') return say(canAnswer[name] ? message : undefined)
    const mark = `${act.side} ${act.emoji}`
    const on = await seenAs(sides, act.side, message)
    if (on === undefined || message.reactions.has(mark) === act.added) return
    if (act.added) message.reactions.add(mark)
    else message.reactions.delete(mark)
    await net.reacts(who, on.ref, act.emoji, act.added)
  }
}

/** The post by which a side knows a message: its own, or the desk's copy. */
const seenAs = async (sides: Sides, side: Side, message: Said): Promise<{ readonly ref: PostRef } | undefined> =>
  message.side === side ? { ref: message.post } : copyOf(await copiesOn(sides, side), message.text)

/** Cards and receipts are the desk's own words. */
const copiesOn = async (sides: Sides, side: Side): Promise<readonly SeenPost[]> =>
  (await sides[side].net.posts(sides[side].room, sides[side].who)).filter(
    ({ text }) => !/^(#\d+|Reply \d+) ·/.test(text),
  )
/** Its words without who said them, what they answer, and what is told of files. */
const wordsOf = ({ text }: SeenPost): string =>
  (text.split('\n').findLast((line) => line.trim() !== '' && !line.startsWith('📎')) ?? '').replace(/^[^:]{1,40}: /, '')
const copyOf = (posts: readonly SeenPost[], text: string) => posts.find((post) => wordsOf(post) === text)

/** Parts of the other's messages that this side should see and does not. */
const differences = async (sides: Sides, messages: readonly Said[], side: Side): Promise<readonly string[]> => {
  const { net, isDirect, name } = sides[side]
  const limits = net.platform.limits
  const posts = await copiesOn(sides, side)
  const found: string[] = []
  const differ = (what: string, is: unknown, should: unknown) => {
    if (JSON.stringify(is) !== JSON.stringify(should))
      found.push(`${side} on ${name}, ${what}: ${JSON.stringify(is)} instead of ${JSON.stringify(should)}`)
  }
  const expected = expectedOn(messages, side, limits, isDirect)
  const texts = new Set(messages.filter((one) => one.side !== side).map(({ text }) => text))
  differ(
    'texts',
    posts.map(wordsOf).filter((text) => texts.has(text)),
    expected.map(({ text }) => text),
  )
  for (const message of expected) {
    const post = copyOf(posts, message.text)
    if (post === undefined) continue
    // In a chat of one's own Teams offers a file, and sends it once it is accepted.
    if (name !== 'teams')
      differ(
        `files of ${message.text}`,
        post.files.map((file) => file.name),
        message.files,
      )
    for (const file of name === 'teams' && isDirect ? [] : message.named)
      differ(`the name of ${file}`, post.text.includes(`📎 ${file}`), true)
    differ(
      `reactions on ${message.text}`,
      emojis.filter((emoji) => post.reactions.includes(emoji)),
      message.reactions,
    )
    const target = messages.find(({ text }) => text === message.answers)
    if (target === undefined || target.isDeleted) continue
    if (limits.replies) {
      const on = await seenAs(sides, side, target)
      differ(`what ${message.text} answers`, post.replyTo?.id, on?.ref.id)
    } else differ(`the words that ${message.text} answers`, /: message \d+ of /.test(post.text), true)
  }
  const all = await net.posts(sides[side].room, sides[side].who)
  for (const message of messages.filter((one) => one.side === side && !one.isDeleted)) {
    const own = all.find(({ ref }) => ref.id === message.post.id)
    const reactions = reactionsOn(message.reactions, side, limits)
    if (own !== undefined)
      differ(
        `reactions on the own ${message.text}`,
        emojis.filter((emoji) => own.reactions.includes(emoji)),
        reactions,
      )
  }
  return found
}
