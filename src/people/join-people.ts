import { Refusal } from '../core/refusal'
import type { Tx } from '../core/tx'
import { hasRole, type Person } from '../model/person'

/** Two that turned out to be one customer. Only customers: whoever has rights must not get them, or give them, by a code. */
export const joinPeople = async (tx: Tx, kept: Person, gone: Person, by: string | null): Promise<string> => {
  for (const person of [kept, gone])
    if (hasRole(person, 'agent')) throw new Refusal('not-a-customer', { name: person.name })
  const id = await tx.customers.join(kept.id, gone.id, by)
  // A block is not shaken off by another name.
  if (kept.blockedAt === null && gone.blockedAt !== null) await tx.people.block(kept.id, gone.blockedAt)
  tx.audit(by ?? kept.id, 'join', `${gone.id} into ${kept.id}`)
  await showAgain(tx, kept.id)
  return id
}

/** Gives back what was joined. */
export const partPeople = async (tx: Tx, join: string, by: string) => {
  const undone = await tx.customers.undo(join)
  if (undone === undefined) return undefined
  tx.audit(by, 'join', `undone ${undone.gone} from ${undone.kept}`)
  for (const person of [undone.kept, undone.gone]) await showAgain(tx, person)
  return undone
}

const mostShown = 50

/** The cards of what they have open tell another person's name and notes now. */
const showAgain = async (tx: Tx, person: string) => {
  for (const { number } of await tx.tickets.openOf(person, mostShown)) await tx.outbox.refresh('ticket-card', number)
}
