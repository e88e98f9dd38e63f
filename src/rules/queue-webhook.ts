import { factsOf } from '../sla/ticket-clocks'
import type { Ticket } from '../model/ticket'
import type { Tx } from '../core/tx'
import type { Rule } from './rule-rows'

/** Tells another program of a ticket, after the commit. What customers and agents wrote is not told; see docs/webhooks.md. */
export const queueWebhook = async (
  tx: Tx,
  ticket: Ticket,
  url: string,
  { name, event }: Pick<Rule, 'name' | 'event'>,
) => {
  const { queue, team, from, owner, tags, network } = await factsOf(tx, ticket)
  const body = JSON.stringify({
    rule: name,
    event,
    at: tx.now.toISOString(),
    desk: tx.desk.name,
    ticket: {
      number: ticket.number,
      subject: ticket.subject,
      status: ticket.status,
      priority: ticket.priority,
      overdue: ticket.overdue,
      queue,
      team: team || null,
      tags,
      customer: from,
      network: network || null,
      owner: owner || null,
      createdAt: ticket.createdAt.toISOString(),
      updatedAt: ticket.updatedAt.toISOString(),
    },
  })
  const id = await tx.webhooks.add({ rule: name, ticket: ticket.number, url, body })
  tx.clocks.schedule({ what: 'webhook', subject: `0:${id}`, at: tx.now })
}
