import { say, type Locale } from '../platform'
import type { Tx } from '../tx'

/** What a person can be told of, each in the way that the person chose. */
export const noticeKinds = ['assigned', 'reply', 'reminder', 'breach', 'followed'] as const
export type NoticeKind = (typeof noticeKinds)[number]

export interface Notice {
  readonly kind: NoticeKind
  /** Tells the same thing once, however often it is asked. */
  readonly key: string
  readonly ticket?: number
  /** Whose doing it is; null: the desk's. Nobody is told of what they did themselves. */
  readonly by: string | null
  /** What is told, in the language of whoever reads it. */
  readonly words: (speaks: Locale) => string
  /** The network to tell it on, for whoever is there. */
  readonly on?: string
}

/** The one way to tell people something personally: in the DM of each, whatever the network. */
export const notify = async (tx: Tx, people: readonly string[], notice: Notice) => {
  const readers = await tx.people.all([...new Set(people)].filter((id) => id !== notice.by))
  for (const { id, locale } of readers.values()) {
    const users = await tx.people.identitiesOf(id)
    const user = users.find(({ platform }) => platform === notice.on) ?? users[0]
    if (user === undefined) continue
    tx.outbox.say(
      user,
      { text: say(notice.words(locale ?? tx.desk.locale).trim()) },
      { key: `${notice.key}:${id}`, ...(notice.ticket === undefined ? {} : { ticket: notice.ticket }) },
    )
  }
}
