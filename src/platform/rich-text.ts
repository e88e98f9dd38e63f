import type { UserRef } from './ref'

/**
 * Text that no network owns: adapters parse their dialect into it and print it in their dialect. A `mention` in it is
 * inert, a name and nothing more: only `Content.mentions` may ping. Printers must escape everything else.
 */
export type RichText = readonly TextBlock[]

export type TextBlock =
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'heading'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'quote'; readonly blocks: RichText }
  | { readonly kind: 'code-block'; readonly text: string; readonly language?: string }
  /** `start`: the number of an ordered list's first item, where it is not 1. */
  | { readonly kind: 'list'; readonly ordered: boolean; readonly start?: number; readonly items: readonly RichText[] }

export type Inline =
  | ({ readonly kind: 'text'; readonly text: string } & Picked & Marks)
  | ({ readonly kind: 'code'; readonly text: string } & Picked)
  | ({ readonly kind: 'link'; readonly url: string; readonly text: string } & Marks)
  /** `name` as people see it, without the @. */
  | { readonly kind: 'mention'; readonly name: string; readonly user?: UserRef }
  /** `unicode` is absent for one that only a workspace has: it prints as `:name:`. */
  | { readonly kind: 'emoji'; readonly name: string; readonly unicode?: string }
  /** `at`: ISO 8601. Networks that can show it in each reader's own zone, or as a countdown; the others print `text`. */
  | { readonly kind: 'time'; readonly at: string; readonly text: string }
  | { readonly kind: 'break' }

/** Of a command that the desk names: how it is called where commands are picked from groups and not typed. Never of people's words. */
export interface Picked {
  readonly picked?: string
}

export interface Marks {
  readonly bold?: boolean
  readonly italic?: boolean
  readonly strike?: boolean
}
