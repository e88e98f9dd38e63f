import { profileOf, type Need } from '../core/needs'
import type { UserRef } from '../platform'
import type { Tx } from '../core/tx'
import type { Person } from '../model/person'

/** Need of whoever names somebody: what their network calls them, where they never wrote. */
export const strangersName = async (tx: Tx, user: UserRef | undefined): Promise<readonly Need<unknown>[]> =>
  user === undefined || (await tx.people.known(user)) !== undefined ? [] : [profileOf(user)]

/** Somebody whom another names, perhaps before they ever wrote: an operation that needs `strangersName`. */
export const meetNamed = async (tx: Tx, user: UserRef): Promise<Person> =>
  (await tx.people.known(user)) ?? (await tx.people.meet(user, { name: tx.answerOf(profileOf(user))?.name || user.id }))
