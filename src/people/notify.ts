import { say, type Card, type Content, type Locale } from '../platform'
import type { Tx } from '../tx'
import { whenTold, type NoticeKind } from './attention'

export interface Notice {
  readonly kind: NoticeKind
  /** Tells the same thing once, however often it is asked. */
  readonly key: string
  readonly ticket?: number
  /** Whose doing it is; null: the desk's. Nobody is told of what they did themselves. */
  readonly by: string | null
  /** What is told, in the language of whoever reads it. */
  readonly words: (speaks: Locale) => string
  /** The same as a card, for whom it is told at once. */
  readonly card?: (speaks: Locale) => Card
  /** The network to tell it on, for whoever is there. */
  readonly on?: string
}

/** The one way to tell people something personally: in the DM of each, whatever the network, when they want to hear of it. */
export const notify = async (tx: Tx, people: readonly string[], notice: Notice) => {
  const readers = await tx.people.all([...new Set(people)].filter((id) => id !== notice.by))
  const chosen = await tx.attention.of([...readers.keys()])
  for (const { id, locale } of readers.values()) {
    const attention = chosen.get(id)
    const at = attention === undefined ? tx.now : whenTold(attention, notice.kind, tx.now, tx.desk.zone)
    if (at === undefined) continue
    const speaks = locale ?? tx.desk.locale
    const text = notice.words(speaks).trim()
    const key = `${notice.key}:${id}`
    if (at > tx.now) {
      await tx.attention.keep({ key, person: id, ticket: notice.ticket ?? null, text, at })
      await awaitNotices(tx, id)
    } else {
      const content = { text: say(text), ...(notice.card === undefined ? {} : { card: notice.card(speaks) }) }
      await tellAlone(tx, id, content, { ...notice, key })
    }
  }
}

/** Those who want to be called by name at once when something of this kind happens. */
export const wantNow = async (tx: Tx, people: readonly string[], kind: NoticeKind): Promise<string[]> => {
  const chosen = await tx.attention.of(people)
  return people.filter((id) => {
    const attention = chosen.get(id)
    return attention === undefined || whenTold(attention, kind, tx.now, tx.desk.zone)?.getTime() === tx.now.getTime()
  })
}

/** In the person's DM. */
export const tellAlone = async (
  tx: Tx,
  person: string,
  content: Content,
  { key, ticket, on }: { readonly key: string; readonly ticket?: number; readonly on?: string },
) => {
  const users = await tx.people.identitiesOf(person)
  const user = users.find(({ platform }) => platform === on) ?? users[0]
  if (user !== undefined) tx.outbox.say(user, content, { key, ...(ticket === undefined ? {} : { ticket }) })
}

/** Its subject names no ticket: see `DeskDueKind`. */
export const personDue = (person: string) => `0:${person}`

export const awaitNotices = async (tx: Tx, person: string) => {
  const at = await tx.attention.nextAt(person)
  if (at !== undefined) tx.clocks.schedule({ what: 'notices', subject: personDue(person), at })
}
