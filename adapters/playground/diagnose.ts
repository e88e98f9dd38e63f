import type { Finding, PlaceRef } from '../../src/platform'
import { roomOf } from './network'
import { platformName as network } from './refs'
import type { Session } from './session'

/** Places that are not there (any more). */
export const diagnose = (session: Session, places: readonly PlaceRef[]): readonly Finding[] => {
  const gone = places.filter(({ id }) => roomOf(session.network.read(), id) === undefined)
  return gone.map((place) => ({ what: 'not-in-place', network, place, placeName: `#${place.id}` }))
}
