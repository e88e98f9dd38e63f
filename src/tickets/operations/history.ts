import { z } from 'zod'
import { number, ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { paragraph, type Control } from '../../platform'
import { Refusal } from '../../core/refusal'
import { words } from '../../core/words'
import { formatHistory } from '../cards/story'
import { suggestTickets } from '../suggest-tickets'

const shown = 15

/** Shows who changed what and when, the latest page first: fields, statuses, merges, and words before an edit. */
export const history = defineOperation({
  name: 'history',
  by: 'agent',
  input: z.object({ ticket: ticketNumber, page: number(1, 10_000).optional() }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: about, page = 1 }) => {
    const ticket = await tx.tickets.get(about)
    if (ticket === undefined) throw new Refusal('no-such-ticket', { number: about }, 'ticket')
    const total = await tx.entries.historyLength(about)
    const pages = Math.max(1, Math.ceil(total / shown))
    const here = Math.min(page, pages)
    const text = await formatHistory(tx, await tx.entries.history(about, shown, (here - 1) * shown))
    const title = words(tx.speaks, 'history.title', { number: about, subject: ticket.subject, page: here, pages })
    const turn = (to: number, label: string): Control => ({
      kind: 'button',
      label,
      operation: 'history',
      input: { ticket: String(about), page: String(to) },
    })
    const controls = [
      ...(here < pages ? [turn(here + 1, words(tx.speaks, 'history.earlier'))] : []),
      ...(here > 1 ? [turn(here - 1, words(tx.speaks, 'history.later'))] : []),
    ]
    return tx.answer({
      text: [paragraph({ kind: 'text', text: title, bold: true }), ...text],
      card: {
        title,
        tone: 'neutral',
        blocks: [{ kind: 'text', text }, ...(controls.length === 0 ? [] : [{ kind: 'controls', controls } as const])],
      },
    })
  },
})
