import { z } from 'zod'
import { nameOf, ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { clip, say } from '../../platform'
import { Refusal } from '../../core/refusal'
import { holdTicket } from '../../tickets/life/move-ticket'
import { suggestTickets } from '../../tickets/suggest-tickets'
import { words } from '../../core/words'
import { parseActions } from '../action'
import { carryOutActions } from '../carry-out-actions'

/** Does a macro to a ticket, as the agent who asks: all of it, or nothing. */
export const apply = defineOperation({
  name: 'apply',
  by: 'agent',
  input: z.object({ ticket: ticketNumber, macro: nameOf(40) }),
  suggest: {
    ticket: suggestTickets,
    macro: async (tx, typed, agent) =>
      (await tx.rules.macros(agent.id))
        .filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()))
        .map(({ name, actions }) => ({ value: name, label: clip(`${name} — ${actions}`, 80) })),
  },
  run: async (tx, { ticket: number, macro: name }, agent) => {
    const macro = await tx.rules.macro(name, agent.id)
    if (macro === undefined) throw new Refusal('no-such-macro', { name }, 'macro')
    const ticket = await holdTicket(tx, number)
    const actions = parseActions(macro.actions, tx.registered.ruleActions)
    const after = await carryOutActions(tx, ticket, actions, agent)
    await tx.canned.used(agent.id, 'macro', macro.name)
    const done = words(tx.speaks, 'apply.done', { number, name: macro.name })
    const isAnswered = actions.some(({ kind }) => kind === 'reply' || kind === 'canned')
    const { takeBackMs } = (await tx.queues.get(after.queue))!
    const seconds = Math.round(takeBackMs / 1000)
    const customer = isAnswered && seconds > 0 ? (await tx.people.get(after.requester))!.name : undefined
    const held = customer === undefined ? '' : words(tx.speaks, 'reply.done-held', { number, name: customer, seconds })
    return tx.answer({ text: [...say(done), ...say(held)] })
  },
})
