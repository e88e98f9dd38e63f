import { clip, recentMap, type Memory } from '../../src/platform'
import type { Message } from './inbound-contents'
import type { Api } from './outgoing-call'
import { customId } from './interactions-id'
import { choiceLimit } from './limits'
import { localeOf, words } from './words'

interface DirectChannel {
  readonly user: string
  /** Of the last thing said in it: ms. */
  readonly at: number
  readonly guild?: string
  /** Time when that server was chosen or last written to. */
  readonly chosenAt?: number
}

/** A conversation goes on with the same server for this long after its last word. */
const choiceMs = 12 * 3_600_000
const sharedMs = 600_000
/** Direct channels in which nothing was said for so long are not looked through after a gap. */
const aliveMs = 30 * 24 * 3_600_000

/**
 * Direct messages belong to no server. Whoever shares one server with the bot means that one; whoever shares several is
 * asked, and what was said meanwhile waits.
 */
export interface DirectParts {
  readonly api: Api
  readonly memory: Memory
  /** Messages that wait for their person to choose a server. */
  readonly pending: Memory
  readonly guilds: ReadonlyMap<string, string>
  /** Tells whether a desk takes what comes from this server. */
  serves(guild: string): Promise<boolean>
}

export const createDirect = ({ api, memory, pending, guilds, serves }: DirectParts) => {
  const shared = recentMap<{ at: number; guilds: readonly string[] }>(5000)

  const read = async (channel: string): Promise<DirectChannel | undefined> =>
    (await memory.get(channel)) as DirectChannel | undefined

  const isMember = (guild: string, user: string): Promise<boolean> =>
    api.call('GET', `/guilds/${guild}/members/${user}`).then(
      () => true,
      () => false,
    )
  const sharedWith = async (user: string): Promise<readonly string[]> => {
    if (guilds.size < 2) return [...guilds.keys()]
    const known = shared.get(user)
    if (known && Date.now() - known.at < sharedMs) return known.guilds
    const all = [...guilds.keys()]
    const member = await Promise.all(all.map((guild) => isMember(guild, user)))
    const found = all.filter((_, at) => member[at])
    shared.set(user, { at: Date.now(), guilds: found })
    return found
  }
  /** Servers whose desk could take it; where there is none, the first, which says so. */
  const servedWith = async (user: string): Promise<readonly string[]> => {
    const several = await sharedWith(user)
    if (several.length < 2) return several
    const served = await Promise.all(several.map(async (guild) => serves(guild)))
    const found = several.filter((_, at) => served[at])
    return found.length > 0 ? found : several.slice(0, 1)
  }

  const guildOf = async (channel: string, user: string): Promise<string | undefined> => {
    const known = await read(channel)
    if (
      known?.guild &&
      known.chosenAt !== undefined &&
      Date.now() - known.chosenAt < choiceMs &&
      guilds.has(known.guild) &&
      (await serves(known.guild))
    )
      return known.guild
    const several = await servedWith(user)
    return several.length === 1 ? several[0] : undefined
  }

  const ask = async (channel: string, servers: readonly string[], locale?: string): Promise<void> => {
    const say = words[localeOf(locale)]
    const options = servers.slice(0, choiceLimit).map((id) => ({ value: id, label: clip(guilds.get(id) ?? id, 100) }))
    await api.call('POST', `/channels/${channel}/messages`, {
      body: {
        content: say.whichServer,
        allowed_mentions: { parse: [] },
        components: [
          { type: 1, components: [{ type: 3, custom_id: customId('guild'), placeholder: say.chooseServer, options }] },
        ],
      },
    })
  }

  return {
    guildOf,
    async heard(channel: string, user: string): Promise<void> {
      const known = await read(channel)
      const now = Date.now()
      if (known && now - known.at < 3_600_000) return
      await memory.put(channel, {
        ...known,
        user,
        at: now,
        ...(known?.guild && { chosenAt: now }),
      } satisfies DirectChannel)
    },
    /** True when the message waits for its person to choose a server. */
    async waits(message: Message): Promise<boolean> {
      const { channel_id: channel, author } = message
      if ((await guildOf(channel, author.id)) !== undefined) return false
      const servers = await servedWith(author.id)
      if (servers.length < 2) return false
      const kept = ((await pending.get(channel)) as readonly Message[] | undefined) ?? []
      if (kept.some(({ id }) => id === message.id)) return true
      await pending.put(channel, [...kept, message])
      if (kept.length === 0) await ask(channel, servers)
      return true
    },
    /** Answers what waited, oldest first. */
    async choose(channel: string, user: string, guild: string): Promise<readonly Message[]> {
      const now = Date.now()
      await memory.put(channel, { user, at: now, guild, chosenAt: now } satisfies DirectChannel)
      return ((await pending.get(channel)) as readonly Message[] | undefined) ?? []
    },
    handedOver: (channel: string) => pending.delete(channel),
    async alive(): Promise<readonly string[]> {
      const oldest = Date.now() - aliveMs
      return (await memory.list('')).filter(({ value }) => (value as DirectChannel).at > oldest).map(({ key }) => key)
    },
  }
}
export type Direct = ReturnType<typeof createDirect>
