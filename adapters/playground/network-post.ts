import type { Card, Persona, RichText } from '../../src/platform'

/** Content of a post: everything but where, when and by whom. */
export interface Body {
  readonly text: RichText
  /** The Markdown that a person typed, for editing it. */
  readonly source?: string
  readonly card?: Card
  readonly as?: Persona
  readonly files: readonly string[]
  readonly mentions: readonly string[]
  readonly replyTo?: string
}

export interface Post {
  readonly id: string
  readonly at: string
  readonly place: string
  readonly by: string
  readonly only?: string
  event?: string
  body: Body
  editedAt?: string
  deleted: boolean
  erased: boolean
  withdrawn: boolean
  heard: boolean
  /** Emoji to the people (and `desk`) who gave it, in the order given. */
  readonly reactions: Map<string, string[]>
  /** Position in the log of its last change. */
  rev: number
}
