import type { PostRef, UserRef } from '../platform'

/** What the place of a room is opened under, or for whom. */
export type Anchor = { readonly slot: string } | { readonly post: PostRef } | { readonly user: UserRef }

/** How far a reply got: the worst of its parts. */
export interface Delivery {
  readonly state: 'waiting' | 'sent' | 'ambiguous' | 'failed' | 'taken-back' | 'nowhere'
  readonly notBefore: Date | null
  readonly fault: string | null
  /** Why the latest edit or deletion of it did not get there; null when it did, or will. */
  readonly unchanged: string | null
}
