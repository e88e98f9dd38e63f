import { notify } from '../people/notify'
import { plain, truncate } from '../platform'
import type { Tx } from '../core/tx'
import { words } from '../core/words'
import { tellEntries } from '../tickets/cards/story'
import type { Ticket } from '../model/ticket'

/** What happens to a ticket within this time is one message to those who follow it. */
const gatheredMs = 60_000
const longestNews = 1500

/** Whoever follows a ticket that this transaction touched is due to hear of it, but for who did it. */
export const expectFollowers = (tx: Tx, by: string | null) => {
  const isNew = new Set(tx.happenings.filter(({ event }) => event === 'created').map(({ ticket }) => ticket))
  const tickets = tx.touched().filter((ticket) => !isNew.has(ticket))
  if (tickets.length > 0) tx.followers.expect(tickets, by, new Date(tx.now.getTime() + gatheredMs))
}

/** What others did since this person last heard of the ticket, as one message. */
export const tellFollower = async (tx: Tx, { number, subject }: Ticket, person: string) => {
  const told = await tx.followers.told(number, person)
  if (told === undefined) return
  const entries = await tx.entries.since(number, told)
  const last = entries.at(-1)
  if (last === undefined) return
  await tx.followers.markTold(number, person, last.seq)
  const locale = (await tx.people.get(person))?.locale ?? tx.desk.locale
  const news = await tellEntries(
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
