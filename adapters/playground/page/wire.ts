/**
 * Answers of the playground's API, as JSON. Types alone, shared by the server and the page; the page is compiled on
 * its own, so this file imports nothing: the server's compiler checks that the platform's types fit these.
 */
export type Locale = 'en' | 'es'
export type RichText = readonly TextBlock[]
export type TextBlock =
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'heading'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'quote'; readonly blocks: RichText }
  | { readonly kind: 'code-block'; readonly text: string; readonly language?: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly start?: number; readonly items: readonly RichText[] }
export type Inline =
  | ({ readonly kind: 'text'; readonly text: string } & Marks)
  | { readonly kind: 'code'; readonly text: string }
  | ({ readonly kind: 'link'; readonly url: string; readonly text: string } & Marks)
  | { readonly kind: 'mention'; readonly name: string }
  | { readonly kind: 'emoji'; readonly name: string; readonly unicode?: string }
  /** `at` is ISO: shown as a countdown. */
  | { readonly kind: 'time'; readonly at: string; readonly text: string }
  | { readonly kind: 'break' }
export interface Marks {
  readonly bold?: boolean
  readonly italic?: boolean
  readonly strike?: boolean
}

/** Sent back as it came. */
export type InputView = Readonly<Record<string, unknown>>

export interface CardView {
  readonly title: string
  readonly tone: 'neutral' | 'good' | 'warning' | 'danger'
  readonly blocks: readonly BlockView[]
}
export type BlockView =
  | { readonly kind: 'text' | 'context'; readonly text: RichText }
  | { readonly kind: 'fields'; readonly fields: readonly { readonly label: string; readonly value: string }[] }
  | { readonly kind: 'divider' }
  | { readonly kind: 'controls'; readonly controls: readonly ControlView[] }
export type ControlView =
  | ButtonView
  | SelectView
  | { readonly kind: 'link'; readonly label: string; readonly url: string }
export interface ButtonView {
  readonly kind: 'button'
  readonly label: string
  readonly style?: 'primary' | 'danger'
  readonly confirm?: string
  readonly operation: string
  readonly input: InputView
  readonly opensForm?: boolean
}
export interface SelectView {
  readonly kind: 'select'
  readonly label: string
  readonly operation: string
  readonly input: InputView
  readonly field: string
  readonly choices: readonly ChoiceView[]
  readonly chosen?: string
}
export interface ChoiceView {
  readonly value: string
  readonly label: string
}

export interface FormView {
  readonly operation: string
  readonly title: string
  readonly intro?: RichText
  readonly submit: string
  readonly isDangerous?: true
  readonly fields: readonly FormFieldView[]
  readonly hidden: InputView
}
export interface FormFieldView {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly kind:
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
  readonly required: boolean
  readonly value?: unknown
  readonly maxLength?: number
  readonly choices?: readonly ChoiceView[]
  readonly suggests?: boolean
}

export interface FileView {
  readonly id: string
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly type: string
  readonly url: string
  /** May be shown as a picture. */
  readonly picture: boolean
}

export interface PostView {
  readonly id: string
  readonly place: string
  /** ISO. */
  readonly at: string
  readonly editedAt?: string
  /** Grows with every change: of two views of a post the greater is the newer. */
  readonly rev: number
  /** `name` is who it is shown as: the persona's, where it has one. */
  readonly by: {
    readonly id: string
    readonly name: string
    readonly kind: 'person' | 'desk'
    readonly persona: boolean
  }
  /** Plain. */
  readonly text: string
  readonly rich: RichText
  /** As its writer typed it; on people's posts alone. */
  readonly markdown?: string
  readonly card?: CardView
  /** Every button and select of the card, in order. */
  readonly buttons: readonly ControlView[]
  readonly files: readonly FileView[]
  readonly reactions: readonly { readonly emoji: string; readonly by: readonly string[] }[]
  readonly mentions: readonly string[]
  readonly replyTo?: { readonly id: string; readonly name: string; readonly text: string }
  /** Shown to this person alone. */
  readonly only?: string
  readonly deleted: boolean
  /** The desk was told to forget it. */
  readonly erased?: boolean
  readonly thread?: ThreadView
}
export interface ThreadView {
  readonly id: string
  readonly title?: string
  readonly members?: readonly string[]
  readonly closed: boolean
  readonly posts: number
  readonly lastAt?: string
  readonly latest: readonly { readonly id: string; readonly name: string; readonly text: string; readonly at: string }[]
}

export interface PlaceView {
  readonly id: string
  readonly kind: 'channel' | 'thread' | 'direct' | 'home'
  readonly title: Readonly<Record<Locale, string>>
  readonly purpose?: 'intake' | 'agents' | 'supervisors'
  /** Of a thread: the place, and the post there, that it hangs under. */
  readonly parent?: string
  readonly root?: string
  readonly members: readonly string[]
  readonly closed: boolean
  readonly posts: number
  readonly lastAt?: string
}
export interface PersonView {
  readonly id: string
  readonly name: string
  readonly role: 'customer' | 'agent' | 'supervisor' | 'admin'
  /** Null until one is chosen. */
  readonly locale: Locale | null
  readonly direct: string
  readonly home: string
}

/** Of what the desk can do, as much as the page needs. */
export interface OperationView {
  readonly name: string
  readonly by: PersonView['role']
  readonly title: Readonly<Record<Locale, string>>
  /** Offered on a post. */
  readonly menus: readonly ('post' | 'user')[]
  readonly fields: readonly { readonly name: string; readonly required: boolean }[]
}

/** Answer of the desk to a message, command or click: for its sender alone. */
export type AnswerView =
  | { readonly kind: 'none' }
  | { readonly kind: 'private'; readonly post: PostView }
  | { readonly kind: 'form'; readonly form: FormView }
  | { readonly kind: 'invalid'; readonly fields: Readonly<Record<string, string>> }

export interface PlacePage {
  readonly place: PlaceView
  readonly posts: readonly PostView[]
  /** There is more before the first of `posts`. */
  readonly earlier: boolean
}
export interface Completion {
  /** Start in the line of the word that a choice replaces. */
  readonly from: number
  readonly choices: readonly { readonly value: string; readonly label: string; readonly hint?: string }[]
  /** Hint for what is to be typed there, where there is nothing to choose from. */
  readonly hint?: string
}
export interface ErrorView {
  readonly error: { readonly code: string; readonly message: string; readonly allowed?: readonly string[] }
}

/** Server-sent events, by their names. */
export interface StreamEvents {
  /** All that was missed has been told. */
  readonly ready: object
  readonly post: PostView
  readonly people: readonly PersonView[]
  readonly typing: { readonly place: string; readonly name: string; readonly by: string }
}
