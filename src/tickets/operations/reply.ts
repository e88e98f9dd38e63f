import { z } from 'zod'
import { duration, nameOf, richText, ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import type { Actor } from '../../model/person'
import { say } from '../../platform'
import { Refusal } from '../../core/refusal'
import type { CannedReply } from '../../rules/canned-rows'
import { fillFor } from '../../rules/fill-for'
import { suggestCanned } from '../../rules/suggest-canned'
import type { Tx } from '../../core/tx'
import { holdTicket } from '../life/move-ticket'
import { replyToCustomer, recordReplied } from '../conversation/reply-to-customer'
import { suggestTickets } from '../suggest-tickets'

/** An agent's words to the customer, or words kept for use again; a form shows those first, to be changed. */
export const reply = defineOperation({
  name: 'reply',
  by: 'agent',
  asks: ['text'],
  offers: () => ['time'],
  oneOf: [['text', 'canned']],
  showsWriters: true,
  holdsTicket: true,
  input: z.object({
    ticket: ticketNumber,
    canned: nameOf(40).optional(),
    text: richText(4000).optional(),
    time: duration.optional(),
  }),
  suggest: { ticket: suggestTickets, canned: suggestCanned },
  fill: async (tx, { ticket: number, canned }, agent) => {
    const ticket =
      typeof number === 'string' && /^#?\d{1,15}$/.test(number)
        ? await tx.tickets.get(Number(number.replace('#', '')))
        : undefined
    return ticket === undefined || typeof canned !== 'string'
      ? {}
      : { text: await fillFor(tx, ticket, (await cannedNamed(tx, canned, agent)).text, agent) }
  },
  run: async (tx, { ticket: number, canned, text, time }, agent) => {
    if (text === undefined && canned === undefined) throw new Refusal('missing-input', { field: 'text' }, 'text')
    const ticket = await holdTicket(tx, number)
    const { takeBackMs } = (await tx.queues.get(ticket.queue))!
    const known = canned === undefined ? undefined : await cannedNamed(tx, canned, agent)
    const words = text ?? say(await fillFor(tx, ticket, known!.text, agent))
    if (known !== undefined) await tx.canned.used(agent.id, 'canned', known.name)
    const spent = time === undefined ? {} : { spentMs: time }
    return recordReplied(
      tx,
      ticket,
      replyToCustomer(tx, ticket, agent, { text: words, takeBackMs, ...spent }),
      takeBackMs,
    )
  },
})

const cannedNamed = async (tx: Tx, name: string, agent: Actor): Promise<CannedReply> => {
  const known = await tx.canned.named(name, agent.id)
  if (known === undefined) throw new Refusal('no-such-canned', { name }, 'canned')
  return known
}
