import { recentMap, type Memory, type Profile, defined } from '../../src/platform'
import { maybe, record, text } from './payload'
import type { Known } from './inbound-native'
import type { Workspace } from './connect-workspaces'

/** Directory of names: messages carry ids, and names must not cost a call each. */
export interface Directory {
  /** Never fails and takes at most `patienceMs`: somebody who cannot be looked up is left out. */
  known(workspace: Workspace, ids: readonly string[]): Promise<Readonly<Record<string, Known>>>
  channels(workspace: Workspace, ids: readonly string[]): Promise<Readonly<Record<string, string>>>
  /** Tells whether Slack itself lets this person run the workspace. */
  mayInstall(workspace: Workspace, id: string): Promise<boolean>
}

interface Kept extends Known {
  readonly at: number
}

const patienceMs = 1200
const keptMs = 6 * 3_600_000
const most = 20_000

export const readProfile = (user: unknown): Profile => {
  const { profile, ...all } = record(user) as { profile?: unknown } & Record<string, unknown>
  const own = record(profile)
  const locale = maybe(all['locale'])
  const zone = maybe(all['tz'])
  const picture = maybe(own['image_192']) ?? maybe(own['image_72'])
  return {
    name:
      maybe(own['display_name']) ??
      maybe(own['real_name']) ??
      maybe(all['real_name']) ??
      maybe(all['name']) ??
      text(all['id']),
    bot: all['is_bot'] === true || all['id'] === 'USLACKBOT',
    presence: 'unknown',
    ...defined({ locale, zone }),
    ...(picture?.startsWith('https://') && { picture }),
  }
}

export const createDirectory = (memory: Memory): Directory => {
  const near = recentMap<Kept>(most)
  const rooms = recentMap<string>(most)
  const asked = new Map<string, Promise<Kept | undefined>>()

  const keep = (key: string, kept: Kept): Kept => {
    near.set(key, kept)
    return kept
  }
  const look = async (workspace: Workspace, id: string): Promise<Kept | undefined> => {
    const key = `${workspace.id}/${id}`
    const kept = (await memory.get(key).catch(() => undefined)) as Kept | undefined
    if (kept && Date.now() - kept.at < keptMs) return keep(key, kept)
    try {
      const { user } = await workspace.client.users.info({ user: id, include_locale: true })
      const { name, locale, bot } = readProfile(user)
      const fresh: Kept = { name, bot, at: Date.now(), ...defined({ locale }) }
      keep(key, fresh)
      // Nobody waits for it: it is asked again where it is lost.
      void memory.put(key, fresh).catch(() => undefined)
      return fresh
    } catch {
      return kept
    }
  }
  const one = async (workspace: Workspace, id: string): Promise<Kept | undefined> => {
    const key = `${workspace.id}/${id}`
    const kept = near.get(key)
    if (kept && Date.now() - kept.at < keptMs) return kept
    const asking = asked.get(key) ?? look(workspace, id).finally(() => asked.delete(key))
    asked.set(key, asking)
    return inTime(asking)
  }

  return {
    known: async (workspace, ids) => {
      const found = await Promise.all(ids.map(async (id) => [id, await one(workspace, id)] as const))
      return Object.fromEntries(
        found.flatMap(([id, kept]) => {
          if (!kept) return []
          const { at: _, ...known } = kept
          return [[id, known] as const]
        }),
      )
    },
    channels: async (workspace, ids) => {
      const found = await Promise.all(
        ids.map(async (id) => {
          const key = `${workspace.id}/${id}`
          const name =
            rooms.get(key) ??
            (await inTime(
              workspace.client.conversations.info({ channel: id }).then(
                ({ channel }) => channel?.name,
                () => undefined,
              ),
            ))
          if (name !== undefined) rooms.set(key, name)
          return [id, name] as const
        }),
      )
      return Object.fromEntries(found.flatMap(([id, name]) => (name === undefined ? [] : [[id, name] as const])))
    },
    mayInstall: async (workspace, id) => {
      const { user } = await workspace.client.users.info({ user: id })
      return user?.is_admin === true || user?.is_owner === true || user?.is_primary_owner === true
    },
  }
}

const inTime = async <T>(work: Promise<T | undefined>): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
