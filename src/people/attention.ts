import { Temporal } from 'temporal-polyfill'

/** Kinds of notice to a person, each in the way that the person chose. */
export const noticeKinds = ['assigned', 'reminder', 'breach', 'followed'] as const
export type NoticeKind = (typeof noticeKinds)[number]
export const ways = ['at-once', 'digest', 'off'] as const
export type Way = (typeof ways)[number]

/** Choice of a person: when to hear of what. Times are minutes of the day in `zone`. */
export interface Attention {
  readonly person: string
  readonly ways: Readonly<Partial<Record<NoticeKind, Way>>>
  readonly quietFrom: number | null
  readonly quietTo: number | null
  readonly hour: number
  readonly summary: boolean
  readonly zone: string | null
}

/** The next time that the clock there shows this minute of the day, after `now`. */
export const nextMinute = (now: Date, minute: number, zone: string): Date => {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone)
  const time = new Temporal.PlainTime(Math.floor(minute / 60), minute % 60)
  const today = local.toPlainDate().toZonedDateTime({ timeZone: zone, plainTime: time })
  const next = Temporal.ZonedDateTime.compare(today, local) > 0 ? today : today.add({ days: 1 })
  return new Date(next.epochMilliseconds)
}

const isQuiet = ({ quietFrom, quietTo }: Attention, at: Date, zone: string): boolean => {
  if (quietFrom === null || quietTo === null) return false
  const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)
  const now = hour * 60 + minute
  return quietFrom <= quietTo ? now >= quietFrom && now < quietTo : now >= quietFrom || now < quietTo
}

/** Time to notify this person of something that happens now: never is undefined; quiet hours put off, and lose nothing. */
export const whenTold = (attention: Attention, kind: NoticeKind, now: Date, deskZone: string): Date | undefined => {
  const way = attention.ways[kind] ?? 'at-once'
  if (way === 'off') return undefined
  const zone = attention.zone ?? deskZone
  const at = way === 'digest' ? nextMinute(now, attention.hour, zone) : now
  return isQuiet(attention, at, zone) ? nextMinute(at, attention.quietTo!, zone) : at
}
