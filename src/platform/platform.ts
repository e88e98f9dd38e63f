import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { Choice, Content, FieldKind, Form } from './card'
import type { Identity, Inbound, Input } from './inbound'
import type { AnswerRef, FileRef, GroupRef, PlaceRef, PostRef, UserRef, WorkspaceRef } from './ref'
import type { RichText } from './rich-text'

/** Capabilities of a network, as data. Lengths in UTF-16 units, as JavaScript counts them; sizes in bytes; times in ms. */
export interface Limits {
  /** One post: `fit` splits a longer text into several. */
  readonly text: number
  readonly card: {
    readonly title: number
    /** One text block. */
    readonly text: number
    readonly fields: number
    readonly fieldValue: number
    /** Blocks of a card, a row of controls counting as one. */
    readonly blocks: number
    /** Controls in one row; `fit` breaks longer rows. */
    readonly row: number
    readonly rows: number
    readonly label: number
    readonly choices: number
    /** The whole card, as the characters of its texts. */
    readonly total: number
  }
  /** The longest id a control can carry: see `action-id.ts`. */
  readonly actionId: number
  readonly form:
    | 'none'
    | {
        readonly title: number
        readonly fields: number
        readonly label: number
        readonly text: number
        readonly choices: number
      }
  /** Places where something can be shown to one person alone. */
  readonly private: 'anywhere' | 'interaction' | 'none'
  readonly commands: 'anywhere' | 'outside-threads' | 'none'
  readonly edits: boolean
  readonly deletes: boolean
  readonly reactions: boolean
  readonly typing: boolean
  readonly threads: boolean
  /** A post can point at the one it answers. */
  readonly replies: boolean
  /** Part of the same that it reports to the desk when people do it; edits, deletions, reactions and files it always reports. */
  readonly hears: { readonly typing: boolean; readonly replies: boolean }
  readonly files:
    | 'none'
    | {
        readonly size: number
        /** Of one post. */
        readonly count: number
        /** All of one post together. Absent where each file goes in a request of its own. */
        readonly total?: number
        readonly where: 'anywhere' | 'direct'
      }
  /** `native`: the post shows the persona's name and picture; `prefix`: the adapter writes the name first. */
  readonly persona: 'native' | 'prefix'
  /**
   * Way to resolve a send whose answer was lost. `key`: sending again with the same key within `for` ms makes no second
   * post; after that, and with `look`: `Platform.find` can tell; `none`: nobody can, it is listed as possibly delivered.
   */
  readonly unclear: { readonly by: 'key'; readonly for: number } | { readonly by: 'look' } | { readonly by: 'none' }
  /** Sends allowed per lane: every one of these windows holds. */
  readonly pace: Pace
  /** The best that it can tell of who somebody is: `claimed` where it can never check. */
  readonly identity: Identity
  /** Calls that need no request there, and so no part of the pace: a room that hangs off a post, the end of a room. */
  readonly unpaced: readonly ('open' | 'settle')[]
  /** The adapter itself keeps what people say there, beside the database of the desk: who is erased is erased there too, see `Platform.forget`. */
  readonly keepsWords: boolean
  /** The pace of edits of cards, where the network counts edits by themselves: words do not wait for those. */
  readonly editPace?: Pace
}

/** Windows of `per` ms. */
export type Pace = readonly { readonly sends: number; readonly per: number }[]

/** One chat network. No optional methods: what it cannot do its limits say, and the core does not ask for it. */
export interface Platform {
  /** Lower case; stored in every Ref. */
  readonly name: string
  readonly limits: Limits
  /** Connects and feeds `host`. Drops the bot's own posts; acknowledges an event only once `receive` resolved, within the network's deadline. */
  start(host: Host): Promise<void>
  /** Stops taking events, waits for those under way. */
  stop(): Promise<void>
  /** Posts once per `key` where the network can deduplicate. Throws DeliveryFailure and nothing else. Never retries by itself. */
  post(to: PlaceRef, content: Content, key: string): Promise<PostRef>
  edit(post: PostRef, content: Content): Promise<void>
  /** No error when it is already gone. */
  remove(post: PostRef): Promise<void>
  react(post: PostRef, emoji: string, added: boolean): Promise<void>
  /** A room for one ticket, hanging off its card or off the customer's post. `members`: whom a customer's room is for. The same `key` makes one room where the network can tell. */
  open(
    at: PostRef | PlaceRef,
    room: { readonly title: string; readonly members: readonly UserRef[]; readonly private: boolean },
    key: string,
  ): Promise<PlaceRef>
  /** The ticket of this room is over (`closed`), or goes on: lock, archive, unarchive. Nothing where the network has no such thing. */
  settle(room: PlaceRef, state: 'open' | 'closed'): Promise<void>
  direct(to: UserRef): Promise<PlaceRef>
  /** Shows `content` to one person alone. */
  whisper(to: AnswerRef | { readonly place: PlaceRef; readonly user: UserRef }, content: Content): Promise<void>
  typing(place: PlaceRef): Promise<void>
  /** The bytes of a file this network announced. */
  file(ref: FileRef): Promise<Readable>
  profile(user: UserRef): Promise<Profile>
  /** Members of a group or a channel; `gone` when there is no such thing (any more), `refused` where the network cannot tell. */
  members(group: GroupRef | PlaceRef): Promise<readonly UserRef[]>
  /** The group that people call so, or mention so, in that workspace. Undefined: none, or the network has no groups. */
  group(typed: string, workspace: WorkspaceRef): Promise<{ readonly ref: GroupRef; readonly name: string } | undefined>
  /** Lane in which sends share a rate limit: a Slack thread shares its channel's. Pure: no call. */
  lane(place: PlaceRef): string
  /** The post that a link of this network leads to, as `from` may have copied it there. Undefined for any other text. Pure: no call. */
  postAt(link: string, from: UserRef): PostRef | undefined
  /** Length of a text once printed in this network's dialect, in the units of `limits.text`. Pure: no call. */
  measure(text: RichText): number
  /** Post of an earlier `post` with this key, where it arrived: 'absent' when surely not, 'unknown' when the network cannot tell. */
  find(to: PlaceRef, key: string, since: Date): Promise<PostRef | 'absent' | 'unknown'>
  /**
   * Forgets, where `Limits.keepsWords`, what these people said and were told until `before`, these posts, whoever said them, and all
   * that was said in these places until then: gone for good from what the adapter keeps, files too. No error for what is not there.
   * Elsewhere people's posts are theirs, or the network's, to delete; `Host.memory` is looked through by the desk.
   */
  forget(what: readonly Forgettable[], before: Date): Promise<void>
  /**
   * Findings that an admin should mend for the bot to do its work: scopes, intents, which of these places it is not in, and in
   * which it cannot post or open threads. Throws, or is late, when the network cannot be asked.
   */
  diagnose(places: readonly PlaceRef[]): Promise<readonly Finding[]>
  /** Events from while we were away, in places and threads the adapter itself discovers. Runs after `start` and on a schedule. */
  missed(): AsyncIterable<Inbound>
}

export type Forgettable = UserRef | PostRef | PlaceRef

export interface Profile {
  readonly name: string
  readonly picture?: string
  readonly locale?: string
  /** IANA time zone. */
  readonly zone?: string
  readonly presence: 'active' | 'away' | 'unknown'
  readonly bot: boolean
}

/** Answer to the sender alone. Stored with the event: delivered again, it gets the same answer. */
export type Answer =
  | { readonly kind: 'none' }
  /** `kept`: what is stored of it, for an event that comes again: a secret is told once. */
  | {
      readonly kind: 'private'
      readonly content: Content
      readonly kept?: Content
      /** It answers a question for good: pressed on what only this person sees, it takes the place of that, buttons and all. */
      readonly closes?: true
    }
  | { readonly kind: 'form'; readonly form: Form }
  /** Faults of a submitted form, by field name. */
  | { readonly kind: 'invalid'; readonly fields: Readonly<Record<string, string>> }

/** The answer to a question that is not asked again. */
export const closing = (answer: Answer): Answer => (answer.kind === 'private' ? { ...answer, closes: true } : answer)

/** Part of an operation that an adapter may know: enough for commands, forms, autocomplete and manifests. */
export interface OperationInfo {
  readonly name: string
  /** Older names that buttons out in the world may still carry. */
  readonly was: readonly string[]
  /** The slash command it is a word of: `/ticket claim`, `/desk role`. */
  readonly command: 'ticket' | 'desk'
  /** Group of what one wants to do with it, as help has it; `name` is the word for it among commands. */
  readonly group?: { readonly name: string; readonly title: Readonly<Record<Locale, string>> }
  /** Used so much that it stays outside of its group where commands are drawn in groups. */
  readonly isFrequent?: true
  readonly by: Role
  readonly fields: readonly FieldInfo[]
  /**
   * Offered in the menu of a post (invoke it with `on`, `onText`, `onFrom`) or of a person (with that person in the field
   * `for`), where the network has such menus. With required fields missing, its form comes first.
   */
  readonly menus: readonly ('post' | 'user')[]
  /** A reaction with this emoji on a person's post invokes it, with `on`, `onText` and `onFrom`. */
  readonly reaction?: string
  /** By locale: `en`, `es`. */
  readonly title: Readonly<Record<Locale, string>>
  readonly summary: Readonly<Record<Locale, string>>
}
export interface FieldInfo {
  readonly name: string
  readonly kind: FieldKind
  readonly required: boolean
  /** A noun; `hint` says how it is filled in, where there is more to say. */
  readonly label: Readonly<Record<Locale, string>>
  readonly hint?: Readonly<Record<Locale, string>>
  /** Other words that may be typed for it: former labels. */
  readonly was?: readonly string[]
  readonly choices?: readonly {
    readonly value: string
    readonly label: Readonly<Record<Locale, string>>
    /** Other words that may be typed for it. */
    readonly was?: readonly string[]
  }[]
  /** `Host.ask({kind: 'choices'})` completes it. */
  readonly suggests: boolean
  /** Takes what is not among the suggestions, too. */
  readonly takesNew?: boolean
  readonly maxLength?: number
  readonly typed?: TypedAs
}
/**
 * Form of a field in a typed line, beside its kind. `name`: what a thing is called, a word or several; `numbers`: counts,
 * so that a number first is one of them and no ticket; `by-name`: only after its name, `skills:network`.
 */
export type TypedAs = 'name' | 'numbers' | 'by-name'
export const roles = ['customer', 'agent', 'supervisor', 'admin'] as const
export type Role = (typeof roles)[number]
export const locales = ['en', 'es'] as const
export type Locale = (typeof locales)[number]

export type Question = {
  readonly operation: string
  readonly input: Input
  readonly from: UserRef
  /** As of an event. */
  readonly identity?: Identity
  readonly workspace?: WorkspaceRef
  readonly place?: PlaceRef
  readonly locale?: string
} & (
  | { readonly kind: 'form' }
  /** At most 25, the best match first. */
  | { readonly kind: 'choices'; readonly field: string; readonly typed: string }
  /** Tickets that fit what is typed; `operation` is the one that lists them. `cursor` is a page's `next`. */
  | { readonly kind: 'search'; readonly typed: string; readonly cursor?: string }
)
export type Reply<Q extends Question> = Q extends { kind: 'form' }
  ? Answer
  : Q extends { kind: 'search' }
    ? Page
    : readonly Choice[]
/** Found things, each with what is posted when it is picked. */
export interface Page {
  readonly items: readonly {
    readonly id: string
    readonly title: string
    readonly summary: string
    readonly content: Content
  }[]
  readonly next?: string
}

export const findingKinds = [
  'no-intake-place',
  'no-agents-place',
  'no-supervisors-place',
  'no-agents',
  'not-in-place',
  'only-threads',
  'no-threads',
  'archived-place',
  'group-unread',
  'missing-scope',
  'missing-intent',
  'missing-permission',
  'no-answer',
  'not-run',
  'parked',
  'ambiguous',
  'dead',
  'late',
  'clock-skew',
  'no-jobs',
  'superuser',
  'search-rights',
  'key-foreign',
  'key-readable',
  'key-in-folder',
] as const
/** Something that is missing or wrong. The core has the words for each kind, and for its mend. */
export interface Finding {
  readonly what: (typeof findingKinds)[number]
  readonly network?: string
  /** Of the scope, the intent, the file; a length of time; the network's own words. */
  readonly name?: string
  readonly place?: PlaceRef
  /** Name that people call that place, where the network gives it. */
  readonly placeName?: string
  readonly count?: number
}

/** Services of the desk for an adapter. */
export interface Host {
  readonly operations: readonly OperationInfo[]
  /** Resolves once the event is stored. Rejects only when it could not be: then do not acknowledge, so that the network sends it again. */
  receive(event: Inbound): Promise<Answer>
  /** Read-only and role-checked; writes nothing. A form comes as `{kind: 'form'}`, a refusal as `{kind: 'private'}`. */
  ask<Q extends Question>(question: Q): Promise<Reply<Q>>
  /** Tells whether a desk takes what comes from this workspace. */
  serves(workspace: WorkspaceRef): Promise<boolean>
  /** The adapter's own small things, kept by platform and `scope`: tokens, conversation references, watermarks, command hashes. */
  memory(scope: string): Memory
  /** Requests whose path is `path` or below it. One handler per path; what it rejects with is answered with 500, and logged unless the client hung up. */
  route(path: string, handler: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>): void
  /** The bytes of a file the desk keeps (`platform` is `desk`): for `Content.files`. */
  file(ref: FileRef): Promise<Readable>
  readonly log: Log
}
export interface Memory {
  get(key: string): Promise<unknown>
  /** `value` is JSON. `secret`: encrypted at rest, bound to platform and scope. */
  put(key: string, value: unknown, options?: { readonly secret?: boolean }): Promise<void>
  /** Keeps it unless there is something by this key; answers what there was, and else undefined. */
  add(key: string, value: unknown): Promise<unknown>
  delete(key: string): Promise<void>
  /** Keys and values whose key begins with `prefix`, by key. */
  list(prefix: string): Promise<readonly { readonly key: string; readonly value: unknown }[]>
}
export interface Log {
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

/**
 * Why a call to the network failed, as far as the courier must know.
 * - `throttled`: nothing of this lane before `retryAt`.
 * - `again`: surely not done, try later.
 * - `unclear`: it may have been done: the answer was lost.
 * - `refused`: never with this content (too long, invalid).
 * - `gone`: the place or post is no longer there.
 * - `blocked`: not until an admin acts (bot removed, token revoked, writes blocked).
 */
export class DeliveryFailure extends Error {
  override readonly name = 'DeliveryFailure'

  constructor(
    readonly kind: 'throttled' | 'again' | 'unclear' | 'refused' | 'gone' | 'blocked',
    message: string,
    readonly retryAt?: Date,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** Export of an adapter's `definition.ts`. */
export interface PlatformDefinition<C = unknown> {
  readonly name: string
  /** Environment variables, by their names. `configured` is false when none of the network's own is set. */
  readonly config: z.ZodType<C>
  configured(config: C): boolean
  /** Loads the network's SDK here (`require`), not at the top of the file: nobody pays for one that is not used. */
  create(config: C): Platform
}
export const definePlatform = <C>(definition: PlatformDefinition<C>): PlatformDefinition<C> => definition
