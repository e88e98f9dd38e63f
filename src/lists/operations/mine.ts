import { z } from 'zod'
import { pageCursor } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { paragraph, type RichText, defined } from '../../platform'
import { parseQuery } from '../../model/ticket-query'
import type { Tx } from '../../core/tx'
import { wordsOf } from '../../core/words'
import { listTickets, totalOf } from '../list-tickets'
import { readCard } from '../slots'
import type { Ticket } from '../../model/ticket'
import { progressOf } from '../../tickets/cards/customer-card'

const shown = 15
const own = parseQuery('from:me')

/** One's own requests: how far each is, who has it, when to expect an answer. */
export const mine = defineOperation({
  name: 'mine',
  by: 'customer',
  input: z.object({ cursor: pageCursor.optional() }),
  run: async (tx, { cursor }, actor) => {
    const page = await tx.pages.page(own, {
      person: actor.id,
      size: shown,
      ...defined({ cursor }),
    })
    const told = new Map<number, RichText>()
    for (const ticket of page.tickets) told.set(ticket.number, await formatProgress(tx, ticket))
    return listTickets(tx, page, {
      title: wordsOf(tx.speaks, 'view.mine'),
      total: await totalOf(tx, page, own, actor.id),
      operation: 'mine',
      input: {},
      reader: 'customer',
      tell: ({ number }) => told.get(number) ?? [],
    })
  },
})

const formatProgress = async (tx: Tx, { number, subject }: Ticket): Promise<RichText> => {
  const facts = await readCard(tx, number, tx.speaks)
  const progress = facts === undefined ? [] : progressOf(facts)
  return [paragraph({ kind: 'text', text: `#${number} · ${subject}`, bold: true }, ' · ', ...progress)]
}
