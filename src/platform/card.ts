import type { Input } from './inbound'
import type { FileRef, PostRef, UserRef } from './ref'
import type { RichText } from './rich-text'

/** A post with structure. A small closed vocabulary: every adapter renders every kind, by `fit` within its limits. */
export interface Card {
  readonly title: string
  /** A hint for colour; never the only bearer of a meaning. */
  readonly tone: 'neutral' | 'good' | 'warning' | 'danger'
  readonly blocks: readonly Block[]
}

export type Block =
  | { readonly kind: 'text'; readonly text: RichText }
  | { readonly kind: 'fields'; readonly fields: readonly { readonly label: string; readonly value: string }[] }
  /** Small print. */
  | { readonly kind: 'context'; readonly text: RichText }
  | { readonly kind: 'divider' }
  | { readonly kind: 'controls'; readonly controls: readonly Control[] }

export type Control = Button | Select | Link

export interface Button {
  readonly kind: 'button'
  readonly label: string
  readonly style?: 'primary' | 'danger'
  /** Asked before it acts. */
  readonly confirm?: string
  readonly operation: string
  readonly input: Input
  /** The first answer to the click must be the operation's form (`Host.ask({kind: 'form'})`), filled from `input`. */
  readonly opensForm?: boolean
}
/** Choosing invokes `operation` with `input` and the chosen value under `field`. */
export interface Select {
  readonly kind: 'select'
  readonly label: string
  readonly operation: string
  readonly input: Input
  readonly field: string
  readonly choices: readonly Choice[]
  readonly chosen?: string
}
export interface Link {
  readonly kind: 'link'
  readonly label: string
  readonly url: string
}
export interface Choice {
  readonly value: string
  readonly label: string
}

/** Name and picture that a relayed post is shown with. A network without personas gets the name as a prefix. */
export interface Persona {
  readonly name: string
  /** https URL. */
  readonly picture?: string
}

/** `text` is always enough on its own; `card` is shown where the network can. */
export interface Content {
  readonly text: RichText
  readonly card?: Card
  readonly as?: Persona
  readonly files?: readonly FileRef[]
  /** Of an edit: files that the post has and is to lose. All others stay with it. */
  readonly dropped?: readonly FileRef[]
  /** The only thing that pings. */
  readonly mentions?: readonly UserRef[]
  /** The post this one answers, when the network can show that. */
  readonly replyTo?: PostRef
}

/** Form for a person to fill in. Submitting invokes `operation` with `hidden` and the fields' values together. */
export interface Form {
  readonly operation: string
  readonly title: string
  readonly intro?: RichText
  readonly submit: string
  /** Submitting it cannot be taken back. */
  readonly isDangerous?: true
  readonly fields: readonly FormField[]
  /** Goes along unseen: ids, never rights. */
  readonly hidden: Input
}
export interface FormField {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly kind: FieldKind
  readonly required: boolean
  /** Value when the form opens. */
  readonly value?: string | readonly string[] | UserRef
  readonly maxLength?: number
  /** For `choice` and `choices`. Empty with `suggests`: ask `Host.ask({kind: 'choices'})` while the person types. */
  readonly choices?: readonly Choice[]
  readonly suggests?: boolean
  /** Takes what is not among the suggestions, too. */
  readonly takesNew?: boolean
}

/**
 * `ticket` is a ticket's number; `duration` reads `30m`, `2h`, `1d`; `time` is a duration or an ISO time;
 * `rich-text` is handed over as RichText (an adapter parses its dialect), a plain string is accepted too.
 */
export type FieldKind =
  | 'text'
  | 'rich-text'
  | 'ticket'
  | 'number'
  | 'choice'
  | 'choices'
  | 'user'
  | 'place'
  | 'duration'
  | 'time'
  | 'file'
  | 'flag'
