import { z } from 'zod'
import { fieldOf, ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { hasRole } from '../../model/person'
import type { Block, Control } from '../../platform'
import { Refusal } from '../../core/refusal'
import { customerCard } from '../cards/customer-card'
import { ticketCard } from '../cards/ticket-card'
import { readCard } from '../../lists/slots'
import { formatStoryPage } from '../cards/story'
import { words } from '../../core/words'
import { suggestTickets } from '../suggest-tickets'

const entriesShown = 15

export const show = defineOperation({
  name: 'show',
  by: 'customer',
  may: (actor, ticket) => hasRole(actor, 'agent') || ticket.requester === actor.id,
  input: z.object({
    ticket: ticketNumber,
    skip: fieldOf(
      z
        .string()
        .regex(/^\d{1,5}$/, 'fault.number')
        .transform(Number),
      { field: 'text', isHidden: true },
    ).optional(),
  }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number, skip = 0 }, actor) => {
    const facts = await readCard(tx, number, tx.speaks)
    if (facts === undefined) throw new Refusal('no-such-ticket', { number }, 'ticket')
    const isAgent = hasRole(actor, 'agent')
    const page = await formatStoryPage(tx, facts.ticket, {
      count: entriesShown,
      skip,
      ...(isAgent ? {} : { reader: actor.id }),
    })
    const { text, card } = isAgent ? ticketCard(facts) : customerCard(facts)
    const turn = (to: number, label: string): Control => ({
      kind: 'button',
      label,
      operation: 'show',
      input: { ticket: String(number), skip: String(to) },
    })
    const controls = [
      ...(page.next === undefined ? [] : [turn(page.next, words(tx.speaks, 'history.earlier'))]),
      ...(skip === 0 ? [] : [turn(0, words(tx.speaks, 'story.latest'))]),
    ]
    const turns: Block[] = controls.length === 0 ? [] : [{ kind: 'controls', controls }]
    return tx.answer({
      text: [...text, ...page.text],
      ...(card === undefined
        ? {}
        : {
            card: {
              ...card,
              blocks: [...card.blocks, { kind: 'divider' }, { kind: 'text', text: page.text }, ...turns],
            },
          }),
    })
  },
})
