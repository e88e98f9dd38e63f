import { hasRole } from '../people/person'
import { paragraph, say, type Block, type Content, type Control, type Locale } from '../platform'
import { parseFilter } from '../queues/filter'
import { builtInViews } from '../queues/view-rows'
import type { Tx } from '../tx'
import { momentOf, words, wordsOf } from '../words'
import { ownerNames } from './persona'
import { nextDeadline, ticketLine } from './ticket-card'
import type { Ticket } from './ticket'

const shown = 8

/** A person's own page: an agent's tickets and queue with the next deadline, a customer's own tickets. */
export const homeOf = async (tx: Tx, personId: string): Promise<Content | undefined> => {
  const person = await tx.people.get(personId)
  if (person === undefined) return undefined
  const locale = person.locale ?? tx.desk.locale
  const isAgent = hasRole(person, 'agent')
  const blocks = isAgent
    ? [
        ...(await section(tx, locale, 'mine', await tx.views.list(parseFilter(builtInViews.mine), person.id, shown))),
        ...(await section(
          tx,
          locale,
          'unassigned',
          await tx.views.list(parseFilter(builtInViews.unassigned), person.id, shown),
        )),
      ]
    : await section(tx, locale, 'mine', await tx.tickets.ofRequester(person.id, shown), 'customer')
  const title = words(locale, 'home.title', { name: person.name })
  const controls: Control[] = [
    {
      kind: 'button',
      label: words(locale, 'home.new'),
      operation: 'new',
      input: {},
      opensForm: true,
      style: 'primary',
    },
  ]
  return { text: say(title), card: { title, tone: 'neutral', blocks: [...blocks, { kind: 'controls', controls }] } }
}

const section = async (
  tx: Tx,
  locale: Locale,
  view: string,
  tickets: readonly Ticket[],
  reader: 'agents' | 'customer' = 'agents',
): Promise<Block[]> => {
  const heading = paragraph({
    kind: 'text',
    text: words(locale, 'home.section', { view: wordsOf(locale, `view.${view}`), count: tickets.length }),
    bold: true,
  })
  if (tickets.length === 0) return [{ kind: 'text', text: [heading, paragraph(words(locale, 'home.empty'))] }]
  const owners = await ownerNames(tx, tickets, reader)
  const items = await Promise.all(
    tickets.map(async (ticket) => {
      const clock = nextDeadline(await tx.clocks.of(ticket.number))
      const due =
        clock?.dueAt == null
          ? []
          : [
              ' · ⏱️ ',
              {
                kind: 'time',
                at: clock.dueAt.toISOString(),
                text: momentOf(locale, tx.desk.zone, clock.dueAt, tx.now),
              } as const,
            ]
      return [paragraph(ticketLine(ticket, owners.get(ticket.number), locale), ...due)]
    }),
  )
  return [{ kind: 'text', text: [heading, { kind: 'list', ordered: false, items }] }]
}
