import { setTimeout as delay } from 'node:timers/promises'
import type { APIApplication } from 'discord.js'
import { DeliveryFailure, type Host } from '../../src/platform'
import type { Session } from './session'
import type { DiscordConfig } from './settings'
import { createBackfill } from './backfill'
import { forgetDrafts } from './interactions-id'
import { registerCommands } from './commands'
import { createDirect } from './receive-direct'
import { createReception } from './receive'
import { createGateway, type Gateway } from './connect-gateway'
import { createGap } from './backfill-gap'
import type { Interaction } from './interactions-read'
import { createKnown } from './directory-known'
import { createApi, type Api } from './outgoing-call'
import { createOrder } from './receive-order'
import { workspaceRef } from './refs'
import { createScenes } from './inbound-lookup'
import { createSends } from './outgoing-find'
import { createWatermarks } from './backfill-watermarks'
import { createWebhooks } from './outgoing-webhooks'

const intents = {
  guilds: 1 << 0,
  members: 1 << 1,
  guildMessages: 1 << 9,
  guildReactions: 1 << 10,
  guildTyping: 1 << 11,
  direct: 1 << 12,
  directReactions: 1 << 13,
  directTyping: 1 << 14,
  content: 1 << 15,
}
/** The application's flags tell which privileged intents were turned on; asking for another is refused. */
const membersFlags = (1 << 14) | (1 << 15)
export const contentFlags = (1 << 18) | (1 << 19)

const intentsFor = (flags: number): number =>
  intents.guilds |
  intents.guildMessages |
  intents.guildReactions |
  intents.guildTyping |
  intents.direct |
  intents.directReactions |
  intents.directTyping |
  ((flags & membersFlags) === 0 ? 0 : intents.members) |
  ((flags & contentFlags) === 0 ? 0 : intents.content)

const readShards = (text: string | undefined): { ids: readonly number[]; count: number } | undefined => {
  const [ids = '', count] = text?.split('/') ?? []
  return count === undefined ? undefined : { ids: ids.split(',').map(Number), count: Number(count) }
}

const saveEvery = 1000
const tidyEvery = 3_600_000

/** Connects. Throws when the token is not accepted; a network that is away is waited for. */
export const connect = async (config: DiscordConfig, host: Host, signal: AbortSignal): Promise<Session> => {
  const { DISCORD_BOT_TOKEN: token = '', DISCORD_API_URL: url, DISCORD_SHARDS } = config
  const api = createApi({ token, ...(url && { url }) })
  const application = await whoAmI(api, host, signal)
  const appId = config.DISCORD_APPLICATION_ID ?? application.id
  const me = application.bot?.id ?? appId
  const flags = application.flags ?? 0
  const known = createKnown()
  const marks = createWatermarks(host.memory('marks'))
  await marks.load()
  const sends = createSends(host.memory('sends'), api)
  const drafts = host.memory('drafts')
  const direct = createDirect({
    api,
    memory: host.memory('direct'),
    pending: host.memory('pending'),
    guilds: known.guilds,
    serves: async (guild) => host.serves(workspaceRef(guild)),
  })
  const readsContent = (flags & contentFlags) !== 0
  const scenes = createScenes({ api, known, direct, sends, me, application: appId, readsContent })
  const order = createOrder(host.log)
  const desk = {
    api,
    host,
    drafts,
    me,
    actions: host.memory('actions'),
    channel: (id: string) => known.channels.get(id),
    role: (id: string) => known.roles.get(id),
    guildOf: direct.guildOf,
    chooseGuild: async (interaction: Interaction, guild: string) => {
      const channel = interaction.channel_id ?? ''
      await reception.handOver(await direct.choose(channel, interaction.user?.id ?? '', guild))
      await direct.handedOver(channel)
      return known.guilds.get(guild) ?? guild
    },
  }
  const reception = createReception({
    api,
    host,
    known,
    marks,
    order,
    gap: () => gap,
    direct,
    scenes,
    desk,
    me,
    readsContent,
  })
  const backfill = createBackfill({ api, known, marks, log: host.log, toInbound: reception.understand })
  const gap = createGap({ backfill, order, log: host.log, me, receive: reception.receive })
  await registerCommands(api, appId, host.operations, host.memory('commands')).catch((error: unknown) =>
    host.log.error({ error }, 'the commands could not be registered with Discord'),
  )
  const shards = readShards(DISCORD_SHARDS)
  const gateway = createGateway({
    rest: api.rest,
    token,
    intents: intentsFor(flags),
    memory: host.memory('gateway'),
    log: host.log,
    handle: (packet, event) => reception.handle(packet, event),
    calm: (at) => marks.allBefore(at),
    ...(shards && { shards }),
  })
  const keep = (): void =>
    void marks.save().catch((error: unknown) => host.log.warn({ error }, 'how far Discord was read could not be kept'))
  const tidy = (): void =>
    void Promise.all([sends.forgetOld(), forgetDrafts(drafts)]).catch((error: unknown) =>
      host.log.warn({ error }, 'old notes could not be thrown away'),
    )
  const timers = [setInterval(keep, saveEvery).unref(), setInterval(tidy, tidyEvery).unref()]
  const began = new Date()
  const close = async (): Promise<void> => {
    for (const timer of timers) clearInterval(timer)
    await reception.stop()
    await gateway.leave()
    await marks.save().catch(() => undefined)
    api.close()
  }
  await connectShards(gateway, host, signal).catch(async (error: unknown) => {
    await close()
    throw error
  })
  marks.beginAt(began)
  return {
    api,
    host,
    known,
    sends,
    reception,
    missed: gap.missed,
    channel: scenes.channel,
    webhooks: createWebhooks(api, host.memory('webhooks'), appId),
    me,
    close,
  }
}

const longestWait = 60_000

/** Tries until it is done: a network that is away must not keep the desk's other networks from working. */
const patiently = async <T>(work: () => Promise<T>, what: string, host: Host, signal: AbortSignal): Promise<T> => {
  for (let wait = 1000; ; wait = Math.min(wait * 2, longestWait)) {
    try {
      return await work()
    } catch (error) {
      if (error instanceof DeliveryFailure && (error.kind === 'blocked' || error.kind === 'refused')) throw error
      host.log.warn({ error }, what)
      await delay(wait, undefined, { signal })
    }
  }
}

const whoAmI = async (api: Api, host: Host, signal: AbortSignal): Promise<APIApplication> => {
  const ask = (): Promise<APIApplication> => api.call<APIApplication>('GET', '/applications/@me')
  return patiently(ask, 'Discord cannot be reached; trying again', host, signal).catch((cause: unknown) => {
    if (signal.aborted) throw cause
    throw new Error(
      'Discord does not accept DISCORD_BOT_TOKEN: copy it again at https://discord.com/developers/applications, Bot → Reset Token',
      { cause },
    )
  })
}

const connectShards = (gateway: Gateway, host: Host, signal: AbortSignal): Promise<void> =>
  patiently(() => gateway.connect(), "Discord's gateway cannot be reached; trying again", host, signal)
