import type { CustomerNote } from '../../people/customer-rows'
import type { Person } from '../../model/person'
import { paragraph, truncate, type Block, type Content, type Control, type Locale, type RichText } from '../../platform'
import type { Tx } from '../../core/tx'
import { words, wordsOf } from '../../core/words'
import { ownerNames } from '../conversation/persona'
import { isOver, type Ticket } from '../../model/ticket'
import { ticketLine } from './ticket-card'
import { momentIn, timeIn } from '../../core/rich-words'
import { networkName } from '../../core/network-name'

const mostTickets = 15
const mostNotes = 10
const longestNote = 600

/** All that agents know of a customer, as one card. */
export const aboutCustomer = async (tx: Tx, person: Person): Promise<Content> => {
  const locale = tx.speaks
  const identities = await tx.people.identitiesOf(person.id)
  const tickets = await tx.tickets.ofRequester(person.id, mostTickets)
  const owners = await ownerNames(tx, tickets, 'agents')
  const line = (ticket: Ticket) => paragraph(ticketLine(ticket, owners.get(ticket.number), locale))
  const notes = await noteLines(tx, person, mostNotes, locale)
  const open = tickets.filter((ticket) => !isOver(ticket)).map(line)
  const past = tickets.filter(isOver).map(line)
  const blocks: Block[] = [
    {
      kind: 'fields',
      fields: [
        {
          label: words(locale, 'customer.on'),
          value: [...new Set(identities.map(({ platform }) => networkName(platform)))].join(', '),
        },
        {
          label: words(locale, 'customer.speaks'),
          value: person.locale === null ? '—' : wordsOf(locale, `language.${person.locale}`),
        },
        ...(person.blockedAt === null
          ? []
          : [
              {
                label: words(locale, 'customer.blocked'),
                value: momentIn(locale, tx.desk.zone, person.blockedAt, tx.now),
              },
            ]),
      ],
    },
    ...titled(words(locale, 'customer.notes'), notes),
    ...titled(words(locale, 'customer.open'), open),
    ...titled(words(locale, 'customer.past'), past),
    { kind: 'controls', controls: await controlsFor(tx, person, locale) },
  ]
  return {
    text: [paragraph({ kind: 'text', text: person.name, bold: true }), ...open, ...past, ...notes],
    card: { title: person.name, tone: 'neutral', blocks },
  }
}

const titled = (title: string, text: RichText): Block[] =>
  text.length === 0 ? [] : [{ kind: 'text', text: [paragraph({ kind: 'text', text: title, bold: true }), ...text] }]

/** The newest notes, each with who wrote it and when. */
export const noteLines = async (tx: Tx, person: Person, limit: number, locale: Locale): Promise<RichText> => {
  const notes = person.noted ? await tx.customers.notes(person.id, limit) : []
  const authors = await tx.people.all(notes.flatMap(({ author }) => author ?? []))
  return notes.flatMap((note) => formatNote(tx, note, authors.get(note.author ?? '')?.name ?? '', locale))
}

const formatNote = (tx: Tx, { text, at }: CustomerNote, author: string, locale: Locale): RichText => [
  paragraph(`📌 ${author}, `, timeIn(locale, tx.desk.zone, at, tx.now)),
  { kind: 'quote', blocks: truncate(text, longestNote) },
]

const controlsFor = async (tx: Tx, person: Person, locale: Locale): Promise<Control[]> => {
  const joins = await tx.customers.joinsOf(person.id)
  const gone = await tx.people.all(joins.map((join) => join.gone))
  return [
    {
      kind: 'button',
      label: wordsOf(locale, 'button.customer-note'),
      operation: 'customer-note',
      input: { customer: person.id },
      opensForm: true,
    },
    ...joins.slice(0, 3).map((join): Control => ({
      kind: 'button',
      label: words(locale, 'button.part', { name: gone.get(join.gone)?.name ?? '' }),
      operation: 'customer',
      input: { part: join.id },
    })),
  ]
}
