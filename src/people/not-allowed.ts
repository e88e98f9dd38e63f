import type { Role } from '../platform'
import { Refusal } from '../core/refusal'
import { wordsOf } from '../core/words'
import type { Actor } from '../model/person'

/** Refusal for lack of a role. It says what a customer can do, and not to ask for a role. */
export const notAllowed = (operation: string, role: Role, reader: Actor, field?: string): Refusal =>
  new Refusal('not-allowed', { operation, role: wordsOf(reader.speaks, `role.${role}`), reader: reader.role }, field)
