import { z } from 'zod'
import { ticketNumber } from '../../fields'
import { defineOperation } from '../../operation'
import { hasRole } from '../../people/person'
import { Refusal } from '../../refusal'
import { customerCard } from '../customer-card'
import { ticketCard } from '../ticket-card'
import { readCard } from '../slots'
import { tellStory, tellStoryTo } from '../story'
import { suggestTickets } from '../suggest-tickets'

const entriesShown = 15

export const show = defineOperation({
  name: 'show',
  by: 'customer',
  may: (actor, ticket) => hasRole(actor, 'agent') || ticket.requester === actor.id,
  input: z.object({ ticket: ticketNumber }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number }, actor) => {
    const facts = await readCard(tx, number, tx.speaks)
    if (facts === undefined) throw new Refusal('no-such-ticket', { number }, 'ticket')
    const isAgent = hasRole(actor, 'agent')
    const story = isAgent
      ? await tellStory(tx, number, entriesShown)
      : await tellStoryTo(tx, actor.id, facts.ticket, entriesShown)
    const { text, card } = isAgent ? ticketCard(facts) : customerCard(facts)
    return tx.answer({
      text: [...text, ...story],
      ...(card === undefined
        ? {}
        : { card: { ...card, blocks: [...card.blocks, { kind: 'divider' }, { kind: 'text', text: story }] } }),
    })
  },
})
