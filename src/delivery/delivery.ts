import type { PostRef, UserRef } from '../platform'

/** Slot or post under which a room's place is opened, or user for whom. */
export type Anchor = { readonly slot: string } | { readonly post: PostRef } | { readonly user: UserRef }

/** Progress of a reply: the worst of its parts. */
export interface Delivery {
  readonly state: 'waiting' | 'sent' | 'ambiguous' | 'failed' | 'taken-back' | 'nowhere'
  readonly notBefore: Date | null
  readonly fault: string | null
  /** Why the latest edit or deletion of it did not get there; null when it did, or will. */
  readonly unchanged: string | null
}
