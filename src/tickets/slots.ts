import type { Render } from '../delivery/carry-out'
import type { Delivery } from '../delivery/outbox'
import { paragraph, type Content, type Control, type Locale } from '../platform'
import type { Tx } from '../tx'
import { momentOf, words, wordsOf } from '../words'
import { homeOf } from './home'
import { personaOf } from './relay'
import { customerCard, ticketCard, type CardFacts } from './ticket-card'

/** What each kind of slot shows, read as it stands when it is sent. */
export const renderSlot: Render = async (tx, kind, about) => {
  switch (kind) {
    case 'ticket-card': {
      const facts = await readCard(tx, Number(about), tx.desk.locale)
      return facts && ticketCard(facts)
    }
    case 'customer-card': {
      const facts = await readCard(tx, Number(about), undefined)
      return facts && customerCard(facts)
    }
    case 'reply':
      return replyReceipt(tx, about)
    case 'home':
      return homeOf(tx, about)
  }
}

/** `locale` undefined: the customer's. */
export const readCard = async (tx: Tx, number: number, locale: Locale | undefined): Promise<CardFacts | undefined> => {
  const ticket = await tx.tickets.get(number)
  if (ticket === undefined) return undefined
  const lastWords = await tx.entries.lastWords(number)
  const people = await tx.people.all(
    [ticket.requester, ticket.assignee, lastWords?.author ?? null].filter((id) => id !== null),
  )
  const requester = people.get(ticket.requester)!
  const assignee = ticket.assignee === null ? undefined : people.get(ticket.assignee)
  const queue = await tx.queues.get(ticket.queue)
  const team = ticket.team === null ? undefined : await tx.teams.get(ticket.team)
  return {
    ticket,
    tags: await tx.tickets.tagsOf(number),
    requester,
    ...(assignee === undefined ? {} : { assignee }),
    queue: queue?.name ?? '',
    ...(team === undefined ? {} : { team: team.name }),
    clocks: await tx.clocks.of(number),
    ...(lastWords?.author == null
      ? {}
      : { lastWords: { by: people.get(lastWords.author)?.name ?? '', entry: lastWords } }),
    locale: locale ?? requester.locale ?? tx.desk.locale,
    zone: tx.desk.zone,
    now: tx.now,
  }
}

/** What became of a reply, in the agents' room: its words, how far it got, and what can be done about it. */
const replyReceipt = async (tx: Tx, entryId: string): Promise<Content | undefined> => {
  const entry = await tx.entries.standing(entryId)
  if (entry?.author == null) return undefined
  const locale = tx.desk.locale
  const author = await tx.people.get(entry.author)
  const delivery = await tx.outbox.deliveryOf(entryId)
  const isHeld = delivery.state === 'waiting' && delivery.notBefore !== null && delivery.notBefore > tx.now
  const status = isHeld
    ? words(locale, 'reply.held', { at: momentOf(locale, tx.desk.zone, delivery.notBefore!, tx.now) })
    : wordsOf(locale, `reply.${delivery.state}`, { fault: delivery.fault ?? '' })
  const controls = receiptControls(delivery, isHeld, entryId, locale)
  return {
    text: [...(entry.text ?? []), paragraph({ kind: 'text', text: status, italic: true })],
    ...(author === undefined ? {} : { as: personaOf(author) }),
    card: {
      title: words(locale, 'reply.title', { name: author?.name ?? '' }),
      tone: delivery.state === 'failed' ? 'danger' : delivery.state === 'ambiguous' ? 'warning' : 'neutral',
      blocks: [
        ...(entry.text === null ? [] : [{ kind: 'text', text: entry.text } as const]),
        { kind: 'context', text: [paragraph(status)] },
        ...(controls.length === 0 ? [] : [{ kind: 'controls', controls } as const]),
      ],
    },
  }
}

const receiptControls = ({ state }: Delivery, isHeld: boolean, reply: string, locale: Locale): Control[] => {
  const button = (operation: string): Control => ({
    kind: 'button',
    label: wordsOf(locale, `button.${operation}`),
    operation,
    input: { reply },
  })
  if (isHeld) return [button('take-back'), button('send-now')]
  return state === 'ambiguous' || state === 'failed' ? [button('resend')] : []
}
