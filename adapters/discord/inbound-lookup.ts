import type { APIChannel, APIUser } from 'discord.js'
import { recentMap } from '../../src/platform'
import type { Direct } from './receive-direct'
import { attachmentsIn, isPersons, type Message } from './inbound-contents'
import type { Scene } from './inbound'
import { channelOf, isDirect, nameOf, type Channel, type Known } from './directory-known'
import type { Api } from './outgoing-call'
import type { Sends } from './outgoing-find'

export interface ScenesParts {
  readonly api: Api
  readonly known: Known
  readonly direct: Direct
  readonly sends: Sends
  readonly me: string
  readonly application: string
  readonly readsContent: boolean
}

/** Looks up what an event does not say by itself, and remembers what it says. */
export const createScenes = ({ api, known, direct, sends, me, application, readsContent }: ScenesParts) => {
  const names = recentMap<string>(20_000)

  const channel = async (id: string): Promise<Channel | undefined> => {
    const cached = known.channels.get(id)
    if (cached) return cached
    const raw = await api.call<APIChannel>('GET', `/channels/${id}`).catch(() => undefined)
    if (raw) known.channels.set(id, channelOf(raw))
    const found = known.channels.get(id)
    if (found?.parent && !known.channels.get(found.parent)) await channel(found.parent)
    return found
  }
  const learnName = async (id: string): Promise<void> => {
    if (names.get(id) !== undefined) return
    const user = await api.call<APIUser>('GET', `/users/${id}`).catch(() => undefined)
    if (user) names.set(id, nameOf(user))
  }

  return {
    channel,
    /** `user` is whose direct message it may be; without `hasName` the event brings nothing but the id. */
    async sceneFor(event: string, channelId?: string, user?: string, hasName = true): Promise<Scene> {
      const place = channelId === undefined ? undefined : await channel(channelId)
      const isDm = place !== undefined && isDirect(place.type)
      const guild = isDm && user !== undefined ? await direct.guildOf(place.id, user) : undefined
      if (user !== undefined && !hasName) await learnName(user)
      return {
        me,
        event,
        readsContent,
        now: new Date(),
        channel: (id) => known.channels.get(id),
        role: (id) => known.roles.get(id),
        author: (id) => known.authors.get(id),
        name: (id) => names.get(id),
        isOwn: (id) => known.own.has(id),
        guildOf: () => guild,
      }
    },
    remember(message: Message): void {
      const { author, id, member } = message
      if (author.id === me || message.application_id === application) known.own.set(id, String(message.nonce ?? ''))
      if (author.id === me && message.nonce) sends.seen(String(message.nonce), id)
      if (!isPersons(message, me)) return
      known.over.delete(message.channel_id)
      const name = nameOf(author, member)
      known.authors.set(id, { id: author.id, name })
      names.set(author.id, name)
      for (const file of attachmentsIn(message)) known.links.set(file.id, file.url)
    },
  }
}
export type Scenes = ReturnType<typeof createScenes>
