import { ApiError } from './connect-error'
import { people, personOf } from './directory'
import { mayEnter, roomOf, type Room, type State } from './network'
import type { Post } from './network-post'
import { maySee, placesFor } from './network-view'

/** The place, if this person may be in it. */
export const enter = (state: State, place: string, as: string): Room => {
  const room = placeAt(state, place, as)
  if (mayEnter(state, place, as)) return room
  throw new ApiError(
    403,
    'not-a-member',
    `${as} is not in ${place}`,
    placesFor(state, as).map((one) => one.id),
  )
}

export const placeAt = (state: State, place: string, as?: string): Room => {
  const room = roomOf(state, place)
  if (room) return room
  throw new ApiError(
    404,
    'unknown-place',
    `There is no place ${place}`,
    placesFor(state, as).map((one) => one.id),
  )
}

/** The person of this id. */
export const known = (as: string): string => {
  if (personOf(as)) return as
  throw new ApiError(
    404,
    'unknown-person',
    `There is nobody called ${as}`,
    people.map((person) => person.id),
  )
}

/** The post, if this person sees it. */
export const seen = (state: State, id: string, as: string): Post => {
  const post = state.posts.get(id)
  if (post && !post.deleted && maySee(state, post, as)) return post
  throw new ApiError(404, 'unknown-post', `${as} sees no post ${id}`)
}

/** The same, if this person may change it. */
export const own = (state: State, id: string, as: string): Post => {
  const post = seen(state, id, as)
  if (post.by === as) return post
  throw new ApiError(403, 'not-yours', `Only ${post.by} can change this post`)
}
