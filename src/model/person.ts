import {
  roles,
  type Identity,
  type FileRef,
  type Locale,
  type PlaceRef,
  type PostRef,
  type RichText,
  type Role,
  type UserRef,
  type WorkspaceRef,
} from '../platform'

export interface Person {
  readonly id: string
  readonly name: string
  readonly role: Role
  /** Undefined: the desk's. */
  readonly locale: Locale | null
  /** https URL. */
  readonly picture: string | null
  /** Since when the desk does not hear them. */
  readonly blockedAt: Date | null
  /** Agents wrote something down of them. */
  readonly noted: boolean
  /** Owner of the identity by which they were met, before it became one with them. */
  readonly saidAs?: string | null
}

/** Actor of a request: who asks and from where, taken from the verified event, never from what was typed. */
export interface Actor extends Person {
  readonly user: UserRef
  /** Claimed: `role` is a customer's, whoever they say they are. */
  readonly identity: Identity
  readonly workspace?: WorkspaceRef
  /** Absent when asked outside any place (a Home, an API call). */
  readonly place?: PlaceRef
  readonly parent?: PlaceRef
  readonly speaks: Locale
  readonly on?: PostRef
  readonly onText?: RichText
  readonly onFiles?: readonly FileRef[]
  readonly onFrom?: { readonly user: UserRef; readonly name: string }
}

/** Roles include those below them. */
export const hasRole = (person: { readonly role: Role }, needed: Role): boolean =>
  roles.indexOf(person.role) >= roles.indexOf(needed)

/** Worth of an event or a question as a proof of who sent it: never more than its network can check. */
export const identityOf = (
  { from, identity }: { readonly from: UserRef; readonly identity?: Identity },
  networks: { limits(platform: string): { readonly identity: Identity } | undefined },
): Identity => (networks.limits(from.platform)?.identity === 'proven' && identity !== 'claimed' ? 'proven' : 'claimed')

/** The id of no person. */
export const nobody = '00000000-0000-0000-0000-000000000000'
