import type { Person } from '../../model/person'
import {
  clip,
  paragraph,
  truncate,
  type Block,
  type Card,
  type Content,
  type Inline,
  type Locale,
} from '../../platform'
import { shownState, type Clock } from '../../model/policy'
import { spanOf, words, wordsOf } from '../../core/words'
import type { CardFacts } from './card-facts'
import { buttonsOf, selectsOf } from './card-controls'
import { isOver, type Ticket } from '../../model/ticket'
import type { OwnStatus } from '../life/own-status-rows'
import type { TicketLink } from '../links/ticket-links-rows'
import { mostAhead } from '../ticket-rows'
import { momentIn, timeIn } from '../../core/rich-words'

export const tones: Readonly<Record<Ticket['status'], Card['tone']>> = {
  new: 'warning',
  open: 'neutral',
  pending: 'neutral',
  'on-hold': 'neutral',
  solved: 'good',
  closed: 'good',
}
export const statusSigns: Readonly<Record<Ticket['status'], string>> = {
  new: '🆕',
  open: '🟢',
  pending: '⏸️',
  'on-hold': '✋',
  solved: '✅',
  closed: '🔒',
}
const prioritySigns: Readonly<Record<Ticket['priority'], string>> = { low: '▽', normal: '◇', high: '▲', urgent: '🔺' }

/** The agents' card of a ticket: what it is, who has it, what is next, and the buttons that make sense now. */
export const ticketCard = (facts: CardFacts): Content => {
  const { ticket, locale } = facts
  const isLate = ticket.overdue && !isOver(ticket)
  const card: Card = {
    title: `#${ticket.number} · ${ticket.subject}`,
    tone: isLate ? 'danger' : tones[ticket.status],
    blocks: [
      ...wordsBlock(facts),
      { kind: 'fields', fields: fieldsOf(facts) },
      ...(facts.notes.length === 0 ? [] : [{ kind: 'text', text: facts.notes } as const]),
      ...deadlineBlock(facts),
      { kind: 'controls', controls: buttonsOf(ticket, locale) },
      ...(ticket.status === 'closed' ? [] : [{ kind: 'controls', controls: selectsOf(facts) } as const]),
      ...similarBlocks(facts),
    ],
  }
  return { text: [paragraph(fallbackOf(facts))], card }
}

const fallbackOf = ({ ticket, locale, requester }: CardFacts) =>
  words(locale, 'card.fallback', {
    number: ticket.number,
    subject: ticket.subject,
    status: wordsOf(locale, `status.${ticket.status}`),
    customer: requester.name,
  })

const longestQuote = 280
const wordsBlock = ({ lastWords }: CardFacts): Block[] => {
  if (lastWords?.entry.text == null) return []
  const said = truncate(lastWords.entry.text, longestQuote)
  const [first, ...rest] = said
  const name: Inline = { kind: 'text', text: `${lastWords.by}: `, bold: true }
  const text =
    first?.kind === 'paragraph'
      ? [{ ...first, inlines: [name, ...first.inlines] }, ...rest]
      : [paragraph(name), ...said]
  return [{ kind: 'text', text: [{ kind: 'quote', blocks: text }] }]
}

const fieldsOf = ({
  ticket,
  ownStatuses,
  tags,
  told,
  links,
  requester,
  assignee,
  queue,
  position,
  team,
  spentMs,
  locale,
  zone,
  now,
}: CardFacts) => {
  const label = (key: string) => wordsOf(locale, `card.${key}`)
  const until = ticket.pendingUntil === null ? '' : ` → ${momentIn(locale, zone, ticket.pendingUntil, now)}`
  return [
    {
      label: label('status'),
      value:
        ticket.mergedInto === null
          ? `${statusSigns[ticket.status]} ${statusLabel(ticket, ownStatuses, locale)}${until}`
          : `🔀 ${words(locale, 'card.merged-into', { number: ticket.mergedInto })}`,
    },
    {
      label: label('priority'),
      value: `${prioritySigns[ticket.priority]} ${wordsOf(locale, `priority.${ticket.priority}`)}`,
    },
    { label: label('owner'), value: assignee?.name ?? label('nobody') },
    { label: ticket.internal ? label('internal') : label('customer'), value: requesterIn(requester, ticket, locale) },
    { label: label('queue'), value: position === undefined ? queue : placeIn(locale, queue, position) },
    ...(team === undefined ? [] : [{ label: label('team'), value: team }]),
    ...(spentMs === 0 ? [] : [{ label: label('spent'), value: spanOf(locale, spentMs) }]),
    ...(tags.length === 0 ? [] : [{ label: label('tags'), value: tags.map((tag) => `#${tag}`).join(' ') }]),
    ...told,
    ...linkFields(links, locale),
  ]
}

const requesterIn = ({ name }: Person, { claimed }: Ticket, locale: Locale) =>
  claimed ? words(locale, 'card.claimed', { name }) : name

const statusLabel = (ticket: Ticket, own: readonly OwnStatus[], locale: Locale) =>
  own.find(({ name }) => name === ticket.ownStatus)?.labels[locale] ?? wordsOf(locale, `status.${ticket.status}`)

const linkFields = (links: readonly TicketLink[], locale: Locale) =>
  (['parent', 'child', 'related', 'merged'] as const).flatMap((as) => {
    const them = links.filter((one) => one.as === as)
    const shown = ({ number, status }: TicketLink) =>
      as === 'merged' ? `#${number}` : `#${number} ${statusSigns[status]}`
    return them.length === 0
      ? []
      : [{ label: wordsOf(locale, `ticket-link.${as}`), value: them.slice(0, 20).map(shown).join('  ') }]
  })

const placeIn = (locale: Locale, queue: string, position: number): string =>
  words(locale, 'card.position', { queue, position: position > mostAhead ? `${mostAhead}+` : String(position) })

const longestSimilar = 60
const similarBlocks = ({ similar = [], locale }: CardFacts): Block[] =>
  similar.length === 0
    ? []
    : [
        { kind: 'context', text: [paragraph(words(locale, 'card.similar'))] },
        {
          kind: 'controls',
          controls: similar.map(({ number, subject }) => ({
            kind: 'button',
            label: clip(`#${number} ${subject}`, longestSimilar),
            operation: 'show',
            input: { ticket: String(number) },
          })),
        },
      ]

/** The next promise that somebody waits for; what is over or resting has none. */
export const nextDeadline = (clocks: readonly Clock[]): Clock | undefined =>
  clocks
    .filter((clock) => clock.dueAt !== null && (clock.state === 'running' || clock.state === 'breached'))
    .sort((a, b) => a.dueAt!.getTime() - b.dueAt!.getTime())[0]

const deadlineSigns = { pending: '⏱️', warning: '⚠️', breached: '🔴', paused: '', achieved: '', cancelled: '' } as const
const deadlineBlock = ({ clocks, locale, zone, now }: CardFacts): Block[] => {
  const clock = nextDeadline(clocks)
  if (clock === undefined) return []
  const state = shownState(clock)
  const at = clock.dueAt!
  const what = words(locale, state === 'breached' ? 'card.was-due' : 'card.due', {
    what: wordsOf(locale, `clock.${clock.kind}`),
  })
  return [
    {
      kind: 'context',
      text: [paragraph(`${deadlineSigns[state]} ${what} `, timeIn(locale, zone, at, now))],
    },
  ]
}

/** One line of a list. What a ticket is one with now is told to agents alone: it need not be the same customer's. */
export const ticketLine = (
  ticket: Ticket,
  owner: string | undefined,
  locale: Locale,
  reader: 'agents' | 'customer' = 'agents',
): string =>
  [
    `#${ticket.number}`,
    `${prioritySigns[ticket.priority]} ${ticket.subject}`,
    ticket.mergedInto === null
      ? `${statusSigns[ticket.status]} ${wordsOf(locale, `status.${ticket.status}`)}`
      : `🔀 ${reader === 'agents' ? words(locale, 'card.merged-into', { number: ticket.mergedInto }) : words(locale, 'customer.merged')}`,
    owner ?? words(locale, 'card.nobody'),
    ...(ticket.overdue && !isOver(ticket) ? [`🔴 ${words(locale, 'card.overdue')}`] : []),
  ].join(' · ')
