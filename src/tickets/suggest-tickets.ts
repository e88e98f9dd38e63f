import { hasRole, type Actor } from '../model/person'
import { firstLine, foldText, say, type Choice } from '../platform'
import type { Tx } from '../core/tx'

const most = 25

/** Open tickets whose number or subject is being typed; a customer sees only the own ones. */
export const suggestTickets = async (tx: Tx, typed: string, actor: Actor): Promise<Choice[]> => {
  const tickets = await tx.tickets.like(typed.trim(), hasRole(actor, 'agent') ? undefined : actor.id, most)
  return tickets.map(({ number, subject }) => ({
    value: String(number),
    label: firstLine(say(`#${number} ${subject}`), 80),
  }))
}

/** Any but the one that it is about. */
export const suggestOthers = async (
  tx: Tx,
  typed: string,
  actor: Actor,
  input: Readonly<Record<string, unknown>>,
): Promise<Choice[]> => {
  const about = String(input['ticket'] ?? '').replace('#', '')
  return (await suggestTickets(tx, typed, actor)).filter(({ value }) => value !== about)
}

/** Tags in use that begin with the last word typed. */
export const suggestTags = async (tx: Tx, typed: string): Promise<Choice[]> => {
  const words = typed.split(/[\s,]+/)
  const last = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const tags = await tx.tickets.tagsLike(last, most)
  return tags
    .filter((tag) => !before.some((one) => foldText(one) === foldText(tag)))
    .map((tag) => ({ value: [...before, tag].join(' '), label: [...before, tag].join(' ') }))
}
