import { paragraph, type Content, type Inline } from '../../platform'
import { words, wordsOf } from '../../core/words'
import { statusSigns, tones } from './ticket-card'
import type { CardFacts } from './card-facts'
import { timeIn } from '../../core/rich-words'

/** Progress of a request, in the customer's words: who has it, and when to expect an answer. */
export const progressOf = ({ ticket, ownerToCustomer, staysShut, clocks, locale, zone, now }: CardFacts): Inline[] => {
  // It goes on in another one, which need not be this customer's.
  if (ticket.mergedInto !== null) return [{ kind: 'text', text: `🔀 ${words(locale, 'customer.merged')}` }]
  const answer = clocks.find(({ kind, state }) => kind !== 'resolution' && state === 'running')
  const status = wordsOf(locale, `customer.status.${ticket.status}`, {
    owner: ownerToCustomer ?? '',
    hasOwner: ownerToCustomer === undefined ? 'no' : 'yes',
    reopens: staysShut === true ? 'no' : 'yes',
  })
  const told: Inline = { kind: 'text', text: `${statusSigns[ticket.status]} ${status}` }
  if (answer?.dueAt == null) return [told]
  const at = answer.dueAt
  return [told, { kind: 'text', text: ` ${words(locale, 'customer.expect')} ` }, timeIn(locale, zone, at, now)]
}

/** The customer's receipt: that it arrived, who has it, what to expect. */
export const customerCard = (facts: CardFacts): Content => {
  const { ticket } = facts
  const progress = progressOf(facts)
  const line = paragraph({ kind: 'text', text: `#${ticket.number} `, bold: true }, ...progress)
  return {
    text: [line],
    card: {
      title: `#${ticket.number} · ${ticket.subject}`,
      tone: ticket.mergedInto !== null || tones[ticket.status] === 'warning' ? 'neutral' : tones[ticket.status],
      blocks: [{ kind: 'text', text: [paragraph(...progress)] }],
    },
  }
}
