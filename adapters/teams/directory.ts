import { recentMap, type Choice, type Memory } from '../../src/platform'
import { tenantOf, type Activity } from './payload'
import { baseOf, isChannelId, placeRef } from './refs'

/** Address of a conversation's connector, and the bot that speaks in it. */
export interface Service {
  readonly serviceUrl: string
  readonly bot: { readonly id: string; readonly name?: string }
}
export interface KnownPlace extends Service {
  readonly kind: 'channel' | 'group' | 'personal'
  readonly name?: string
  readonly team?: string
}
export interface KnownPerson {
  /** As the connector knows this person: `29:…`. */
  readonly id: string
  readonly name: string
  /** A conversation in which both are. */
  readonly place: string
  readonly aad?: string
}

/** Memory that the bot needs to speak first. Kept in the desk's memory, and read once by each process. */
export interface Directory {
  learn(activity: Activity): Promise<void>
  /** The conversation's own connector, or else its tenant's. */
  service(tenant: string, base: string): Promise<Service | undefined>
  isChannel(tenant: string, base: string): Promise<boolean>
  channels(tenant: string): Promise<readonly Choice[]>
  person(tenant: string, id: string): Promise<KnownPerson | undefined>
  personByAad(tenant: string, aad: string): Promise<KnownPerson | undefined>
  people(tenant: string): Promise<readonly KnownPerson[]>
  keepPerson(tenant: string, person: KnownPerson): Promise<void>
  direct(tenant: string, user: string): Promise<string | undefined>
  keepDirect(tenant: string, user: string, conversation: string): Promise<void>
}

export const createDirectory = (memory: Memory): Directory => {
  const cache = recentMap<unknown>(20_000)
  const get = async <T>(key: string): Promise<T | undefined> => {
    if (cache.has(key)) return cache.get(key) as T | undefined
    const value = (await memory.get(key)) as T | undefined
    if (value !== undefined && value !== null) cache.set(key, value)
    return value ?? undefined
  }
  const put = async (key: string, value: object): Promise<void> => {
    if (JSON.stringify(await get(key)) === JSON.stringify(value)) return
    await memory.put(key, value)
    cache.set(key, value)
  }
  const place = async (tenant: string, base: string): Promise<KnownPlace | undefined> => get(`place/${tenant}/${base}`)
  const keepPerson = async (tenant: string, person: KnownPerson): Promise<void> => {
    await put(`person/${tenant}/${person.id}`, person)
    if (person.aad !== undefined) await put(`aad/${tenant}/${person.aad}`, { id: person.id })
  }
  const person = async (tenant: string, id: string): Promise<KnownPerson | undefined> => get(`person/${tenant}/${id}`)

  const learnPlace = async (activity: Activity): Promise<void> => {
    const { conversation, serviceUrl, recipient, channelData } = activity
    const tenant = tenantOf(activity)
    const { base } = baseOf(conversation.id)
    const before = await place(tenant, base)
    const service = { serviceUrl, bot: { id: recipient?.id ?? '', ...(recipient?.name && { name: recipient.name }) } }
    const isNamed = channelData?.channel?.id === base
    const name = (isNamed ? channelData?.channel?.name : undefined) ?? conversation.name ?? before?.name
    const team = channelData?.team?.name ?? before?.team
    const kind = kindOf(activity)
    await put(`service/${tenant}`, service)
    await put(`place/${tenant}/${base}`, { ...service, kind, ...(name && { name }), ...(team && { team }) })
    if (kind === 'personal' && activity.from?.id && activity.from.id !== recipient?.id)
      await put(`direct/${tenant}/${activity.from.id}`, { conversation: base })
  }
  const learnPerson = async (activity: Activity): Promise<void> => {
    const { from, recipient, conversation } = activity
    const tenant = tenantOf(activity)
    if (from?.id === undefined || from.id === recipient?.id) return
    const before = await person(tenant, from.id)
    const name = from.name ?? before?.name
    const aad = from.aadObjectId ?? before?.aad
    if (name === undefined) return
    // Where one was seen first will do: people move between channels all day.
    const known = before?.place ?? baseOf(conversation.id).base
    await keepPerson(tenant, { id: from.id, name, place: known, ...(aad && { aad }) })
  }

  return {
    async learn(activity) {
      if (activity.recipient?.id === undefined) return
      await learnPlace(activity)
      await learnPerson(activity)
    },
    service: async (tenant, base) => (await place(tenant, base)) ?? (await get<Service>(`service/${tenant}`)),
    isChannel: async (tenant, base) => isChannelId(base) || (await place(tenant, base))?.kind === 'channel',
    async channels(tenant) {
      const prefix = `place/${tenant}/`
      const all = await memory.list(prefix)
      return all.flatMap(({ key, value }) => {
        const { kind, name, team } = value as KnownPlace
        const base = key.slice(prefix.length)
        const label = [team, name ?? (team ? undefined : base)].filter(Boolean).join(' › ')
        return kind === 'channel' ? [{ value: placeRef(tenant, base).id, label }] : []
      })
    },
    person,
    async personByAad(tenant, aad) {
      const found = await get<{ id: string }>(`aad/${tenant}/${aad}`)
      return found && person(tenant, found.id)
    },
    people: async (tenant) => (await memory.list(`person/${tenant}/`)).map(({ value }) => value as KnownPerson),
    keepPerson,
    direct: async (tenant, user) => (await get<{ conversation: string }>(`direct/${tenant}/${user}`))?.conversation,
    keepDirect: async (tenant, user, conversation) => put(`direct/${tenant}/${user}`, { conversation }),
  }
}

const kindOf = ({ conversation, channelData }: Activity): KnownPlace['kind'] => {
  if (conversation.conversationType === 'personal') return 'personal'
  return conversation.conversationType === 'channel' || channelData?.channel || channelData?.team ? 'channel' : 'group'
}
