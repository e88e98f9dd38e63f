import { z } from 'zod'
import { fieldOf, ticketNumber } from '../../fields'
import { defineOperation } from '../../operation'
import { hasRole } from '../../people/person'
import type { Block, Control } from '../../platform'
import { Refusal } from '../../refusal'
import { customerCard } from '../customer-card'
import { ticketCard } from '../ticket-card'
import { readCard } from '../slots'
import { tellStoryPage } from '../story'
import { words } from '../../words'
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
    const page = await tellStoryPage(tx, facts.ticket, {
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
