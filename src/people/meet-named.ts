import type { UserRef } from '../platform'
import type { Tx } from '../core/tx'
import type { Person } from '../model/person'

/** Somebody whom another names, perhaps before they ever wrote: their network knows what they are called. */
export const meetNamed = async (tx: Tx, user: UserRef): Promise<Person> =>
  (await tx.people.known(user)) ?? (await tx.people.meet(user, { name: tx.profileOf(user)?.name || user.id }))
