import { z } from 'zod'
import { choice, ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { Refusal } from '../../core/refusal'
import { wordsOf } from '../../core/words'
import { linkTickets, unlinkTickets } from '../links/link-tickets'
import { suggestOthers, suggestTickets } from '../suggest-tickets'

const ways = ['parent', 'child', 'related', 'none'] as const

/** `link 42 7 parent`: 7 is the parent of 42. */
export const link = defineOperation({
  name: 'link',
  by: 'agent',
  input: z.object({ ticket: ticketNumber, other: ticketNumber, way: choice(ways, 'link').optional() }),
  suggest: { ticket: suggestTickets, other: suggestOthers },
  run: async (tx, { ticket: number, other, way = 'related' }, agent) => {
    if (number === other) throw new Refusal('same-ticket', { number }, 'other')
    if (way === 'none') {
      const was = await unlinkTickets(tx, number, other, agent)
      return tx.say(was ? 'link.removed' : 'link.was-none', { number, other })
    }
    await linkTickets(tx, number, way, other, agent)
    return tx.say('link.done', { number, other, way: wordsOf(tx.speaks, `link.${way}`) })
  },
})
