import { readPlace } from './refs'
import type { Body, Post } from './network-post'

/** Ids of what is to be gone. */
export interface Forgotten {
  /** All that they said, and all that was said to them alone. */
  readonly people: readonly string[]
  readonly posts: readonly string[]
  readonly places: readonly string[]
  /** ISO. What was said since then stays, but for the posts. */
  readonly before: string
}

export const noWords: Body = { text: [], files: [], mentions: [] }

const dayMs = 86_400_000

/** True for a post to be gone. Words shown to one person alone may be about anybody: they go once somebody is forgotten, or after a day. */
export const isForgotten = (post: Post, { people, posts, places, before }: Forgotten): boolean => {
  if (posts.includes(post.id)) return true
  const last = post.editedAt ?? post.at
  if (last >= before) return false
  const owner = readPlace(post.place)?.owner
  return (
    places.includes(post.place) ||
    people.includes(post.by) ||
    (owner !== undefined && people.includes(owner)) ||
    (post.only !== undefined && (people.length > 0 || Date.parse(before) - Date.parse(last) > dayMs))
  )
}
