import { z } from 'zod'
import { shortText, ticketNumber } from '../../fields'
import { defineOperation } from '../../operation'
import { say } from '../../platform'
import { Refusal } from '../../refusal'
import { holdTicket } from '../../tickets/move-ticket'
import { repliedWords } from '../../tickets/reply-to-customer'
import { suggestTickets } from '../../tickets/suggest-tickets'
import { words } from '../../words'
import { parseActions } from '../action'
import { carryOutActions } from '../carry-out-actions'

/** Does a macro to a ticket, as the agent who asks: all of it, or nothing. */
export const apply = defineOperation({
  name: 'apply',
  by: 'agent',
  input: z.object({ ticket: ticketNumber, macro: shortText(40) }),
  suggest: {
    ticket: suggestTickets,
    macro: async (tx, typed, agent) =>
      (await tx.rules.macros(agent.id))
        .filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()))
        .map(({ name, actions }) => ({ value: name, label: `${name} — ${actions}`.slice(0, 80) })),
  },
  run: async (tx, { ticket: number, macro: name }, agent) => {
    const macro = await tx.rules.macro(name, agent.id)
    if (macro === undefined) throw new Refusal('no-such-macro', { name }, 'macro')
    const ticket = await holdTicket(tx, number)
    const actions = parseActions(macro.actions)
    const after = await carryOutActions(tx, ticket, actions, agent)
    await tx.canned.used(agent.id, 'macro', macro.name)
    const done = words(tx.speaks, 'apply.done', { number, name: macro.name })
    const isAnswered = actions.some(({ kind }) => kind === 'reply' || kind === 'canned')
    const { takeBackMs } = (await tx.queues.get(after.queue))!
    const told = isAnswered ? await repliedWords(tx, after, takeBackMs) : undefined
    return tx.answer({ text: [done, told].flatMap((line) => (line === undefined ? [] : say(line))) })
  },
})
