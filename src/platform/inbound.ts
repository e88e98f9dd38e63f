import type { AnswerRef, FileRef, PlaceRef, PostRef, UserRef, WorkspaceRef } from './ref'
import type { RichText } from './rich-text'
import type { Unshown } from './unshown'

/** A value that a form, button or command hands to an operation. The operation's zod schema has the last word on it. */
export type InputValue = string | readonly string[] | UserRef | PlaceRef | FileRef | RichText
export type Input = Readonly<Record<string, InputValue>>

/**
 * Certainty of a network about who somebody is. `proven`: it checked them (they are signed in there). `claimed`: it hands on what
 * they say of themselves, as the From of a mail or an open form does: such a person has no role, sees and joins nothing of anybody's.
 */
export type Identity = 'proven' | 'claimed'

/** Facts that every event carries. */
export interface Arrival {
  /** Unique per workspace, and the same when the network delivers the event again. */
  readonly id: string
  /** Time it was sent, by the network's clock. */
  readonly at: Date
  /** Absent only in a direct message before a desk is known. */
  readonly workspace?: WorkspaceRef
  readonly from: UserRef
  /** Absent: the best that the network can do, as its `Limits` say; never better than that. */
  readonly identity?: Identity
  /** The sender's display name. */
  readonly name: string
  /** https URL of the sender's picture, when the event tells. */
  readonly picture?: string
  /** BCP 47, when the network tells. */
  readonly locale?: string
  /** The innermost place: the thread if it was sent in one; of a claimed sender only where the message proves that it answers there. */
  readonly place: PlaceRef
  /** The place that `place` hangs in (a thread's channel); absent when `place` is not a thread. */
  readonly parent?: PlaceRef
  /** One to one with the bot. */
  readonly direct: boolean
  readonly answer?: AnswerRef
}

export interface MessageArrived extends Arrival {
  readonly kind: 'message'
  readonly post: PostRef
  readonly replyTo?: PostRef
  readonly text: RichText
  readonly files: readonly FileRef[]
  /** Other things in it. Of a message of a person nothing is left out: it is in `text`, in `files`, or here. */
  readonly unshown?: readonly Unshown[]
  /** Place for answers to it, when the network has nothing to open for that: what `Platform.open` would answer without a call. */
  readonly thread?: PlaceRef
  /** Starts a topic of its own, as a forum's post does: always a ticket of its own. */
  readonly isTopic?: boolean
  /** The bot was addressed by name. */
  readonly addressed?: boolean
}
export interface MessageEdited extends Arrival {
  readonly kind: 'edit'
  readonly post: PostRef
  readonly text: RichText
  /** All that are with the post now: one that is missing was taken out of it. Absent where the network does not say. */
  readonly files?: readonly FileRef[]
  readonly unshown?: readonly Unshown[]
}
export interface MessageDeleted extends Arrival {
  readonly kind: 'delete'
  readonly post: PostRef
}
export interface ReactionChanged extends Arrival {
  readonly kind: 'reaction'
  readonly post: PostRef
  /** The Unicode emoji itself, or `:name:` for one that only the workspace has. */
  readonly emoji: string
  readonly added: boolean
}
/** Somebody took everybody's reactions off a post: all, or those with one emoji. */
export interface ReactionsCleared extends Arrival {
  readonly kind: 'reactions-cleared'
  readonly post: PostRef
  readonly emoji?: string
}
export interface OperationInvoked extends Arrival {
  readonly kind: 'invoke'
  /** A name from `Host.operations`, or one of its older names. */
  readonly operation: string
  readonly input: Input
  /** The post whose button, menu or shortcut was used. */
  readonly on?: PostRef
  /** The words of the post in `on`, when the network hands them over (a message shortcut): it may be a post the desk never saw. */
  readonly onText?: RichText
  /** Other contents of that post, likewise. */
  readonly onFiles?: readonly FileRef[]
  readonly onUnshown?: readonly Unshown[]
  /** Author of the post in `on`, likewise. */
  readonly onFrom?: { readonly user: UserRef; readonly name: string }
}
/** The bot's own situation changed. `place` is what it concerns; for installed and revoked any place of the workspace.
 * `members-changed`: somebody came into a group or a channel, or left it. Transient: never stored, may be told twice. */
export interface LifecycleChanged extends Arrival {
  readonly kind: 'lifecycle'
  readonly what:
    | 'installed'
    | 'revoked'
    | 'joined'
    | 'left'
    | 'archived'
    | 'home-opened'
    | 'member-left'
    | 'members-changed'
  /** Of somebody who left: what they can no longer read there, as the beginning of the ids of places. */
  readonly unreadable?: string
}
/** Somebody is writing. Transient: never stored. */
export interface Typing extends Arrival {
  readonly kind: 'typing'
}

export type Inbound =
  | MessageArrived
  | MessageEdited
  | MessageDeleted
  | ReactionChanged
  | ReactionsCleared
  | OperationInvoked
  | LifecycleChanged
  | Typing
