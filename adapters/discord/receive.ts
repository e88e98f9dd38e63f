import type { APIChannel, GatewayDispatchPayload } from 'discord.js'
import { fit, paragraph, type Answer, type Content, type Host, type Inbound, type UserRef } from '../../src/platform'
import type { Direct } from './receive-direct'
import type { Gap, Guild } from './backfill-gap'
import { isPersons, type Message } from './inbound-contents'
import { messageOf, onPost, toInbound } from './inbound'
import type { Interaction } from './interactions-read'
import { answerInteraction, type Desk } from './interactions'
import { channelOf, isDirect, nameOf, type Known } from './directory-known'
import { limitsFor } from './limits'
import { measure } from './markdown-print'
import type { Order } from './receive-order'
import type { Api } from './outgoing-call'
import { readPlace, readPost, userRef } from './refs'
import { render } from './render'
import type { Scenes } from './inbound-lookup'
import type { Watermarks } from './backfill-watermarks'
import { localeOf, words } from './words'

export interface ReceptionParts {
  readonly api: Api
  readonly host: Host
  readonly known: Known
  readonly marks: Watermarks
  readonly order: Order
  readonly gap: () => Gap
  readonly direct: Direct
  readonly scenes: Scenes
  readonly desk: Desk
  readonly me: string
  readonly readsContent: boolean
}

/** Hands the gateway's events to the desk, in the order of each channel. */
export const createReception = (parts: ReceptionParts) => {
  const { api, host, known, marks, order, gap, direct, scenes, desk, me, readsContent } = parts
  const { inOrder, persistently } = order
  const owners = new Map<string, string>()
  /** Servers in which the bot was refused something: a change of roles or channels may have mended it. */
  const refusedIn = new Set<string>()
  const underWay = new Set<Promise<void>>()

  /** Shows something to one person alone, in the direct channel. `place` is what it is about. */
  const whisperTo = async (user: UserRef, place: Inbound['place'] | undefined, content: Content, locale?: string) => {
    const { id } = await api.call<{ id: string }>('POST', '/users/@me/channels', { body: { recipient_id: user.id } })
    const { as: _as, files: _files, card: _card, replyTo: _replyTo, ...shown } = content
    const about = place ? `${words[localeOf(locale)].about(`<#${readPlace(place).channel}>`)}\n` : ''
    const parts = fit(shown, limitsFor('prefix'), {
      measure,
      reserve: about.length,
    })
    for (const [index, part] of parts.entries()) {
      const body = render(part)
      const whole = index === 0 ? { ...body, content: `${about}${body.content ?? ''}` } : body
      await api.call('POST', `/channels/${id}/messages`, { body: whole })
    }
  }
  /** Sends the desk's answer to something that was no interaction by direct message: there is nothing else. */
  const receive = async (event: Inbound): Promise<void> => {
    const answer: Answer = await host.receive(event)
    if (answer.kind !== 'private') return
    await whisperTo(event.from, event.direct ? undefined : event.place, answer.content, event.locale).catch(
      (error: unknown) => host.log.warn({ error, event: event.id }, 'a private answer did not reach its person'),
    )
  }

  /** Reads a message as an event; undefined when it is nobody's business, or waits for its person to choose a server. */
  const understand = async (message: Message, isChosen = false): Promise<Inbound | undefined> => {
    scenes.remember(message)
    if (!isPersons(message, me)) return undefined
    const place = await scenes.channel(message.channel_id)
    if (place && isDirect(place.type) && !isChosen) {
      await direct.heard(message.channel_id, message.author.id)
      if (await direct.waits(message)) return undefined
    }
    return messageOf(message, await scenes.sceneFor(message.id, message.channel_id, message.author.id))
  }
  const said = async (message: Message): Promise<void> => {
    const event = await understand(message)
    if (event) await receive(event)
    marks.reach(message.channel_id, message.id)
  }

  /** A reaction that stands for an operation brings the post's own words along. */
  const asInvocation = async (event: Inbound): Promise<Inbound> => {
    if (event.kind !== 'reaction' || !event.added) return event
    const operation = host.operations.find(({ reaction }) => reaction === event.emoji)
    if (!operation) return event
    const { channel, message: id } = readPost(event.post)
    const message = await api.call<Message>('GET', `/channels/${channel}/messages/${id}`).catch(() => undefined)
    if (!message || !isPersons(message, me)) return event
    const { kind: _kind, emoji: _emoji, added: _added, post, ...arrival } = event
    return {
      ...arrival,
      kind: 'invoke',
      operation: operation.name,
      input: {},
      on: post,
      ...onPost(message, await scenes.sceneFor(event.id, channel)),
      onFrom: { user: userRef(message.author.id), name: nameOf(message.author, message.member) },
    }
  }
  const others = async (packet: GatewayDispatchPayload, event: string): Promise<void> => {
    const { channel_id, user_id, member } = packet.d as { channel_id?: string; user_id?: string; member?: object }
    const scene = await scenes.sceneFor(event, channel_id, user_id, member !== undefined)
    for (const inbound of toInbound(packet, scene)) await receive(await asInvocation(inbound))
  }

  const learnGuild = (guild: Guild): void => {
    known.guilds.set(guild.id, guild.name)
    owners.set(guild.id, guild.owner_id)
    for (const raw of [...guild.channels, ...(guild.threads ?? [])])
      known.channels.set(raw.id, channelOf(raw, guild.id))
    for (const { id, name } of guild.roles) known.roles.set(id, name)
  }
  const welcome = async (packet: GatewayDispatchPayload, guild: Guild, event: string): Promise<void> => {
    const memory = host.memory('guilds')
    if ((await memory.get(guild.id)) !== guild.joined_at) {
      await others(packet, event)
      await memory.put(guild.id, guild.joined_at)
    }
    if (!readsContent) await sayNoContent(guild)
  }
  const sayNoContent = async (guild: Guild): Promise<void> => {
    const memory = host.memory('notices')
    host.log.warn({ guild: guild.id }, words.en.noContent(guild.name))
    if (await memory.get(`content/${guild.id}`)) return
    const text = [paragraph(words[localeOf(guild.preferred_locale)].noContent(guild.name))]
    await whisperTo(userRef(guild.owner_id), undefined, { text }).catch(() => undefined)
    await memory.put(`content/${guild.id}`, true)
  }
  /** Retries what was parked because the bot may not do it, once its rights have changed. */
  const unpark = async (guild: string | undefined, event: string): Promise<void> => {
    const owner = guild === undefined ? undefined : owners.get(guild)
    if (guild === undefined || owner === undefined || !refusedIn.delete(guild)) return
    const again = { t: 'GUILD_CREATE', d: { id: guild, owner_id: owner, joined_at: event } }
    await others(again as unknown as GatewayDispatchPayload, event)
  }
  /** Of what Discord tells of a member only the roles matter. */
  const memberChanged = async (packet: GatewayDispatchPayload, event: string): Promise<void> => {
    const { guild_id, user, roles } = packet.d as { guild_id: string; user: { id: string }; roles: readonly string[] }
    const held = [...roles].sort().join(' ')
    if (held === known.held.get(`${guild_id}/${user.id}`)) return
    known.held.set(`${guild_id}/${user.id}`, held)
    await others(packet, event)
  }
  const learnChannel = (raw: APIChannel): void => known.channels.set(raw.id, channelOf(raw))

  /** Handles the events that change what is known; they bring nothing for the desk itself, or little. */
  const learn = async (packet: GatewayDispatchPayload, event: string): Promise<void> => {
    switch (packet.t) {
      case 'READY': {
        for (const { id } of packet.d.guilds) if (!known.guilds.has(id)) known.guilds.set(id, id)
        const isFirstShard = (packet.d.shard?.[0] ?? 0) === 0
        if (isFirstShard && marks.horizon() !== undefined) await gap().readAll(await direct.alive())
        return
      }
      case 'GUILD_CREATE': {
        if (packet.d.unavailable) return
        const guild = packet.d as unknown as Guild
        learnGuild(guild)
        const welcomed = persistently(() => welcome(packet, guild, event), 'a server could not be welcomed')
        await Promise.all([welcomed, gap().readGuild(guild)])
        return
      }
      case 'CHANNEL_UPDATE':
        learnChannel(packet.d)
        return unpark('guild_id' in packet.d ? packet.d.guild_id : undefined, event)
      case 'CHANNEL_CREATE':
      case 'THREAD_CREATE':
      case 'THREAD_UPDATE':
        return learnChannel(packet.d)
      case 'THREAD_LIST_SYNC':
        for (const raw of packet.d.threads) known.channels.set(raw.id, channelOf(raw, packet.d.guild_id))
        return
      case 'GUILD_ROLE_UPDATE':
        known.roles.set(packet.d.role.id, packet.d.role.name)
        return unpark(packet.d.guild_id, event)
      case 'GUILD_MEMBER_UPDATE':
        return packet.d.user.id === me ? unpark(packet.d.guild_id, event) : memberChanged(packet, event)
      case 'GUILD_ROLE_DELETE':
        return others(packet, event)
      default:
    }
  }

  const route = async (packet: GatewayDispatchPayload, event: string): Promise<void> => {
    const { id = '', channel_id = id, guild_id } = packet.d as { id?: string; channel_id?: string; guild_id?: string }
    const later = 'an event could not be stored'
    switch (packet.t) {
      case 'INTERACTION_CREATE':
        // Its three seconds do not wait for what is said in the channel.
        return answerInteraction(desk, packet.d as unknown as Interaction)
      case 'MESSAGE_CREATE':
        await gap().gate(guild_id)
        return inOrder(channel_id, () => persistently(() => said(packet.d as unknown as Message), later))
      case 'GUILD_DELETE':
        if (packet.d.unavailable) return
        known.guilds.delete(id)
        await persistently(() => host.memory('guilds').delete(id), later)
        return persistently(() => others(packet, event), later)
      case 'MESSAGE_UPDATE':
      case 'MESSAGE_DELETE':
      case 'MESSAGE_DELETE_BULK':
      case 'MESSAGE_REACTION_ADD':
      case 'MESSAGE_REACTION_REMOVE':
      case 'MESSAGE_REACTION_REMOVE_ALL':
      case 'MESSAGE_REACTION_REMOVE_EMOJI':
      case 'CHANNEL_DELETE':
      case 'THREAD_DELETE':
        await gap().gate(guild_id)
        return inOrder(channel_id, () => persistently(() => others(packet, event), later))
      case 'GUILD_MEMBER_REMOVE':
        return persistently(() => others(packet, event), later)
      case 'TYPING_START':
        return others(packet, event).catch(() => undefined)
      default:
        return learn(packet, event)
    }
  }

  return {
    understand,
    receive,
    whisperTo,
    /** Resolves when what came is stored; rejects when this process stops first. */
    async handle(packet: GatewayDispatchPayload, { id }: { readonly id: string }): Promise<void> {
      order.signal.throwIfAborted()
      const done = route(packet, id)
      underWay.add(done)
      return done.finally(() => underWay.delete(done))
    },
    /** Hands over what waited in a direct message until its server was chosen. */
    handOver: async (messages: readonly Message[]): Promise<void> => {
      for (const message of messages) {
        const event = await understand(message, true)
        if (event) await receive(event)
      }
    },
    refused: (guild: string | undefined): void => {
      if (guild !== undefined) refusedIn.add(guild)
    },
    /** Nothing more is begun; resolves when what was under way is over. */
    async stop(): Promise<void> {
      order.stop()
      gap().stop()
      await Promise.allSettled(underWay)
    },
  }
}
export type Reception = ReturnType<typeof createReception>
