import { hasRole, type Person } from '../model/person'
import { notifyAlone } from '../people/notify'
import { Refusal } from '../core/refusal'
import type { Due } from '../sla/due-rows'
import type { Store, Unit } from '../store/transaction'
import { partMerge } from '../tickets/links/merge-ticket'
import type { Tx } from '../core/tx'
import { eraseTicket, eraseWords } from './erase-ticket'
import type { Erasure } from './erasure-rows'
import { readerZone } from '../people/reader-zone'
import { richSentence, timeIn } from '../core/rich-words'

/** Everybody who is this customer. Throws Refusal: whoever works here is no customer. */
export const wholeCustomer = async (tx: Tx, person: Person): Promise<string[]> => {
  const people = await tx.people.oneWith(person.id)
  for (const one of (await tx.people.all(people)).values())
    if (hasRole(one, 'agent')) throw new Refusal('not-a-customer', { name: one.name }, 'customer')
  return people
}

/** The person's own data goes at once, their words in the background. */
export const eraseCustomer = async (tx: Tx, person: Person, by: string): Promise<Erasure> => {
  const people = await wholeCustomer(tx, person)
  const erasure = await tx.erasures.begin({ person: person.id, by, people, name: tx.words('erase.person') })
  schedule(tx, erasure, 0)
  return erasure
}

/** It hangs on no ticket: 0 is nobody's number. */
const schedule = (tx: Tx, { id }: Erasure, afterMs: number) =>
  tx.clocks.schedule({ what: 'erase', subject: `0:${id}`, at: new Date(tx.now.getTime() + afterMs) })

export interface EraseParts {
  readonly store: Store
  readonly open: (unit: Unit) => Promise<Tx>
  readonly progress: (erasure: Erasure) => void
  /** A bug: it is tried again later. */
  readonly failed: (error: unknown, due: Due) => void
}
const putOffMs = 300_000
const atOnce = 25
/** Time in which what is on its way to a network arrives or fails. */
const stillMs = 5000
const secondPassMs = 60_000

/** Goes on with what is being erased, a few tickets in a transaction, for as long as something may be done now. */
export const goOnErasing = async ({ store, open, progress, failed }: EraseParts, desk: string) => {
  for (let isMore = true; isMore;) {
    let due: Due | undefined
    try {
      await store.transaction(desk, async (unit) => {
        const tx = await open(unit)
        due = await tx.clocks.takeOne('erase')
        const erasure = due && (await tx.erasures.get(due.subject.slice(2)))
        if (erasure !== undefined && erasure.doneAt === null) progress(await step(tx, erasure))
      })
      isMore = due !== undefined
    } catch (error) {
      if (due === undefined) throw error
      const late = due
      await store.transaction(desk, async (unit) => (await open(unit)).clocks.putOff(late, putOffMs))
      failed(error, late)
    }
  }
}

const step = async (tx: Tx, erasure: Erasure): Promise<Erasure> => {
  const { next, afterMs } = await stages[erasure.stage](tx, erasure, await tx.people.oneWith(erasure.person))
  await tx.erasures.move(next)
  if (next.doneAt === null) schedule(tx, next, afterMs)
  else await notifyDone(tx, next)
  return next
}

type Stage = (tx: Tx, erasure: Erasure, people: readonly string[]) => Promise<{ next: Erasure; afterMs: number }>

/** In the order of their numbers; one that is on its way is waited for. */
const ofTickets: Stage = async (tx, erasure, people) => {
  const numbers = await tx.erasures.ticketsOf(people, erasure.after, atOnce)
  if (numbers.length === 0) return { next: { ...erasure, stage: 'elsewhere', after: 0 }, afterMs: 0 }
  let { after } = erasure
  for (const number of numbers) {
    await partOthers(tx, number, people, erasure.by)
    if (!(await eraseTicket(tx, number, { onNetworks: true }))) return { next: { ...erasure, after }, afterMs: stillMs }
    after = number
  }
  return { next: { ...erasure, after }, afterMs: 0 }
}

/** A ticket of somebody else that became one with it is theirs again, with what they said since. */
const partOthers = async (tx: Tx, number: number, people: readonly string[], by: string) => {
  for (const merge of await tx.merges.into(number)) {
    const other = await tx.tickets.get(merge.ticket)
    const survivor = await tx.tickets.get(number)
    if (other !== undefined && survivor?.mergedInto === null && !people.includes(other.requester))
      await partMerge(tx, merge, { id: by })
  }
}

const elsewhere: Stage = async (tx, erasure, people) => {
  const numbers = await tx.erasures.ticketsElsewhere(people, atOnce)
  for (const number of numbers) if (!(await eraseWords(tx, number, people))) return { next: erasure, afterMs: stillMs }
  return { next: numbers.length === 0 ? { ...erasure, stage: 'traces' } : erasure, afterMs: 0 }
}

const traces: Stage = async (tx, erasure, people) => {
  const { id, pass, at } = erasure
  const users = await tx.erasures.forgetAgain(erasure, people, tx.words('erase.person'))
  tx.outbox.forget(
    users.map(({ platform, user }) => ({ platform, kind: 'user', id: user })),
    `forget:${id}:${pass}`,
    at,
  )
  if (!(await tx.erasures.forgetTold())) return { next: erasure, afterMs: 0 }
  return erasure.pass === 1
    ? { next: { ...erasure, pass: 2, stage: 'tickets', after: 0 }, afterMs: secondPassMs }
    : { next: { ...erasure, doneAt: tx.now }, afterMs: 0 }
}

const stages: Readonly<Record<Erasure['stage'], Stage>> = { tickets: ofTickets, elsewhere, traces }

const notifyDone = async (tx: Tx, { id, by, tickets, at }: Erasure) => {
  const admin = await tx.people.get(by)
  const speaks = admin?.locale ?? tx.desk.locale
  const zone = await readerZone(tx, by)
  const text = richSentence(speaks, 'erase.finished', { tickets, at: timeIn(speaks, zone, at, tx.now) })
  await notifyAlone(tx, by, { text }, { key: `erased:${id}` })
}
