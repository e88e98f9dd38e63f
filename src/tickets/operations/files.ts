import { z } from 'zod'
import { ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { hasRole } from '../../model/person'
import { paragraph, type RichText } from '../../platform'
import { words } from '../../core/words'
import { suggestTickets } from '../suggest-tickets'

const mostFiles = 20

/** The files of a ticket, each by a link that soon ends. */
export const files = defineOperation({
  name: 'files',
  by: 'customer',
  may: (actor, ticket) => hasRole(actor, 'agent') || ticket.requester === actor.id,
  input: z.object({ ticket: ticketNumber }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number }, actor) => {
    const kept = hasRole(actor, 'agent')
      ? await tx.files.ofTicket(number, mostFiles)
      : await tx.files.readBy(await tx.people.oneWith(actor.id), number, mostFiles)
    if (kept.length === 0) return tx.say('files.none', { number })
    const items: RichText[] = []
    let isLinked = false
    for (const file of kept) {
      const href = await tx.fileLink(file)
      isLinked ||= href !== undefined
      items.push([paragraph(href === undefined ? file.name : { kind: 'link', url: href, text: file.name })])
    }
    const hint = words(tx.speaks, isLinked ? 'files.linked' : 'files.unlinked', { number })
    return tx.answer({ text: [paragraph(hint), { kind: 'list', ordered: false, items }] })
  },
})
