import type { APIApplication } from 'discord.js'
import { DeliveryFailure, type Finding, type PlaceRef } from '../../src/platform'
import { contentFlags } from './connect'
import type { Session } from './session'
import { isForum } from './directory-known'
import { missingIn, type Overwrite, type Membership } from './directory-permissions'
import { platformName as network, readPlace } from './refs'

/** Text and announcement channels; not voice and stages, direct messages, and threads. */
const takesThreads = new Set([0, 5])
const category = 4

/** The intent without which messages have no words, channels that the bot cannot see, and what it may not do in the others. */
export const diagnose = async (session: Session, places: readonly PlaceRef[]): Promise<readonly Finding[]> => {
  const { api } = session
  const { flags } = await api.call<APIApplication>('GET', '/applications/@me')
  const findings: Finding[] = []
  if ((flags & contentFlags) === 0) findings.push({ what: 'missing-intent', network, name: 'Message Content Intent' })
  const standings = new Map<string, Promise<Membership>>()
  for (const place of places) {
    const { channel, guild } = readPlace(place)
    const found = await api
      .call<{ readonly type: number; readonly name?: string; readonly permission_overwrites?: readonly Overwrite[] }>(
        'GET',
        `/channels/${channel}`,
      )
      .catch(unseen)
    const name = found?.name ?? session.known.channels.get(channel)?.name
    const about = { network, place, ...(name && { placeName: `#${name}` }) }
    if (found === undefined) {
      findings.push({ what: 'not-in-place', ...about })
      continue
    }
    if (isForum(found.type) || found.type === category) findings.push({ what: 'only-threads', ...about })
    else if (!takesThreads.has(found.type)) findings.push({ what: 'no-threads', ...about })
    if (guild === undefined) continue
    const standing = standings.get(guild) ?? standingIn(session, guild)
    standings.set(guild, standing)
    const missing = missingIn(await standing, found.permission_overwrites)
    if (missing.length > 0) findings.push({ what: 'missing-permission', ...about, name: missing.join(', ') })
  }
  return findings
}

const unseen = (error: unknown): undefined => {
  if (error instanceof DeliveryFailure && (error.kind === 'gone' || error.kind === 'blocked')) return undefined
  throw error
}

const standingIn = async ({ api, me }: Session, guild: string): Promise<Membership> => {
  const [roles, member] = await Promise.all([
    api.call<Membership['roles']>('GET', `/guilds/${guild}/roles`),
    api.call<{ readonly roles: readonly string[] }>('GET', `/guilds/${guild}/members/${me}`),
  ])
  return { guild, me, mine: member.roles, roles }
}
