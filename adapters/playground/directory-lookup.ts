import { DeliveryFailure, type GroupRef, type PlaceRef, type Profile, type UserRef } from '../../src/platform'
import { channels, people, personOf } from './directory'
import { roomOf, type State } from './network'
import { directOf, placeRef, platformName, userRef } from './refs'

/** Words that mean a person after an @. */
export const addressable = people.map((person) => ({
  name: person.name,
  user: userRef(person.id),
  names: [person.name, person.id, person.name.split(' ')[0] ?? person.id],
}))

export const personNamed = (text: string): UserRef | undefined => {
  const wanted = text.replace(/^@/, '').toLowerCase()
  return addressable.find(({ names }) => names.some((name) => name.toLowerCase() === wanted))?.user
}
export const placeNamed = (state: State, text: string): PlaceRef | undefined => {
  const room = roomOf(state, text.replace(/^#/, ''))
  return room && placeRef(room.id)
}

export const directChannel = ({ platform, id }: UserRef): PlaceRef => {
  if (platform !== platformName || !personOf(id)) throw new DeliveryFailure('gone', `there is nobody called ${id}`)
  return placeRef(directOf(id))
}

export const profileOf = (state: State, { id }: UserRef): Profile => {
  const person = personOf(id)
  if (!person) throw new DeliveryFailure('gone', `there is nobody called ${id}`)
  const locale = state.locales.get(person.id)
  return { name: person.name, presence: 'active', bot: false, ...(locale && { locale }) }
}

/** Of a channel, or of everybody with a role. */
export const membersOf = ({ kind, id }: GroupRef | PlaceRef): readonly UserRef[] => {
  const inside = kind === 'place' ? channels.find((channel) => placeRef(channel.id).id === id)?.members : undefined
  if (inside !== undefined) return inside.map(userRef)
  return people.filter((person) => kind === 'group' && `${person.role}s` === id).map((person) => userRef(person.id))
}

/** A group is everybody with a role: `@agents`. */
export const groupCalled = (typed: string): { readonly ref: GroupRef; readonly name: string } | undefined => {
  const id = typed.replace(/^@/, '').toLowerCase()
  return people.some(({ role }) => `${role}s` === id)
    ? { ref: { platform: platformName, kind: 'group', id }, name: `@${id}` }
    : undefined
}
