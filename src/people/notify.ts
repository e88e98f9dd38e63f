import { plain, type Card, type Content, type Locale, type RichText, type UserRef, defined } from '../platform'
import { asRichText } from '../core/rich-words'
import { pipelined, together } from '../store/transaction'
import type { Tx } from '../core/tx'
import { whenTold, type NoticeKind } from './attention'
import type { KeptNotice } from './attention-rows'

export interface Notice {
  readonly kind: NoticeKind
  /** Tells the same thing once, however often it is asked. */
  readonly key: string
  readonly ticket?: number
  /** Author of it; null: the desk. Nobody is notified of what they did themselves. */
  readonly by: string | null
  /** Words in the language and the zone of whoever reads them. */
  readonly words: (speaks: Locale, zone: string) => string | RichText
  /** The same as a card, for whom it is told at once. */
  readonly card?: (speaks: Locale, zone: string) => Card
  /** The network to tell it on, for whoever is there. */
  readonly on?: string
}

/** The one way to tell people something personally: in the DM of each, whatever the network, when they want to hear of it. */
export const notify = async (tx: Tx, people: readonly string[], notice: Notice) =>
  notifyEach(
    tx,
    [...new Set(people)].map((person) => ({ person, notice })),
  )

/** As `notify`, each of something else; many cost hardly more statements than one. */
export const notifyEach = async (
  tx: Tx,
  told: readonly { readonly person: string; readonly notice: Notice }[],
): Promise<void> => {
  const theirs = told.filter(({ person, notice }) => person !== notice.by)
  const people = [...new Set(theirs.map(({ person }) => person))]
  const [readers, chosen] = await pipelined(tx.people.all(people), tx.attention.of(people))
  const planned = theirs.flatMap(({ person: id, notice }) => {
    const reader = readers.get(id)
    const attention = chosen.get(id)
    const at = attention === undefined ? tx.now : whenTold(attention, notice.kind, tx.now, tx.desk.zone)
    if (reader === undefined || at === undefined) return []
    return [{ id, notice, at, speaks: reader.locale ?? tx.desk.locale, zone: attention?.zone ?? tx.desk.zone }]
  })
  const users = new Map<string, readonly UserRef[]>()
  const toldNow = new Set(planned.flatMap(({ id, at }) => (at > tx.now ? [] : [id])))
  await together(toldNow, async (id) => users.set(id, await tx.people.identitiesOf(id)))
  const putOff: KeptNotice[] = []
  for (const { id, notice, at, speaks, zone } of planned) {
    const text = asRichText(notice.words(speaks, zone))
    const key = `${notice.key}:${id}`
    if (at > tx.now) putOff.push({ key, person: id, ticket: notice.ticket ?? null, text: plain(text), at })
    else {
      const content = { text, ...(notice.card === undefined ? {} : { card: notice.card(speaks, zone) }) }
      sayAlone(tx, users.get(id)!, content, { ...notice, key })
    }
  }
  await together(putOff, async (kept) => tx.attention.keep(kept))
  await together(new Set(putOff.map(({ person }) => person)), async (id) => awaitNotices(tx, id))
}

/** People who want to be called by name at once when something of this kind happens. */
export const wantNow = async (tx: Tx, people: readonly string[], kind: NoticeKind): Promise<string[]> => {
  const chosen = await tx.attention.of(people)
  return people.filter((id) => {
    const attention = chosen.get(id)
    return attention === undefined || whenTold(attention, kind, tx.now, tx.desk.zone)?.getTime() === tx.now.getTime()
  })
}

type Said = Pick<Notice, 'key' | 'ticket' | 'on'>

/** In the person's DM. */
export const notifyAlone = async (tx: Tx, person: string, content: Content, said: Said) =>
  sayAlone(tx, await tx.people.identitiesOf(person), content, said)

const sayAlone = (tx: Tx, users: readonly UserRef[], content: Content, { key, ticket, on }: Said) => {
  const user = users.find(({ platform }) => platform === on) ?? users[0]
  if (user !== undefined) tx.outbox.say(user, content, { key, ...defined({ ticket }) })
}

/** Its subject names no ticket: see `DeskDueKind`. */
export const personDue = (person: string) => `0:${person}`

export const awaitNotices = async (tx: Tx, person: string) => {
  const at = await tx.attention.nextAt(person)
  if (at !== undefined) tx.clocks.schedule({ what: 'notices', subject: personDue(person), at })
}
