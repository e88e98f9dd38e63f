import type { APIApplication } from 'discord.js'
import { DeliveryFailure, type Finding, type PlaceRef } from '../../src/platform'
import { contentFlags, type Session } from './connect'
import { platformName as network } from './refs'

/** The intent without which messages have no words, and channels that the bot cannot see. */
export const diagnose = async ({ api }: Session, places: readonly PlaceRef[]): Promise<readonly Finding[]> => {
  const { flags } = await api.call<APIApplication>('GET', '/applications/@me')
  const findings: Finding[] = []
  if ((flags & contentFlags) === 0) findings.push({ what: 'missing-intent', network, name: 'Message Content Intent' })
  for (const place of places) {
    const channel = place.id.slice(place.id.indexOf('/') + 1)
    const isSeen = await api.call('GET', `/channels/${channel}`).then(
      () => true,
      (error: unknown) => {
        if (error instanceof DeliveryFailure && (error.kind === 'gone' || error.kind === 'blocked')) return false
        throw error
      },
    )
    if (!isSeen) findings.push({ what: 'not-in-place', network, place })
  }
  return findings
}
