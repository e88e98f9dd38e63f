import type { Role } from '../../platform'
import { assignTicket } from '../../tickets/life/move-ticket'
import type { Tx } from '../../core/tx'
import type { MistakenRole } from '../group-rows'

/** Gives a person a role by name. With a group's higher one they keep that: answers what they are now. */
export const giveRole = async (tx: Tx, person: string, role: Role, by: string | null): Promise<Role> => {
  await tx.people.giveRole(person, role)
  tx.audit(by, 'role', `${person} ${role}`)
  const [held] = await tx.groups.mistaken(person)
  if (held !== undefined) await applyRole(tx, held)
  return (await tx.people.get(person))?.role ?? role
}

/** Brings everybody's role to what was given and their groups come to. */
export const applyGroupRoles = async (tx: Tx): Promise<void> => {
  for (const mistaken of await tx.groups.mistaken()) {
    await applyRole(tx, mistaken)
    tx.audit(null, 'role', `${mistaken.id} ${mistaken.to} by group`)
  }
}

/** Sets the role; whoever is no agent any more loses their tickets. */
const applyRole = async (tx: Tx, { id, to }: MistakenRole) => {
  await tx.people.setRole(id, to)
  if (to === 'customer')
    for (const number of await tx.tickets.heldBy(id)) {
      const ticket = await tx.tickets.hold(number)
      if (ticket?.assignee === id) await assignTicket(tx, ticket, null, null)
    }
  await tx.outbox.refresh('home', id)
}
