import { DeliveryFailure, type Finding, type PlaceRef } from '../../src/platform'
import { placeRef, platformName as network, readPlace } from './refs'
import type { Session } from './session'

/** Channels that the bot is not in, and chats, which have no reply chains. */
export const diagnose = async (
  { outgoing, directory }: Session,
  places: readonly PlaceRef[],
): Promise<readonly Finding[]> => {
  const findings: Finding[] = []
  for (const place of places) {
    const { tenant, base } = readPlace(place.id)
    const isThere = await outgoing.members(tenant, base).then(
      () => true,
      (error: unknown) => {
        if (error instanceof DeliveryFailure && (error.kind === 'gone' || error.kind === 'blocked')) return false
        throw error
      },
    )
    const known = (await directory.channels(tenant)).find(({ value }) => value === placeRef(tenant, base).id)
    const about = { network, place, ...(known && { placeName: known.label }) }
    if (!isThere) findings.push({ what: 'not-in-place', ...about })
    // A chat has no reply chains: all its tickets would share one room.
    else if (isChat(base)) findings.push({ what: 'no-threads', ...about })
  }
  return findings
}

/** Of one person, or of a group: a channel's conversation ends otherwise. */
const isChat = (base: string): boolean => base.startsWith('a:') || /@(?:thread\.v2|unq\.gbl\.spaces)$/.test(base)
