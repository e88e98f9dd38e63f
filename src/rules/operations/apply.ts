import { clip } from '../../platform'
import { z } from 'zod'
import { nameOf, ticketNumber } from '../../fields'
import { defineOperation } from '../../operation'
import { Refusal } from '../../refusal'
import { holdTicket } from '../../tickets/move-ticket'
import { suggestTickets } from '../../tickets/suggest-tickets'
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
    await carryOutActions(tx, ticket, parseActions(macro.actions), agent)
    await tx.canned.used(agent.id, 'macro', macro.name)
    return tx.say('apply.done', { number, name: macro.name })
  },
})
