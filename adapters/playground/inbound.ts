import {
  dropPrefix,
  plain,
  type Arrival,
  type FileRef,
  type Inbound,
  type Input,
  type RichText,
} from '../../src/platform'
import { personOf } from './directory'
import { answerId, directOf, placeRef, platformName, postRef, readPlace, userRef, workspaceRef } from './refs'
import type { State } from './network'
import type { Post } from './network-post'

/** Act of a person here. */
export type Happening = {
  /** The same when it is delivered again. */
  readonly event: string
  /** ISO. */
  readonly at: string
  readonly by: string
  readonly place: string
} & (
  | {
      readonly kind: 'message'
      readonly post: string
      readonly text: RichText
      readonly files: readonly string[]
      readonly replyTo?: string
    }
  | { readonly kind: 'edit'; readonly post: string; readonly text: RichText }
  | { readonly kind: 'delete'; readonly post: string }
  | { readonly kind: 'reaction'; readonly post: string; readonly emoji: string; readonly added: boolean }
  | { readonly kind: 'invoke'; readonly operation: string; readonly input: Input; readonly on?: string }
  | { readonly kind: 'installed' | 'home-opened' | 'typing' }
)

export const toInbound = (happening: Happening, state: State): Inbound => {
  const arrival = arrivalOf(happening, state)
  switch (happening.kind) {
    case 'message': {
      const { post, text, files, replyTo } = happening
      const fileRefs = files.flatMap((id) => fileRef(state, id) ?? [])
      return {
        ...arrival,
        kind: 'message',
        post: postRef(post),
        ...addressedIn(text),
        files: fileRefs,
        ...(replyTo && { replyTo: postRef(replyTo) }),
      }
    }
    case 'edit':
      return { ...arrival, kind: 'edit', post: postRef(happening.post), text: happening.text }
    case 'delete':
      return { ...arrival, kind: 'delete', post: postRef(happening.post) }
    case 'reaction':
      return {
        ...arrival,
        kind: 'reaction',
        post: postRef(happening.post),
        emoji: happening.emoji,
        added: happening.added,
      }
    case 'invoke':
      return {
        ...arrival,
        kind: 'invoke',
        operation: happening.operation,
        input: happening.input,
        ...on(happening.on, state),
      }
    case 'typing':
      return { ...arrival, kind: 'typing' }
    case 'installed':
    case 'home-opened':
      return { ...arrival, kind: 'lifecycle', what: happening.kind }
  }
}

/** The bot's own name, as people write it. */
const botName = /(?:^|\s)@taquilla(?![\p{L}\p{N}_])/iu

/** Called first, its name is an address and no part of the words. */
const addressedIn = (text: RichText): { readonly text: RichText; readonly addressed?: true } => {
  const words = plain(text)
  if (!botName.test(words)) return { text }
  const [before = ''] = /^\s*@taquilla[\s,:]*/iu.exec(words) ?? []
  return { text: before === '' ? text : dropPrefix(text, before.length), addressed: true }
}

/** A message that stands in the network, as it was first heard. */
export const messageOf = ({ id, at, by, place, body }: Post, event: string): Happening => ({
  kind: 'message',
  event,
  at,
  by,
  place,
  post: id,
  text: body.text,
  files: body.files,
  ...(body.replyTo && { replyTo: body.replyTo }),
})

const arrivalOf = ({ event, at, by, place }: Happening, state: State): Arrival => {
  const kind = readPlace(place)
  const locale = state.locales.get(by)
  return {
    id: event,
    at: new Date(at),
    workspace: workspaceRef,
    from: userRef(by),
    name: personOf(by)?.name ?? by,
    place: placeRef(place),
    direct: kind?.top === directOf(by),
    answer: { platform: platformName, kind: 'answer', id: answerId(by, place) },
    ...(locale && { locale }),
    ...(kind?.kind === 'thread' && { parent: placeRef(kind.top) }),
  }
}

export const fileRef = (state: State, id: string): FileRef | undefined => {
  const file = state.files.get(id)
  return file && { platform: platformName, kind: 'file', ...file }
}

const on = (id: string | undefined, state: State): object => {
  const post = id === undefined ? undefined : state.posts.get(id)
  if (!post) return {}
  const person = personOf(post.by)
  const from = person && { onFrom: { user: userRef(person.id), name: person.name } }
  return { on: postRef(post.id), onText: post.body.text, ...from }
}
