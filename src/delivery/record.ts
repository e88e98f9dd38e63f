import { cut, say, type DeliveryFailure } from '../platform'
import type { Unit } from '../store/transaction'
import type { Tx } from '../core/tx'
import type { Call, Result } from './carry-out'
import { faultIn } from '../files/file-fault'
import type { FileGate } from '../files/file-gate'
import type { Networks } from './outbox'
import { leaseRows, type Leased } from './lease-rows'
import type { Loss, Room } from '../tickets/room-rows'
import { backoff } from './pace'
import { sayApart } from './say-apart'
import { words, wordsOf } from '../core/words'
import { networkName } from '../core/network-name'
import { faultWords } from './fault-words'
import { richSentence } from '../core/rich-words'

/** After this many attempts a send is given up and shown as failed. */
export const mostAttempts = 20

/** Writes down that a call succeeded. Answers the lanes that it set free. */
export const recordDone = async (
  unit: Unit,
  tx: Tx,
  row: Leased,
  call: Call,
  result: Result,
  networks: Networks,
  gate: FileGate,
): Promise<string[]> => {
  const rows = leaseRows(unit)
  // While it was on its way a merge may have been undone: the words are another ticket's then. Before the row, as the undoing does.
  const ticket = row.kind === 'say' && row.entry !== null ? await tx.entries.ticketOf(row.entry) : undefined
  rows.finish(row.id, 'sent', result.post === undefined ? {} : { post: result.post.id })
  const freed: string[] = []
  if (call.kind === 'post' && call.slot !== undefined && result.post !== undefined) {
    rows.anchorSlot(call.slot, result.post.id)
    freed.push(...(await rows.release(`slot:${call.slot}`)))
  }
  if (result.place !== undefined && (call.kind === 'open' || call.kind === 'direct')) {
    const lane = networks.lane(result.place)
    rows.anchorRoom(call.room, result.place, lane)
    freed.push(lane, ...(await rows.release(`room:${call.room}`)))
  }
  if (call.kind === 'fetch' && result.bytes !== undefined && result.is !== undefined) {
    const sender = await tx.files.sender(call.id)
    const fault = await gate.count(unit, sender?.author ?? null, result.bytes.length)
    if (fault === undefined) await tx.files.keep(call.id, result.bytes, result.is)
    else await loseFile(tx, call.id, `file ${fault}`)
    freed.push(...(await filesSettled(unit, tx, row)))
  }
  if (row.kind === 'say' && row.entry !== null) await told(tx, row, result, ticket)
  else await refreshReply(tx, row)
  return freed
}

const told = async (tx: Tx, row: Leased, result: Result, ticket: number | undefined) => {
  if (result.post !== undefined && ticket !== undefined)
    tx.rooms.addPost({
      platform: row.platform,
      post: result.post.id,
      ticket,
      entry: row.entry!,
      room: 'room' in row.address ? row.address.room : null,
      key: row.key,
      at: tx.now,
    })
  await refreshReply(tx, row)
}

const filesSettled = async (unit: Unit, tx: Tx, row: Leased): Promise<string[]> =>
  row.entry !== null && (await tx.files.awaited(row.entry)) === 0 ? leaseRows(unit).release(`files:${row.entry}`) : []

/** Nobody can tell whether it arrived: it is shown as possibly delivered, and a person decides. */
export const recordAmbiguous = async (unit: Unit, tx: Tx, row: Leased) => {
  leaseRows(unit).finish(row.id, 'ambiguous', {
    fault: 'the answer was lost, and the network cannot tell whether it arrived',
  })
  await afterFailure(unit, tx, row, 'ambiguous')
}

export const recordNothing = async (unit: Unit, tx: Tx, row: Leased, { why, isFailure }: Call & { kind: 'none' }) => {
  leaseRows(unit).finish(row.id, isFailure ? 'dead' : 'superseded', { fault: why })
  await afterFailure(unit, tx, row, why)
}

/** Writes down why a call failed and when, if ever, it is tried again. Answers the lanes that it set free. */
export const recordFailure = async (
  unit: Unit,
  tx: Tx,
  row: Leased,
  call: Call,
  failure: DeliveryFailure,
): Promise<string[]> => {
  const rows = leaseRows(unit)
  const fault = cut(`${failure.kind}: ${failure.message}`, 500)
  const later = failure.retryAt ?? new Date(unit.now.getTime() + backoff(row.attempts + 1, Math.random()))
  const isLast = row.attempts + 1 >= mostAttempts

  const isThrottled = failure.kind === 'throttled'
  if (row.wasSending && call.kind === 'post' && failure.kind !== 'unclear') {
    // That this try failed says nothing of the one before, which may have arrived.
    if ((isThrottled || failure.kind === 'again') && !isLast) rows.suspend(row.id, later, fault, isThrottled)
    else await recordAmbiguous(unit, tx, row)
  } else if (isThrottled) rows.postpone(row.id, later, fault, true)
  else if (failure.kind === 'blocked') {
    // Rows that wait for its anchor go on waiting: an admin releases them.
    rows.finish(row.id, 'parked', { fault })
    await notifyAdmins(tx, row, fault)
    await refreshReply(tx, row)
  } else if (failure.kind === 'gone' && call.kind === 'edit' && call.slot !== undefined) {
    // Somebody deleted the card: it is posted anew.
    rows.anchorSlot(call.slot, null)
    rows.postpone(row.id, unit.now, fault, false)
  } else if (failure.kind === 'gone' && (call.kind === 'edit' || call.kind === 'react'))
    rows.finish(row.id, 'superseded', { fault })
  else if (failure.kind === 'unclear' && call.kind === 'post')
    await (isLast ? recordAmbiguous(unit, tx, row) : rows.suspend(row.id, later, fault, false))
  else if ((failure.kind === 'again' || failure.kind === 'unclear') && !isLast)
    rows.postpone(row.id, later, fault, false)
  else if (failure.kind === 'refused' && (await sayApart(tx, row))) rows.finish(row.id, 'superseded', { fault })
  else return give(unit, tx, row, fault)
  return []
}

const give = async (unit: Unit, tx: Tx, row: Leased, fault: string): Promise<string[]> => {
  const rows = leaseRows(unit)
  rows.finish(row.id, 'dead', { fault })
  if (row.kind === 'fetch' && 'file' in row.address) {
    await loseFile(tx, row.address.file, fault)
    return filesSettled(unit, tx, row)
  }
  await afterFailure(unit, tx, row, fault)
  if (fault.startsWith('gone')) await loseGone(tx, row)
  else await notifyUnshown(tx, row)
  return []
}

/** Marks a file as lost; its sender hears why nobody will see it. */
const loseFile = async (tx: Tx, file: string, why: string) => {
  await tx.files.lose(file, why)
  const sent = await tx.files.sender(file)
  const author = sent?.author == null ? undefined : await tx.people.get(sent.author)
  if (sent === undefined || author === undefined) return
  const speaks = author.locale ?? tx.desk.locale
  const fault = faultIn(why)
  const text = say(
    words(speaks, 'file.told', {
      name: sent.name,
      number: sent.ticket,
      why: fault === undefined ? words(speaks, 'file.gone') : wordsOf(speaks, `file.${fault}`),
    }),
  )
  const [user] = await tx.people.usersOn(sent.platform, [author.id])
  if (user !== undefined) tx.outbox.say(user, { text }, { key: `file-lost:${file}`, ticket: sent.ticket })
}

/** There is nothing (any more) where a room was, or its person takes no messages: what is said there reaches nobody. */
const loseGone = async (tx: Tx, row: Leased) => {
  const isSaid = row.kind === 'say' || row.kind === 'open'
  const room = isSaid && 'room' in row.address ? await tx.rooms.get(row.address.room) : undefined
  if (room !== undefined) await tx.registered.roomLost(tx, room, room.direct ? 'refused' : 'deleted')
}

/** A reply has its receipt; of a customer's words that could not be shown to the agents nobody would hear. */
const notifyUnshown = async (tx: Tx, row: Leased) => {
  if (row.kind !== 'say' || row.entry === null || row.ticket === null || !('room' in row.address)) return
  const room = await tx.rooms.get(row.address.room)
  if (room?.side !== 'agents') return
  const text = richSentence(tx.desk.locale, 'relay.failed', { number: row.ticket })
  tx.outbox.say(room, { text }, { key: `relay-failed:${row.id}`, ticket: row.ticket })
}

const afterFailure = async (unit: Unit, tx: Tx, row: Leased, fault: string) => {
  const rows = leaseRows(unit)
  if ('slot' in row.address && row.kind === 'show') {
    const shown = await rows.slot(row.address.slot)
    if (shown?.post === undefined) rows.abandon(`slot:${row.address.slot}`, fault)
  }
  if (row.kind === 'open' && 'room' in row.address) rows.abandon(`room:${row.address.room}`, fault)
  await refreshReply(tx, row)
}

const refreshReply = async (tx: Tx, row: Leased) => {
  if (row.entry !== null && (row.kind === 'say' || row.kind === 'amend' || row.kind === 'retract'))
    await tx.outbox.refresh('reply', row.entry)
}

const dayMs = 86_400_000

/** Nothing goes there until an admin acts: they are told alone, once a day, on another network where they have one. */
const notifyAdmins = async (tx: Tx, row: Leased, fault: string) => {
  const text = richSentence(tx.desk.locale, 'delivery.blocked', {
    network: networkName(row.platform),
    fault: faultWords(tx.desk.locale, fault),
  })
  const day = Math.floor(tx.now.getTime() / dayMs)
  for (const admin of await tx.people.withRole('admin')) {
    const users = await tx.people.identitiesOf(admin.id)
    const user = users.find(({ platform }) => platform !== row.platform) ?? users[0]
    if (user !== undefined) tx.outbox.say(user, { text }, { key: `blocked:${row.conversation}:${admin.id}:${day}` })
  }
}

declare module '../core/tx' {
  interface Registered {
    /** Nobody reads in this room any more. */
    readonly roomLost: (tx: Tx, room: Room, why: Loss) => Promise<void>
  }
}
