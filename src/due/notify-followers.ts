import { notify } from '../people/notify'
import { plain, truncate } from '../platform'
import type { Tx } from '../core/tx'
import { words } from '../core/words'
import { formatEntries } from '../tickets/cards/story'
import type { Ticket } from '../model/ticket'

/** Time within which all that happens to a ticket makes one message to its followers. */
const gatheredMs = 60_000
const longestNews = 1500

/** Makes news due to all followers of a ticket that this transaction touched, except whoever did it. */
export const expectFollowers = (tx: Tx, by: string | null) => {
  const isNew = new Set(tx.happenings.filter(({ event }) => event === 'created').map(({ ticket }) => ticket))
  const tickets = tx.touched().filter((ticket) => !isNew.has(ticket))
  if (tickets.length > 0) tx.followers.expect(tickets, by, new Date(tx.now.getTime() + gatheredMs))
}

/** Sends what others did since this person last heard of the ticket, as one message. */
export const notifyFollower = async (tx: Tx, { number, subject }: Ticket, person: string) => {
  const told = await tx.followers.told(number, person)
  if (told === undefined) return
  const entries = await tx.entries.since(number, told)
  const last = entries.at(-1)
  if (last === undefined) return
  await tx.followers.markTold(number, person, last.seq)
  const locale = (await tx.people.get(person))?.locale ?? tx.desk.locale
  const news = await formatEntries(
    tx,
    entries.filter(({ author, isDeleted }) => author !== person && !isDeleted),
    locale,
  )
  if (news.length === 0) return
  await notify(tx, [person], {
    kind: 'followed',
    key: `follow:${number}:${last.seq}`,
    ticket: number,
    by: null,
    words: (speaks) => `${words(speaks, 'follow.news', { number, subject })}\n${plain(truncate(news, longestNews))}`,
  })
}
