import type { Render } from '../delivery/carry-out'
import { faultWords } from '../delivery/fault-words'
import type { Delivery } from '../delivery/delivery'
import { paragraph, type Content, type Control, type Inline, type Locale, type PlaceRef, defined } from '../platform'
import { pipelined } from '../store/transaction'
import type { Tx } from '../core/tx'
import { words, wordsOf, type Params } from '../core/words'
import { noteLines } from '../tickets/cards/about-customer'
import type { CurrentEntry } from '../tickets/entry-rows'
import { formatFieldValue } from '../model/field'
import type { FieldValues } from '../tickets/fields/field-rows'
import { homeOf } from './home'
import { personaOf, personaToCustomers } from '../tickets/conversation/persona'
import { reachControls } from '../tickets/conversation/lose-room'
import { answeredIn, wordsIn } from '../tickets/conversation/relay'
import { heldControls } from '../tickets/conversation/reply-to-customer'
import type { Loss, Room } from '../tickets/room-rows'
import { isOver, isPast, type Ticket } from '../model/ticket'
import { customerCard } from '../tickets/cards/customer-card'
import { ticketCard } from '../tickets/cards/ticket-card'
import type { CardFacts } from '../tickets/cards/card-facts'
import { richWords, timeIn } from '../core/rich-words'

/** Renders each kind of slot, read as it stands when it is sent. */
export const renderSlot: Render = async (tx, kind, about, place) => {
  switch (kind) {
    case 'ticket-card': {
      const facts = await readCard(tx, Number(about), tx.desk.locale)
      return facts && ticketCard({ ...facts, similar: await similarTo(tx, facts.ticket) })
    }
    case 'customer-card': {
      const facts = await readCard(tx, Number(about), undefined)
      return facts && customerCard(facts)
    }
    case 'reply':
      return replyReceipt(tx, about, place)
    case 'home':
      return homeOf(tx, about)
  }
}

const notesShown = 3

/** Until somebody has answered. Looked for when the card is drawn, which is after the commit that opened the ticket. */
const similarTo = async (tx: Tx, ticket: Ticket) =>
  ticket.firstRepliedAt === null && !isOver(ticket) ? tx.search.similar(ticket) : []

/** `locale` undefined: the customer's. */
export const readCard = async (tx: Tx, number: number, locale: Locale | undefined): Promise<CardFacts | undefined> => {
  const [ticket, lastWords, known, values, tags, ownStatuses, links, clocks, spentMs, position] = await pipelined(
    tx.tickets.get(number),
    tx.entries.lastWords(number),
    tx.people.onTicket(number),
    tx.fields.of(number),
    tx.tickets.tagsOf(number),
    tx.ownStatuses.all(),
    tx.ticketLinks.of(number),
    tx.clocks.of(number),
    tx.entries.spentOn(number),
    tx.tickets.positionOf(number),
  )
  if (ticket === undefined) return undefined
  const requester = known.get(ticket.requester)!
  const assignee = ticket.assignee === null ? undefined : known.get(ticket.assignee)
  const speaks = locale ?? requester.locale ?? tx.desk.locale
  const [queue, team, speaker, told, notes, owner, lines] = await pipelined(
    tx.queues.get(ticket.queue),
    ticket.team === null ? undefined : tx.teams.get(ticket.team),
    lastWords?.author == null ? undefined : (known.get(lastWords.author) ?? tx.people.get(lastWords.author)),
    formatFields(tx, values, speaks),
    noteLines(tx, requester, notesShown, locale ?? tx.desk.locale),
    assignee === undefined ? undefined : personaToCustomers(tx, ticket, assignee),
    // The customer's card has none of them.
    locale === undefined ? [] : Promise.all(tx.registered.cardLines.map(async (line) => line(tx, ticket, locale))),
  )
  return {
    ticket,
    tags,
    ownStatuses,
    links,
    told: [...told, ...lines.flat()],
    requester,
    ...(assignee === undefined || owner === undefined ? {} : { assignee, ownerToCustomer: owner.name }),
    queue: queue?.name ?? '',
    staysShut: isPast(ticket, queue?.reopenMs ?? null, tx.now),
    ...defined({ position, team: team?.name }),
    clocks,
    notes,
    spentMs,
    ...(lastWords?.author == null ? {} : { lastWords: { by: speaker?.name ?? '', entry: lastWords } }),
    locale: speaks,
    zone: tx.desk.zone,
    now: tx.now,
  }
}

/** The fields that are shown on cards, as far as they are filled in. */
const formatFields = async (tx: Tx, values: FieldValues, locale: Locale): Promise<CardFacts['told']> => {
  if (values.size === 0) return []
  const shown = (await tx.fields.all()).filter(({ name, onCard }) => onCard && values.has(name))
  return shown.map((field) => ({
    label: field.labels[locale],
    value: formatFieldValue(field, values.get(field.name)!, { locale, zone: tx.desk.zone, now: tx.now }),
  }))
}

/** Receipt of a reply, in the agents' room: its words, how far it got, and what can be done about it. */
const replyReceipt = async (tx: Tx, entryId: string, place: PlaceRef): Promise<Content | undefined> => {
  const [entry, delivery, room] = await pipelined(
    tx.entries.standing(entryId),
    tx.outbox.deliveryOf(entryId),
    tx.rooms.at(place),
  )
  if (entry?.author == null) return undefined
  const locale = tx.desk.locale
  const [author, isHere] = await pipelined(
    tx.people.get(entry.author),
    room !== undefined && isWrittenIn(tx, entry, room),
  )
  const isHeld = delivery.state === 'waiting' && delivery.notBefore !== null && delivery.notBefore > tx.now
  const status = isHeld
    ? richWords(locale, 'reply.held', { at: timeIn(locale, tx.desk.zone, delivery.notBefore!, tx.now) })
    : [
        told(locale, `reply.${entry.isDeleted && delivery.state === 'sent' ? 'deleted' : delivery.state}`, {
          fault: delivery.fault === null ? '' : faultWords(locale, delivery.fault),
        }),
      ]
  const changed =
    delivery.unchanged === null
      ? []
      : [words(locale, 'reply.unchanged', { fault: faultWords(locale, delivery.unchanged) })]
  const controls = receiptControls(delivery, isHeld, entry, locale)
  const said = isHere || room === undefined ? [] : await wordsIn(tx, room, entry, entry.text ?? [])
  const answered = isHere || room === undefined ? undefined : await answeredIn(tx, entry, room)
  return {
    text: [...said, paragraph(...inItalics(status), ...inItalics(changed.map((line) => `\n${line}`)))],
    ...(author === undefined ? {} : { as: personaOf(author) }),
    ...defined({ replyTo: answered }),
    card: {
      title: words(locale, 'reply.title', { name: author?.name ?? '', number: Number(entry.data?.['reply'] ?? 1) }),
      tone:
        delivery.state === 'failed'
          ? 'danger'
          : delivery.state === 'ambiguous' || delivery.unchanged !== null
            ? 'warning'
            : 'neutral',
      blocks: [
        ...(said.length === 0 ? [] : [{ kind: 'text', text: said } as const]),
        { kind: 'context', text: [paragraph(...status), ...changed.map((line) => paragraph(line))] },
        ...(controls.length === 0 ? [] : [{ kind: 'controls', controls } as const]),
      ],
    },
  }
}

const told = (locale: Locale, key: string, params: Params): Inline => ({
  kind: 'text',
  text: wordsOf(locale, key, params),
})
const inItalics = (inlines: readonly (Inline | string)[]): Inline[] =>
  inlines.map((inline) => {
    const one: Inline = typeof inline === 'string' ? { kind: 'text', text: inline } : inline
    return one.kind === 'text' ? { ...one, italic: true } : one
  })

/** Its own post stands right there and says the same. */
const isWrittenIn = async (tx: Tx, entry: CurrentEntry, { id }: Room): Promise<boolean> =>
  !entry.isEdited &&
  !entry.isDeleted &&
  (await tx.rooms.postsOf(entry.id)).some((post) => post.key === null && post.room === id)

const receiptControls = (
  { state, unchanged, fault }: Delivery,
  isHeld: boolean,
  { id: reply, ticket }: CurrentEntry,
  locale: Locale,
): Control[] => {
  if (isHeld) return heldControls(reply, locale)
  if (state !== 'ambiguous' && state !== 'failed' && unchanged === null) return []
  const resend: Control = {
    kind: 'button',
    label: wordsOf(locale, 'button.resend'),
    operation: 'resend',
    input: { reply },
  }
  const lost = (fault ?? '').startsWith('gone') ? 'deleted' : /^lost (\w+)/.exec(fault ?? '')?.[1]
  // Sent again, it would fail again: another conversation is what helps.
  return lost === undefined ? [resend] : reachControls(ticket, lost as Loss, locale)
}
