import { clip } from '../platform'
import type { Actor } from '../model/person'
import type { Choice } from '../platform'
import type { Tx } from '../core/tx'

/** Suggests what the person uses most first. */
export const suggestCanned = async (tx: Tx, typed: string, actor: Actor): Promise<Choice[]> =>
  (await tx.canned.all(actor.id))
    .filter(({ name }) => name.toLowerCase().includes(typed.trim().toLowerCase()))
    .slice(0, 25)
    .map(({ name, text }) => ({ value: name, label: clip(`${name} — ${text}`, 80) }))
