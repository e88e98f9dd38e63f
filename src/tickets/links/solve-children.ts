import type { Actor } from '../../model/person'
import type { RichText } from '../../platform'
import type { Tx } from '../../core/tx'
import { holdTicket, moveTicket } from '../life/move-ticket'
import { replyToCustomer } from '../conversation/reply-to-customer'

/** Solves the open tickets below a solved parent, each customer answered with the same words. */
export const solveChildren = async (tx: Tx, parent: number, by: Actor, answer?: RichText) => {
  for (const number of await tx.ticketLinks.openChildren(parent)) {
    const child = await holdTicket(tx, number)
    if (answer !== undefined && !child.internal) {
      const { takeBackMs } = (await tx.queues.get(child.queue))!
      await replyToCustomer(tx, child, by, { text: answer, takeBackMs })
    }
    await moveTicket(tx, await holdTicket(tx, number), { kind: 'set', status: 'solved', withChildren: true }, by)
    await solveChildren(tx, number, by, answer)
  }
}
