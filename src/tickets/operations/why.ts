import { z } from 'zod'
import { shortText } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import type { PostRef } from '../../platform'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { hasWords } from '../../core/words'
import { statusWord } from '../life/move-ticket'
import { knownPost } from '../conversation/relay'
import { richWords } from '../../core/rich-words'

const linkIn = /https?:\/\/[^\s<>|]+/

/** Why a post did or did not become a ticket. */
export const why = defineOperation({
  name: 'why',
  by: 'agent',
  menus: ['post'],
  input: z.object({ post: shortText(500).optional() }),
  run: async (tx, { post: typed }, agent) => {
    const post = typed === undefined ? agent.on : tx.outbox.postAt(linkIn.exec(typed)?.[0] ?? typed, agent.user)
    if (post === undefined) throw new Refusal('no-such-post', {}, 'post')
    const number = await ticketOf(tx, post)
    const ticket = number === undefined ? undefined : await tx.tickets.get(number)
    if (ticket !== undefined)
      return tx.say('why.ticket', {
        number: ticket.number,
        subject: ticket.subject,
        status: statusWord(tx.speaks, ticket.status),
      })
    if (await tx.waiting.has(post)) return tx.say('why.waiting')
    const arrival = await tx.arrivals.of(post)
    if (arrival === undefined) return tx.say('why.unheard')
    const reason = `why.${arrival.why ?? 'elsewhere'}`
    return tx.say('why.none', { reason: richWords(tx.speaks, hasWords(reason) ? reason : 'why.elsewhere') })
  },
})

const ticketOf = async (tx: Tx, post: PostRef): Promise<number | undefined> => {
  const known = await knownPost(tx, post)
  if (known !== undefined) return known.ticket
  const slot = await tx.slots.byPost(post.platform, post.id)
  return slot?.kind === 'ticket-card' || slot?.kind === 'customer-card' ? Number(slot.about) : undefined
}
