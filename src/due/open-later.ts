import { notify } from '../people/notify'
import { firstLine, defined } from '../platform'
import { Refusal } from '../core/refusal'
import { runRules } from '../rules/run-rules'
import type { Due } from '../sla/due-rows'
import type { Numbers, Reservation } from '../store/numbers'
import type { Store, Unit } from '../store/transaction'
import type { Tx } from '../core/tx'
import { words } from '../core/words'
import { openTicket, type NewTicket } from '../tickets/conversation/open-ticket'
import type { Opening } from '../tickets/conversation/opening-rows'

/** Keeps a ticket that opens by itself at that time. */
export const openLater = async (tx: Tx, request: NewTicket, at: Date): Promise<Opening> => {
  const opening = await tx.openings.add({
    at,
    by: (request.by ?? request.requester).id,
    requester: request.requester.id,
    text: request.text,
    subject: request.subject ?? null,
    fields: request.fields ?? {},
    queue: request.queue,
    side: request.side,
    saidAs: (request.author ?? request.requester).saidAs ?? null,
    post:
      request.post === undefined
        ? null
        : {
            ref: request.post.ref,
            at: request.post.at.toISOString(),
            ...defined({ author: request.author?.id }),
          },
  })
  tx.clocks.schedule({ what: 'open-later', subject: dueSubject(opening.id), at })
  return opening
}

/** It hangs on no ticket yet: 0 is nobody's number. */
const dueSubject = (id: string) => `0:${id}`

/** Undefined when it opened or was cancelled meanwhile. */
export const cancelOpening = async (tx: Tx, id: string): Promise<Opening | undefined> => {
  await tx.clocks.unschedule('open-later', dueSubject(id))
  return tx.openings.take(id)
}

/** Subject it will have. */
export const subjectOf = (tx: Tx, { subject, text }: Pick<Opening, 'subject' | 'text'>): string =>
  (subject ?? firstLine(text, 80)) || tx.words('ticket.no-subject')

export interface OpenDueParts {
  readonly store: Store
  readonly numbers: Numbers
  readonly open: (unit: Unit, number: Reservation) => Promise<Tx>
  /** A bug: it is tried again later. */
  readonly failed: (error: unknown, due: Due) => void
}
const putOffMs = 300_000

/** Opens the desk's tickets whose time has come, each in a transaction of its own: each needs a number of its own. */
export const openDue = async (parts: OpenDueParts, desk: string) => {
  while (await openNext(parts, desk)) continue
}

const openNext = async (parts: OpenDueParts, desk: string, keepsFields = true): Promise<boolean> => {
  const { store, numbers, open, failed } = parts
  const number = await numbers.reserve(desk)
  let due: Due | undefined
  try {
    await store.transaction(desk, async (unit) => {
      const tx = await open(unit, number)
      due = await tx.clocks.takeOne('open-later')
      if (due === undefined) return
      await openOne(tx, due.subject.slice(2), keepsFields)
      await runRules(tx, [...tx.happenings])
    })
    return due !== undefined
  } catch (error) {
    if (due === undefined) throw error
    // The fields are others by now: it opens without what they no longer take.
    if (error instanceof Refusal && keepsFields) return openNext(parts, desk, false)
    const late = due
    await store.transaction(desk, async (unit) => (await open(unit, number)).clocks.putOff(late, putOffMs))
    failed(error, late)
    return true
  } finally {
    number.end(true)
  }
}

const openOne = async (tx: Tx, id: string, keepsFields: boolean) => {
  const opening = await tx.openings.take(id)
  if (opening === undefined) return
  const { by, post, subject } = opening
  const people = await tx.people.all([by, opening.requester, ...(post?.author === undefined ? [] : [post.author])])
  const requester = { ...people.get(opening.requester)!, saidAs: opening.saidAs }
  const author = post?.author === undefined ? undefined : people.get(post.author)
  const known = post === null ? undefined : await tx.rooms.post(post.ref)
  const number =
    known?.ticket ??
    (
      await openTicket(tx, {
        requester,
        ...(by === requester.id ? {} : { by: people.get(by)! }),
        ...defined({ author }),
        text: opening.text,
        ...(subject === null ? {} : { subject }),
        ...(keepsFields ? { fields: opening.fields } : {}),
        queue: opening.queue ?? (await tx.queues.first()).id,
        side: opening.side,
        ...(post === null ? {} : { post: { ref: post.ref, at: new Date(post.at) } }),
      })
    ).number
  // The customer's own receipt tells the customer.
  if (by === requester.id) return
  await notify(tx, [by], {
    kind: 'reminder',
    key: `opened:${id}`,
    ticket: number,
    by: null,
    words: (speaks) => words(speaks, 'opening.open', { number, subject: subjectOf(tx, opening) }),
  })
}
