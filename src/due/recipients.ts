import type { PlaceRef } from '../platform'
import type { Room } from '../tickets/room-rows'

export type Target = Room | PlaceRef

/** Posts of one moment: each place once, with all whom it calls; nobody called in one place is called in another. */
export interface Recipients {
  /** Answers those who had not been called. */
  call(targets: readonly Target[], people: readonly string[]): readonly string[]
  posts(): readonly { readonly target: Target; readonly people: readonly string[] }[]
}

export const newRecipients = (): Recipients => {
  const posts = new Map<string, { readonly target: Target; readonly people: Set<string> }>()
  const called = new Set<string>()
  return {
    call: (targets, people) => {
      const fresh = people.filter((person) => !called.has(person))
      for (const person of fresh) called.add(person)
      for (const target of targets) {
        const post = posts.get(target.id) ?? { target, people: new Set() }
        for (const person of fresh) post.people.add(person)
        posts.set(target.id, post)
      }
      return fresh
    },
    posts: () => [...posts.values()].map(({ target, people }) => ({ target, people: [...people] })),
  }
}
