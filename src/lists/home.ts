import { hasRole } from '../model/person'
import { paragraph, say, type Block, type Content, type Control, type Input, type Locale } from '../platform'
import type { TicketPage } from './page-rows'
import { parseQuery } from '../model/ticket-query'
import { builtInViews, type BuiltInView } from './view-rows'
import type { Tx } from '../core/tx'
import { words, wordsOf } from '../core/words'
import { ownerNames } from '../tickets/conversation/persona'
import { nextDeadline, ticketLine } from '../tickets/cards/ticket-card'
import { timeIn } from '../core/rich-words'

const shown = 8

/** A person's own page: an agent's tickets and queue with the next deadline, a customer's own tickets. */
export const homeOf = async (tx: Tx, personId: string): Promise<Content | undefined> => {
  const person = await tx.people.get(personId)
  if (person === undefined) return undefined
  const locale = person.locale ?? tx.desk.locale
  const isAgent = hasRole(person, 'agent')
  const blocks = isAgent
    ? [
        ...(await viewSection(tx, locale, 'mine', person.id)),
        ...(await viewSection(tx, locale, 'unassigned', person.id)),
        ...(await savedViews(tx, locale, person.id)),
      ]
    : await section(
        tx,
        locale,
        'mine',
        await tx.pages.page(parseQuery('from:me'), { person: person.id, size: shown }),
        {
          operation: 'mine',
          input: {},
        },
      )
  const title = words(locale, 'home.title')
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

const viewSection = async (tx: Tx, locale: Locale, view: BuiltInView, person: string): Promise<Block[]> =>
  section(tx, locale, view, await tx.pages.page(parseQuery(builtInViews[view]), { person, size: shown }), {
    operation: 'list',
    input: { filter: view },
  })

const mostViews = 8

/** The views that somebody saved, each a press away. */
const savedViews = async (tx: Tx, locale: Locale, person: string): Promise<Block[]> => {
  const views = (await tx.views.all(person)).slice(0, mostViews)
  if (views.length === 0) return []
  const heading = paragraph({ kind: 'text', text: words(locale, 'home.views'), bold: true })
  const controls = views.map(({ name }): Control => ({
    kind: 'button',
    label: name,
    operation: 'list',
    input: { filter: name },
  }))
  return [
    { kind: 'text', text: [heading] },
    { kind: 'controls', controls },
  ]
}

/** `rest`: what lists all of them. */
const section = async (
  tx: Tx,
  locale: Locale,
  view: BuiltInView,
  { tickets, next }: TicketPage,
  rest: { readonly operation: string; readonly input: Input },
): Promise<Block[]> => {
  const reader = rest.operation === 'mine' ? 'customer' : 'agents'
  const heading = paragraph({
    kind: 'text',
    text: words(locale, 'home.section', {
      view: wordsOf(locale, `view.${view}`),
      count: next === undefined ? tickets.length : `${tickets.length}+`,
    }),
    bold: true,
  })
  if (tickets.length === 0) return [{ kind: 'text', text: [heading, paragraph(words(locale, 'home.empty'))] }]
  const owners = await ownerNames(tx, tickets, reader)
  const items = await Promise.all(
    tickets.map(async (ticket) => {
      const clock = nextDeadline(await tx.clocks.of(ticket.number))
      const due = clock?.dueAt == null ? [] : [' · ⏱️ ', timeIn(locale, tx.desk.zone, clock.dueAt, tx.now)]
      return [paragraph(ticketLine(ticket, owners.get(ticket.number), locale, reader), ...due)]
    }),
  )
  const all: Control = { kind: 'button', label: words(locale, 'home.all'), ...rest }
  return [
    { kind: 'text', text: [heading, { kind: 'list', ordered: false, items }] },
    ...(next === undefined ? [] : [{ kind: 'controls', controls: [all] } as const]),
  ]
}
