import { resolve } from 'node:path'
import { platform as definition } from '../../adapters/discord/definition'
import { readCustomId } from '../../adapters/discord/interactions-id'
import { toInbound } from '../../adapters/discord/inbound'
import {
  arrivalOf,
  commandWish,
  interactionTypes,
  pressWish,
  submitWish,
  type Interaction as NativeInteraction,
  type Lookup,
  type Wish,
} from '../../adapters/discord/interactions-read'
import type { Channel as KnownChannel } from '../../adapters/discord/directory-known'
import { parseMarkdown } from '../../adapters/discord/markdown-read'
import { placeRef, postRef, readPlace, readPost, userRef } from '../../adapters/discord/refs'
import { render } from '../../adapters/discord/render'
import {
  decodeAction,
  plain,
  type Inbound,
  type OperationInfo,
  type Platform,
  type PlaceRef,
  type PostRef,
} from '../../src/platform'
import {
  contractOperations,
  type Acknowledged,
  type PlatformHarness,
  type SeenPost,
} from '../contract/platform-contract'
import { startDiscordFake } from './discord-fake'
import type { Channel, Component, Interaction, Message } from './discord-world'
import { walk } from './discord-fake-rest'
import { people, readable } from './discord-people'
import type { StubHost } from './stub-host'

/** Sample with its context: the channels it names, and what the bot knew. */
interface Native {
  readonly packet: { readonly t: string; readonly d: object }
  readonly channels?: Readonly<Record<string, KnownChannel>>
  readonly authors?: Readonly<Record<string, { id: string; name: string }>>
  readonly own?: readonly string[]
}

const sceneMe = '900000000000000001'

const becomes = (native: unknown): Inbound | undefined => {
  const { packet, channels = {}, authors = {}, own = [] } = native as Native
  const lookup = { me: sceneMe, channel: (id: string) => channels[id], role: () => 'mods' }
  if (packet.t === 'INTERACTION_CREATE') {
    const interaction = packet.d as NativeInteraction
    const wish = wishOf(interaction, lookup)
    return wish && { ...arrivalOf(interaction, lookup), kind: 'invoke', ...wish }
  }
  const [first] = toInbound(packet as never, {
    ...lookup,
    event: 'session1:7',
    now: new Date('2026-03-02T09:30:00.000Z'),
    author: (id) => authors[id],
    name: (id) => (id === '200000000000000001' ? 'Ana García' : undefined),
    isOwn: (id) => own.includes(id),
  })
  return first
}

const newTicket: OperationInfo = {
  ...(contractOperations[0] as OperationInfo),
  name: 'new',
  by: 'customer',
  menus: ['post', 'user'],
  title: { en: 'New ticket', es: 'Nuevo ticket' },
  fields: [{ name: 'text', kind: 'rich-text', label: { en: 'text', es: 'texto' }, required: false, suggests: false }],
}
const sampleOperations = [...contractOperations, newTicket]

const wishOf = (interaction: NativeInteraction, lookup: Lookup): Wish | undefined => {
  if (interaction.type === interactionTypes.command) return commandWish(interaction, lookup, sampleOperations)
  const custom = readCustomId(interaction.data?.custom_id ?? '')
  const action = custom && decodeAction(custom.id)
  if (!action) return undefined
  if (interaction.type === interactionTypes.component) return pressWish(interaction, action)
  return submitWish(interaction, { operation: action.operation, hidden: action.input }, lookup, sampleOperations).wish
}

/** Discord’s side of the contract suite, over a fake of it. */
export const discordHarness = async (host: StubHost): Promise<PlatformHarness> => {
  const fake = await startDiscordFake()
  const act = people(fake)
  const ana = act.person('ana', 'Ana García')
  const bo = act.person('bo', 'Bo Lindqvist')
  const home = act.guild('The server', bo, ana)
  const channel = act.channel(home, 'help')
  const platform: Platform = definition.create({
    DISCORD_BOT_TOKEN: fake.world.token,
    DISCORD_API_URL: fake.url,
    DISCORD_PERSONA: 'prefix',
    DISCORD_CUSTOMER_THREADS: 'public',
  })
  const spot = (place: PlaceRef): Channel => fake.world.channels.get(readPlace(place).channel) as Channel
  const messageIn = (at: string, message: string): Message =>
    fake.world.channels.get(at)?.messages.find(({ id }) => id === message) as Message
  const messageAt = (ref: PostRef): Message => {
    const { channel: at, message } = readPost(ref)
    return messageIn(at, message)
  }
  const refOf = (message: Message): PostRef => {
    const guild = fake.world.channels.get(message.channel_id)?.guild_id
    return postRef({ channel: message.channel_id, message: message.id, ...(guild && { guild }) })
  }
  const user = (id: string) => fake.world.users.get(id) as typeof ana

  // Discord's gateway knows no acknowledgement: what counts is whether the desk stored it.
  const waiting = new Set<(stored: boolean) => void>()
  const receive = host.receive.bind(host)
  host.receive = async (event: Inbound) => {
    const tell = (stored: boolean): void => {
      if (event.kind === 'lifecycle') return
      for (const one of waiting) one(stored)
      waiting.clear()
    }
    return receive(event).then(
      (answer) => {
        tell(true)
        return answer
      },
      (error: unknown) => {
        tell(false)
        throw error
      },
    )
  }
  const stored = (): Promise<boolean> => new Promise((done) => waiting.add(done))
  const heard = async (happen: () => Message | void): Promise<Acknowledged> => {
    const settled = stored()
    const message = happen()
    const acknowledged = await settled
    return { acknowledged, ...(message && { post: refOf(message) }) }
  }
  let last: { message: Message; acknowledged: boolean } | undefined

  const answerOf = ({ response, followups }: Interaction): Pick<Acknowledged, 'answer'> => {
    if (response?.type === 9) {
      const fields = walk(response.data?.components ?? []).flatMap(({ type, custom_id: id }) =>
        id === undefined || type === 18 ? [] : [id],
      )
      return { answer: { kind: 'form', fields } }
    }
    const shown = followups[0]
    if (!shown) return {}
    const text = plain(parseMarkdown(readable(shown)))
    const isFault = walk(shown.components).some(({ custom_id: id }) => id?.startsWith('r') === true)
    if (!isFault) return { answer: { kind: 'private', text } }
    const fields = text.split('\n').map((line) => line.split(': ') as [string, string])
    return { answer: { kind: 'invalid', fields: Object.fromEntries(fields) } }
  }
  const answered = async (work: Promise<Interaction>): Promise<Acknowledged> => {
    const interaction = await work
    if (interaction.response?.type === 9) modal = interaction.response.data?.custom_id ?? ''
    return { acknowledged: interaction.response !== undefined, ...answerOf(interaction) }
  }
  let modal = ''
  const answeredBy = ({ message_reference: on }: Message): Pick<SeenPost, 'replyTo'> => {
    const message = on && messageIn(on.channel_id, on.message_id)
    return message === undefined ? {} : { replyTo: refOf(message) }
  }
  const seen = async (message: Message): Promise<SeenPost> => ({
    ref: refOf(message),
    text: plain(parseMarkdown(readable(message))),
    controls: walk(message.components).flatMap(({ type, label, placeholder }: Component) =>
      type === 2 ? [label ?? ''] : type === 3 ? [placeholder ?? ''] : [],
    ),
    files: await Promise.all(
      message.attachments.map(async ({ filename, url }) => ({
        name: filename,
        bytes: Buffer.from(await (await fetch(url)).arrayBuffer()),
      })),
    ),
    ...answeredBy(message),
    reactions: [...message.reactions].flatMap(([emoji, by]) => (by.has(fake.world.bot.id) ? [emoji] : [])),
  })
  const place = placeRef({ guild: home.id, channel: channel.id })

  return {
    platform,
    channel: place,
    customer: userRef(ana.id),
    agent: userRef(bo.id),
    posts: async (where, viewer) =>
      Promise.all(
        spot(where)
          .messages.filter(({ only }) => only === undefined || only === viewer?.id)
          .map(seen),
      ),
    async says(as, where, text, { replyTo, file } = {}) {
      const done = await heard(() => {
        const message = act.says(user(as.id), spot(where), text, {
          ...(replyTo && { replyTo: messageAt(replyTo) }),
          ...(file && { file }),
        })
        last = { message, acknowledged: false }
        return message
      })
      if (last) last.acknowledged = done.acknowledged
      return done
    },
    edits: (_as, post, text) => heard(() => act.edits(messageAt(post), text)),
    deletes: (_as, post) => heard(() => act.deletes(messageAt(post))),
    reacts: (as, post, emoji, added) => heard(() => act.reacts(user(as.id), messageAt(post), emoji, added)),
    presses: (as, where, post, label) => answered(act.presses(user(as.id), spot(where), messageAt(post), label)),
    submits: (as, where, _form, values) => answered(act.submits(user(as.id), spot(where), modal, values)),
    commands: (as, where, words) => answered(act.commands(user(as.id), spot(where), `ticket ${words}`)),
    // Messages not stored are tried again by themselves; stored ones come once more when a session is resumed.
    redelivers: () => heard(() => (last?.acknowledged ? act.again(last.message) : undefined)),
    link: ({ id }) => `https://discord.com/channels/${id}`,
    nowhere: {
      place: placeRef({ guild: home.id, channel: '100000000000000000' }),
      post: postRef({ guild: home.id, channel: channel.id, message: '100000000000000000' }),
    },
    samples: resolve(__dirname, '../../adapters/discord/samples'),
    inbound: becomes,
    breaches(content) {
      const { content: text = '', components = [] } = render(content)
      const all = walk(components as readonly Component[])
      return [
        ...(text.length > 2000 ? [`the text has ${text.length} characters`] : []),
        ...(all.length > 40 ? [`there are ${all.length} components`] : []),
        ...(all.reduce((sum, one) => sum + (one.content ?? '').length, 0) > 4000
          ? ['the card has too many words']
          : []),
        ...all.flatMap((one) => ((one.components ?? []).length > 5 && one.type === 1 ? ['a row is too long'] : [])),
      ]
    },
    async open() {
      const until = Date.now() + 2000
      while (fake.gateway.connections > 0 && Date.now() < until) await new Promise((done) => setImmediate(done))
      return fake.gateway.connections > 0 ? [`${fake.gateway.connections} connections`] : []
    },
    active: () =>
      [...fake.world.channels.values()]
        .flatMap(({ messages }) => messages)
        .filter(({ author, pinged }) => author.id === fake.world.bot.id && pinged.length > 0)
        .map(({ content }) => content),
    async close() {
      await fake.close()
      expect(fake.faults).toEqual([])
    },
  }
}
