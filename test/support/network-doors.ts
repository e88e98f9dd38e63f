import type { TestDesk } from './desk'
import type { Hands, Who } from './hands'
import { until } from './discord-desk'
import { emojiOf } from '../../adapters/slack/emoji'
import { openedView, places, startSlackDesk } from './slack-desk'
import type { FakeMessage, Json } from './slack-fake'
import { people as slackIds, readBlocks, type Answered } from './slack-harness'
import { slackHands } from './slack-hands'
import { startTeamsDesk } from './teams-desk'
import { teamsHands } from './teams-hands'
import {
  actionsOf,
  ana,
  carlos,
  bo,
  bot,
  cardIn,
  channels,
  chatOf,
  elementsOf,
  eva,
  sam,
  tenant,
  textOf,
  type FakePost,
} from './teams-fake'

const hour = 3_600_000
const reactionTypes: Readonly<Record<string, string>> = { '👍': 'like', '❤️': 'heart', '🎫': '1f3ab_ticket' }

/** A channel, somebody's own chat with the desk, the thread of a message, the agents' room of a ticket. */
export type Spot = 'help' | 'agents' | 'lounge' | 'direct' | { readonly under: Said } | { readonly ticket: number }

/** Message that somebody wrote, and what they do with it. */
export interface Said {
  readonly link: string
  edits(words: string): Promise<void>
  deletes(): Promise<void>
  reacts(by: Who, emoji: string, added?: boolean): Promise<void>
  /** Words that everybody reads in its thread. */
  below(): readonly string[]
  /** Emoji that the desk gave. */
  reactions(): readonly string[]
}

/** Something that a person sees: its words, its buttons, its file. */
export interface Sight {
  readonly text: string
  presses(by: Who, label: string): Promise<Sight>
  /** Picks from the list of this label. */
  chooses(by: Who, label: string, value: string): Promise<Sight>
  /** Presses what opens a form, and sends that filled in like this; `form` is all that the network was sent of it. */
  fills(by: Who, label: string, values: (form: string) => Readonly<Record<string, string>>): Promise<Sight>
  file(): Promise<string>
}

/** Acts of the desk's people on a network, in the ways that it has, and what they see there. */
export interface Door {
  readonly desk: TestDesk
  /** Answers what its sender alone reads. */
  commands(by: Who, line: string, spot?: Spot): Promise<Sight>
  /** A command that is asked for by a form, which is sent filled in like this; `form` is all that the network was sent of it. */
  fills(by: Who, line: string, values: (form: string) => Readonly<Record<string, string>>): Promise<Sight>
  /** Picks this word from the menu of a message. */
  picks(by: Who, said: Said, operation: 'send'): Promise<Sight>
  /** The network does what it is asked to post next where customers ask that has these words, and its answer is lost. */
  loses(words: string): void
  /** Suggestions while one types. */
  offers(by: Who, typed: string): Promise<readonly string[]>
  /** Another customer asks, or the same one so much later that it is another ticket. */
  asks(words: string, spot?: Spot): Promise<Said>
  says(by: Who, spot: Spot, words: string): Promise<Said>
  /** Words that the customer reads below the last question. */
  reads(): readonly string[]
  card(ticket: number): Sight
  room(ticket: number): readonly string[]
  /** Posts in a place, as those there see them. */
  posted(spot: Spot, by: Who): readonly Sight[]
  supervisors(): readonly Sight[]
  direct(to: Who): readonly Sight[]
  /** Hands for what can be pressed, picked and sent there. */
  readonly hands: Hands
  quiet(): Promise<void>
  stop(): Promise<void>
}

export const slackDoor = async (): Promise<Door> => {
  const slack = await startSlackDesk()
  const { act, fake } = slack
  const ids = { bo: slackIds.agent, kim: 'U0KIM', ada: 'U0ADA', ana: slackIds.customer, carlos: 'U0CARLOS' }
  let asked = ''
  let customers = 0
  const sight = (message: Json): Sight => ({
    text: readBlocks(message['blocks'] as Json[]) || String(message['text']),
    presses: async (by, label) => answered(await act.presses(ids[by], shown(message), label)),
    chooses: async (by, label, choose) => answered(await act.presses(ids[by], shown(message), label, { choose })),
    async fills(by, label, values) {
      await act.presses(ids[by], shown(message), label)
      const view = openedView(fake)
      return answered((await act.submits(ids[by], view, values(JSON.stringify(view)))) as Answered)
    },
    file: async () => fake.filesOf(message as never)[0]!.bytes.toString('utf8'),
  })
  const shown = (message: Json) =>
    ({ channel: places.agents, ts: fake.ts(), user: fake.bot.user, bot_id: fake.bot.id, ...message }) as never
  const answered = ({ answer, shown: messages }: Answered): Sight => {
    const last = messages.at(-1)
    if (last === undefined && answer?.kind !== 'private') throw new Error(`no words, but ${JSON.stringify(answer)}`)
    return last === undefined ? sight({ text: JSON.stringify(answer) }) : sight(last)
  }
  const types = async (by: string, line: string, channel = places.agents) => {
    const [command = '', ...words] = line
      .replaceAll(/@(bo|kim|ada|ana|carlos)/g, (_, who: Who) => `<@${ids[who]}|${who}>`)
      .split(' ')
    return act.types(by, channel, `/${command}`, words.join(' '))
  }
  const written = new WeakMap<Said, FakeMessage>()
  const spotOf = (spot: Spot, by: Who): { channel: string; thread?: string } => {
    if (spot === 'direct') return { channel: `D${ids[by].slice(1)}` }
    if (spot === 'lounge') return { channel: 'C0LOUNGE' }
    if (typeof spot === 'string') return { channel: places[spot] }
    const post = 'ticket' in spot ? slack.card(spot.ticket) : written.get(spot.under)!
    return { channel: post.channel, thread: post.thread_ts ?? post.ts }
  }
  const says = async (by: Who, spot: Spot, words: string): Promise<Said> => {
    const { channel, thread } = spotOf(spot, by)
    if (spot === 'direct') fake.addChannel(channel, ids[by])
    const { message } = await act.says(ids[by], channel, words, thread === undefined ? {} : { thread })
    const said: Said = {
      link: `https://team.slack.com/archives/${message.channel}/p${message.ts.replace('.', '')}`,
      edits: async (other) => void (await act.edits(ids[by], message, other)),
      deletes: async () => void (await act.deletes(message)),
      reacts: async (one, emoji, added = true) => void (await act.reacts(ids[one], message, emoji, added)),
      below: () => slack.reads(message.channel, message.thread_ts ?? message.ts),
      reactions: () =>
        message.reactions.filter(({ user }) => user === fake.bot.user).flatMap(({ name }) => emojiOf(name) ?? []),
    }
    written.set(said, message)
    return said
  }
  fake.addChannel('C0LOUNGE', 'lounge')
  fake.addUser(ids.carlos, { locale: 'en-US', profile: { display_name: 'Carlos Ruiz' } })
  fake.addUser(ids.kim, { locale: 'en-US', profile: { display_name: 'Kim' } })
  fake.addUser(ids.ada, { locale: 'en-US', profile: { display_name: 'Ada' } })
  // A name comes with somebody's first words.
  for (const by of [ids.bo, ids.kim]) await types(by, 'ticket help')
  await types(slackIds.admin, 'desk role @kim agent')
  await types(slackIds.admin, 'desk role @ada admin')
  for (const by of [slackIds.admin, ids.ada]) await types(by, 'ticket away')
  await slack.quiet()
  return {
    desk: slack.desk,
    hands: slackHands({ fake, act, ids, agents: places.agents, types }),
    commands: async (by, line, spot = 'agents') => answered(await types(ids[by], line, spotOf(spot, by).channel)),
    async fills(by, line, values) {
      await types(ids[by], line)
      return answered(
        (await act.submits(ids[by], openedView(fake), values(JSON.stringify(openedView(fake))))) as Answered,
      )
    },
    picks: async (by, one, operation) =>
      answered((await act.shortcut(ids[by], written.get(one)!, `post:${operation}`)) as Answered),
    loses: (words) => {
      let isLost = false
      fake.onCall(({ method, args }) => {
        if (method === 'conversations.replies' && isLost) return { kind: 'error', error: 'missing_scope' }
        if (isLost || method !== 'chat.postMessage' || args['channel'] !== places.help) return undefined
        if (!JSON.stringify(args).includes(words)) return undefined
        isLost = true
        return { kind: 'lost' }
      })
    },
    async offers(by, typed) {
      await types(ids[by], 'ticket sla')
      const { body } = await fake.deliver({
        type: 'block_suggestion',
        user: { id: ids[by], team_id: fake.team },
        team: { id: fake.team, domain: 'team' },
        view: openedView(fake),
        block_id: 'ticket',
        action_id: 'value',
        value: typed,
      })
      return (body as { options: { text: { text: string } }[] }).options.map(({ text }) => text.text)
    },
    says,
    async asks(words, spot = 'help') {
      ids.ana = `U0ANA${(customers += 1)}`
      fake.addUser(ids.ana, { locale: 'en-US', profile: { display_name: 'Ana García' } })
      const said = await says('ana', spot, words)
      asked = written.get(said)!.ts
      await slack.quiet()
      return said
    },
    posted: (spot, by) => {
      const { channel, thread } = spotOf(spot, by)
      return slack.messages(channel, thread).map((one) => sight(one as unknown as Json))
    },
    reads: () => slack.reads(places.help, asked),
    card: (ticket) => sight(slack.card(ticket) as unknown as Json),
    room: (ticket) => slack.reads(places.agents, slack.card(ticket).ts),
    supervisors: () => slack.messages(places.supervisors).map((one) => sight(one as unknown as Json)),
    direct: (to) => slack.messages(`D${ids[to].slice(1)}`).map((one) => sight(one as unknown as Json)),
    quiet: async () => slack.quiet(),
    stop: async () => slack.stop(),
  }
}

export const teamsDoor = async (): Promise<Door> => {
  const teams = await startTeamsDesk()
  const who = { bo, kim: eva, ada: sam, ana, carlos }
  let asked = ''
  let asks = Date.now() - 100 * hour
  const sight = (post: FakePost): Sight => ({
    text: textOf(post),
    presses: async (by, label) => pressed(by, post, label),
    async chooses(by, label, value) {
      const title = `✓ ${label}`
      const data = actionsOf(cardIn(post)).find((one) => one['title'] === title)?.['data'] as { s: string }
      return pressed(by, post, title, { [data.s]: value })
    },
    async fills(by, label, values) {
      const dialog = await teams.presses(who[by], post, label)
      const before = told(by).length
      const body = await teams.submits(who[by], post, dialog, values(JSON.stringify(dialog)))
      const said = (body as { task?: { value?: unknown } }).task?.value
      return typeof said === 'string' ? words(said) : answer(by, before)
    },
    async file() {
      const context = post.attachments
        .map(({ content }) => (content as { acceptContext?: object } | undefined)?.acceptContext)
        .find((one) => one !== undefined)
      const name = 'desk.yaml'
      const uploadUrl = `${teams.teams.serviceUrl}upload/${name}`
      const contentUrl = `https://contoso-my.sharepoint.com/${name}`
      const uploadInfo = { uploadUrl, contentUrl, name, uniqueId: 'u', fileType: 'yaml' }
      const value = { type: 'fileUpload', action: 'accept', context, uploadInfo }
      const by = Object.values(who).find((one) => chatOf(one) === post.conversation)!
      const more = { type: 'invoke', name: 'fileConsent/invoke', replyToId: post.id, value }
      await teams.teams.deliver(teams.teams.activity(by, post.conversation, more))
      return until(() => teams.teams.uploads.at(-1)?.bytes.toString('utf8'), 'the upload')
    },
  })
  const pressed = async (by: Who, post: FakePost, title: string, inputs = {}): Promise<Sight> => {
    const before = told(by).length
    const body = await teams.presses(who[by], post, title, inputs)
    // A question that was answered gives its place to what came of it.
    const inPlace = (body.value as { fallbackText?: string } | undefined)?.fallbackText
    if (inPlace !== undefined) return words(inPlace)
    const isAside = body.value === 'The answer is in your chat with the bot.'
    return typeof body.value === 'string' && !isAside ? words(body.value) : answer(by, before)
  }
  const words = (text: string): Sight =>
    sight({ id: '', conversation: '', by: bot.id, text, attachments: [], entities: [] })
  const told = (by: Who) => teams.teams.posts(chatOf(who[by]))
  const answer = async (by: Who, before: number): Promise<Sight> => {
    await until(() => told(by).length > before, 'the answer')
    return sight(told(by).at(-1)!)
  }
  const types = async (by: Who, line: string, spot: Spot = 'agents'): Promise<FakePost> => {
    const mentioned = [bot, ...[...line.matchAll(/@(bo|kim|ada|ana|carlos)/g)].map(([, name]) => who[name as Who])]
    const text = line.replaceAll(/@(bo|kim|ada|ana|carlos)/g, (_, name: Who) => `<at>${who[name].name}</at>`)
    const entities = mentioned.map(({ id, name }) => ({
      type: 'mention',
      mentioned: { id, name },
      text: `<at>${name}</at>`,
    }))
    return teams.says(who[by], spotOf(spot, by), { text: `/${text}`, toBot: true, extra: { entities } })
  }
  const commands = async (by: Who, line: string, spot?: Spot): Promise<Sight> => {
    const before = told(by).length
    await types(by, line, spot)
    return answer(by, before)
  }
  const written = new WeakMap<Said, FakePost>()
  const spotOf = (spot: Spot, by: Who): string => {
    if (spot === 'direct') return chatOf(who[by])
    if (typeof spot === 'string') return channels[spot]
    return 'ticket' in spot ? teams.card(spot.ticket).conversation : written.get(spot.under)!.conversation
  }
  const says = async (by: Who, spot: Spot, text: string, extra: object = {}): Promise<Said> => {
    const post = await teams.says(who[by], spotOf(spot, by), { text, extra })
    const [base, root] = post.conversation.split(';messageid=')
    const said: Said = {
      link: `https://teams.microsoft.com/l/message/${encodeURIComponent(base!)}/${post.id}?tenantId=${tenant}&parentMessageId=${root ?? post.id}`,
      edits: async (words) => teams.edits(who[by], post, words),
      deletes: async () => teams.deletes(who[by], post),
      reacts: async (one, emoji, added = true) => teams.reacts(who[one], post, reactionTypes[emoji]!, added),
      below: () => teams.reads(post.conversation).slice(1),
      reactions: () => [],
    }
    written.set(said, post)
    return said
  }
  await teams.says(eva, channels.agents, 'hello everybody')
  await commands('ada', 'desk role @kim agent')
  await commands('ada', 'ticket away')
  return {
    desk: teams.desk,
    hands: teamsHands({ teams, who, types }),
    commands,
    async fills(by, line, values) {
      const { conversation } = await types(by, line)
      const form = await until(() => teams.teams.posts(conversation).find((one) => cardIn(one)), 'the form')
      const title = String(actionsOf(cardIn(form)).at(-1)?.['title'])
      const before = told(by).length
      const inputs = Object.fromEntries(
        Object.entries(values(JSON.stringify(cardIn(form)))).map(([name, value]) => [`f.${name}`, value]),
      )
      const body = await teams.presses(who[by], form, title, inputs)
      const card: unknown = body.value
      return elementsOf(card).length > 0 ? words(JSON.stringify(card)) : answer(by, before)
    },
    async picks(by, one, operation) {
      const post = written.get(one)!
      const messagePayload = {
        id: post.id,
        replyToId: null,
        createdDateTime: new Date().toISOString(),
        body: { contentType: 'html', content: `<p>${post.text}</p>` },
        from: { user: { userIdentityType: 'aadUser', id: who[by].aadObjectId, displayName: who[by].name } },
      }
      const more = {
        type: 'invoke',
        name: 'composeExtension/fetchTask',
        value: { commandId: operation, messagePayload },
      }
      const { body } = await teams.teams.deliver(teams.teams.activity(who[by], post.conversation, more))
      return words(JSON.stringify(body))
    },
    loses: (lost) => {
      let isLost = false
      teams.teams.onCall(({ method, path, body }) => {
        if (isLost || method !== 'POST' || !decodeURIComponent(path).includes(channels.help)) return undefined
        if (!JSON.stringify(body).includes(lost)) return undefined
        isLost = true
        return { status: 0, done: true }
      })
    },
    async offers(by, typed) {
      const parameters = [{ name: 'query', value: typed }]
      const value = { commandId: 'search', parameters, queryOptions: { skip: 0, count: 25 } }
      const more = { type: 'invoke', name: 'composeExtension/query', value }
      const { body } = await teams.teams.deliver(teams.teams.activity(who[by], channels.agents, more))
      const found = (body as { composeExtension: { attachments: { preview: { content: { title: string } } }[] } })
        .composeExtension
      return found.attachments.map(({ preview }) => preview.content.title)
    },
    says,
    async asks(question, spot = 'help') {
      const timestamp = new Date((asks += hour)).toISOString()
      const said = await says('ana', spot, question, { timestamp })
      asked = written.get(said)!.conversation
      await teams.quiet()
      return said
    },
    posted: (spot, by) => teams.teams.posts(spotOf(spot, by)).map(sight),
    reads: () => teams.reads(asked).slice(1),
    card: (ticket) => sight(teams.card(ticket)),
    room: (ticket) => teams.reads(teams.card(ticket).conversation).slice(1),
    supervisors: () =>
      teams.teams
        .posts(channels.supervisors)
        .filter(({ by }) => by === bot.id)
        .map(sight),
    direct: (to) => told(to).map(sight),
    quiet: async () => teams.quiet(),
    stop: async () => teams.stop(),
  }
}
