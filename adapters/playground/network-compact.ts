import { defined } from '../../src/platform'
import { noWords } from './network-forget'
import type { Fact, State } from './network'
import type { Post } from './network-post'

/** The fewest facts that fold into this state: no word of what was edited, deleted, withdrawn or forgotten is among them. */
export const factsOf = (state: State): readonly Fact[] => {
  const kept = filesIn(state)
  const at = new Date().toISOString()
  return [
    ...[...state.files.values()]
      .filter(({ id }) => kept.has(id) || state.loose.has(id))
      .map((file): Fact => ({ fact: 'file', ...file })),
    ...[...state.locales].map(([person, locale]): Fact => ({ fact: 'locale', person, locale })),
    // A post comes after the one that its thread hangs under.
    ...[...state.posts.values()].flatMap((post) => (post.withdrawn ? [] : factsOfPost(post))),
    ...[...state.rooms.values()].flatMap(({ id, title, members, private: isPrivate, settled }): Fact[] => [
      ...(title === undefined && members.length === 0 && !isPrivate
        ? []
        : [{ fact: 'room' as const, at, id, members, private: isPrivate, ...defined({ title }) }]),
      ...(settled ? [{ fact: 'settle' as const, place: id, state: 'closed' as const }] : []),
    ]),
  ]
}

/** Files of posts that stand. */
export const filesIn = (state: State): ReadonlySet<string> =>
  new Set([...state.posts.values()].flatMap((post) => (post.deleted || post.withdrawn ? [] : post.body.files)))

const factsOfPost = (post: Post): Fact[] => {
  const { id, at, place, by, body, only, event, editedAt, deleted, erased, heard, reactions } = post
  const common = { fact: 'post', id, at, place, by, ...(only && { only }), ...(event && { event }) } as const
  const isHeard: Fact[] = heard ? [{ fact: 'heard', post: id }] : []
  if (deleted)
    return [
      { ...common, body: noWords },
      ...isHeard,
      { fact: 'delete', at, post: id, ...(erased && { erased: true as const }) },
    ]
  return [
    { ...common, body, ...(editedAt && { editedAt }) },
    ...isHeard,
    ...[...reactions].flatMap(([emoji, people]) =>
      people.map((one): Fact => ({ fact: 'reaction', post: id, by: one, emoji, added: true })),
    ),
  ]
}
