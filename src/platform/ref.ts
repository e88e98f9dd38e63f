/**
 * Opaque to everyone but the adapter that minted it, which puts the workspace into `id`. Stored: a format once used is
 * read for ever. Compare two with `sameRef`, never by identity.
 */
export interface Ref<K extends string> {
  readonly platform: string
  readonly kind: K
  readonly id: string
}
/** A Slack team or enterprise, a Discord guild, a Teams tenant. Always taken from what the network signed. */
export type WorkspaceRef = Ref<'workspace'>
/** Anywhere one can show something: a channel, a thread, a DM, a person's Home. */
export type PlaceRef = Ref<'place'>
/** One message. */
export type PostRef = Ref<'post'>
export type UserRef = Ref<'user'>
/** A user group, role or team whose members the adapter can list. */
export type GroupRef = Ref<'group'>
/** Target for a private answer to one interaction, for as long as the network allows. */
export type AnswerRef = Ref<'answer'>
/** Bytes somewhere: on a network (`platform` is its name), or kept by the desk (`platform` is `desk`). `size` in bytes; -1 where the network does not say. */
export interface FileRef extends Ref<'file'> {
  readonly name: string
  readonly size: number
  /** As the sender declared it: a hint, never trusted. */
  readonly type: string
}

export const sameRef = (a: Ref<string> | undefined, b: Ref<string> | undefined): boolean =>
  a !== undefined && b !== undefined && a.platform === b.platform && a.kind === b.kind && a.id === b.id
