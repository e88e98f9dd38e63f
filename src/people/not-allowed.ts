import type { Role } from '../platform'
import { Refusal } from '../core/refusal'
import { wordsOf } from '../core/words'
import type { Actor } from '../model/person'

/** What needs a higher role. A customer is told what they can do, and not to ask for a role. */
export const notAllowed = (operation: string, role: Role, reader: Actor, field?: string): Refusal =>
  new Refusal('not-allowed', { operation, role: wordsOf(reader.speaks, `role.${role}`), reader: reader.role }, field)
