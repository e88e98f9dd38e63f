import { identityOf, nobody, type Actor, type Person } from '../model/person'
import { type Inbound, type Question, defined } from '../platform'
import { personRows } from '../people/person-rows'
import { readDesk } from '../store/desk-rows'
import type { Unit } from '../store/transaction'
import type { Tx } from '../core/tx'
import type { Networks } from '../delivery/outbox'
import { openTx, type TxFacts, type TxParts } from '../tx/tx'
import { withUnshown } from '../tickets/conversation/unshown'
import { localeOf } from '../core/words'

/** A person whom the desk has not met. */
const stranger: Person = {
  id: nobody,
  name: '',
  role: 'customer',
  locale: null,
  picture: null,
  blockedAt: null,
  noted: false,
}

export interface MeetParts {
  readonly networks: Pick<Networks, 'limits'>
  readonly txParts: TxParts
}

/** Actor who asks, in a transaction that speaks their language. The first event makes a person known; a question writes nothing. */
export const meetActor = async (unit: Unit, event: Inbound | Question, parts: MeetParts, facts: TxFacts = {}) =>
  actorOf(unit, event, parts, facts, false)

/** The same of an event in a transaction that only reads: nobody is met. */
export const readActor = async (unit: Unit, event: Inbound, parts: MeetParts) => actorOf(unit, event, parts, {}, true)

const actorOf = async (
  unit: Unit,
  event: Inbound | Question,
  { networks, txParts }: MeetParts,
  facts: TxFacts,
  isReading: boolean,
): Promise<{ tx: Tx; actor: Actor }> => {
  const desk = await readDesk(unit)
  const people = personRows(unit)
  const identity = identityOf(event, networks)
  const told = event.locale === undefined ? undefined : localeOf(event.locale, desk.locale)
  const person =
    'name' in event && !isReading
      ? await people.meet(event.from, {
          name: event.name,
          ...defined({ locale: told, picture: event.picture }),
          identity,
        })
      : ((await people.known(event.from)) ?? stranger)
  const { renamed = false } = person as { renamed?: boolean }
  const speaks = told ?? person.locale ?? desk.locale
  const invoked = event.kind === 'invoke' ? event : undefined
  const actor: Actor = {
    ...person,
    ...(identity === 'claimed' ? { role: 'customer' } : {}),
    identity,
    speaks,
    user: event.from,
    ...defined({ workspace: event.workspace, place: event.place }),
    ...('parent' in event && event.parent !== undefined ? { parent: event.parent } : {}),
    ...defined({ on: invoked?.on }),
    ...(invoked?.onText === undefined ? {} : { onText: withUnshown(desk.locale, invoked.onText, invoked.onUnshown) }),
    ...defined({ onFiles: invoked?.onFiles, onFrom: invoked?.onFrom }),
  }
  const tx = await openTx(unit, txParts, { ...facts, desk, speaks, sayer: person })
  if (renamed) await showRenamed(tx, actor)
  return { tx, actor }
}

const mostShown = 50

/** The cards of what a person has open call them by their new name. */
const showRenamed = async (tx: Tx, { id }: Person) => {
  for (const { number } of await tx.tickets.openOf(id, mostShown)) await tx.outbox.refresh('ticket-card', number)
}
