import { createHash } from 'node:crypto'
import { notify, wantNow } from '../people/notify'
import { say, type Locale, defined } from '../platform'
import { asRichText } from '../core/rich-words'
import { together } from '../store/transaction'
import type { Tx } from '../core/tx'
import type { Alarm } from './alarm'
import { alarmDigest } from './alarm-digest'
import type { Target } from './recipients'

/** Groups what falls due together: of many tickets a place gets one message, and so does a person. */
export interface Alarms {
  /** In a place or a room; those of these people who want it are called by name. */
  at(target: Target, alarm: Alarm, people: readonly string[]): void
  /** In the person's DM, on the network `on` when the person is there. */
  alone(person: string, alarm: Alarm, on?: string): void
  /** Says what was heard. Once, at the end of what is done together. */
  tell(tx: Tx): Promise<void>
}

/** Up to so many are told one by one, each with its own words and buttons. */
const mostSingle = 3

interface Call {
  readonly alarm: Alarm
  readonly people: readonly string[]
}
interface Heard<To> {
  readonly to: To
  readonly calls: Call[]
}

export const newAlarms = (): Alarms => {
  const places = new Map<string, Heard<Target>>()
  const persons = new Map<string, Heard<{ readonly person: string; readonly on: string | undefined }>>()
  const hear = <To>(all: Map<string, Heard<To>>, id: string, to: To, call: Call) => {
    const heard = all.get(id)
    if (heard === undefined) all.set(id, { to, calls: [call] })
    else heard.calls.push(call)
  }
  return {
    at: (target, alarm, people) => hear(places, `${alarm.kind} ${target.id}`, target, { alarm, people }),
    alone: (person, alarm, on) => hear(persons, `${alarm.kind} ${person}`, { person, on }, { alarm, people: [] }),
    tell: async (tx) => {
      const gathered = new Set([...persons].filter(([, { calls }]) => isMany(calls)).map(([id]) => id))
      await together(places.values(), async ({ to, calls }) => notifyPlace(tx, to, calls, gathered))
      await together(persons.values(), async ({ to, calls }) => notifyPerson(tx, to, calls))
    },
  }
}

const ticketsOf = (calls: readonly Call[]) => new Set(calls.map(({ alarm }) => alarm.ticket.number))
const isMany = (calls: readonly Call[]) => ticketsOf(calls).size > mostSingle
/** The same for the same alarms alone: one more is told of. */
const togetherKey = (calls: readonly Call[], to: string) => {
  const keys = calls.map(({ alarm }) => alarm.key)
  return `together:${createHash('sha256').update(keys.sort().join(' ')).digest('base64url')}:${to}`
}

/** `gathered`: who hears of so many at once in one message is not called in the room of each. */
const notifyPlace = async (tx: Tx, target: Target, calls: readonly Call[], gathered: ReadonlySet<string>) => {
  const { kind } = calls[0]!.alarm
  const mentions = async (people: readonly string[]) => {
    const called = people.filter((person) => !('ticket' in target && gathered.has(`${kind} ${person}`)))
    return tx.people.usersOn(target.platform, await wantNow(tx, [...new Set(called)], 'breach'))
  }
  if (isMany(calls)) {
    const { text, card } = alarmDigest(
      calls.map(({ alarm }) => alarm),
      { speaks: tx.desk.locale, zone: tx.desk.zone },
      'place',
    )
    const content = { text: say(text), card, mentions: await mentions(calls.flatMap(({ people }) => people)) }
    return tx.outbox.say(target, content, { key: togetherKey(calls, target.id) })
  }
  for (const { alarm, people } of calls) {
    const { ticket, card, key } = alarm
    const text = asRichText(alarm.words(tx.desk.locale, tx.desk.zone))
    const content = { text, mentions: await mentions(people) }
    tx.outbox.say(target, { ...content, ...defined({ card }) }, { key: `${key}:${target.id}`, ticket: ticket.number })
  }
}

const notifyPerson = async (
  tx: Tx,
  { person, on }: { readonly person: string; readonly on: string | undefined },
  calls: readonly Call[],
) => {
  const where = { kind: 'breach', by: null, ...defined({ on }) } as const
  const whole = (speaks: Locale, zone: string) =>
    alarmDigest(
      calls.map(({ alarm }) => alarm),
      { speaks, zone },
      'person',
    )
  if (isMany(calls))
    return notify(tx, [person], {
      ...where,
      key: togetherKey(calls, 'direct'),
      words: (speaks, zone) => whole(speaks, zone).text,
      card: (speaks, zone) => whole(speaks, zone).card,
    })
  for (const { alarm } of calls)
    await notify(tx, [person], {
      ...where,
      key: `${alarm.key}:direct`,
      ticket: alarm.ticket.number,
      words: alarm.words,
    })
}
