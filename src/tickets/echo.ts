import { plain, say, type Answer, type MessageArrived, type RichText } from '../platform'
import { hasRole, type Person } from '../people/person'
import type { Tx } from '../tx'
import { wordsOf } from '../words'
import type { SaidLately } from './entry-rows'
import { leave } from './intake'
import type { Room } from './room-rows'

export const echoMs = 10 * 60_000
/** A program answers at once, also to a reply that its agent could still take back; a person who pastes takes longer. */
const atOnceMs = 60_000
/** So short, two people may well say the same. */
const shortLength = 12

const folded = (text: RichText) => plain(text).trim().replaceAll(/\s+/g, ' ').toLowerCase()

/**
 * Whether somebody repeats what another, or the desk, said in this ticket a moment ago, as a program does that carries posts about under a
 * person's name: relayed, it would be carried about for ever. Something short, or said a while ago, must be repeated twice.
 */
export const isEcho = async (tx: Tx, room: Room, { text }: MessageArrived, author: Person): Promise<boolean> => {
  const words = folded(text)
  if (words === '') return false
  const lately = await tx.entries.saidLately(room, new Date(tx.now.getTime() - echoMs))
  const isAtOnce = ({ at }: SaidLately) => tx.now.getTime() - at.getTime() <= atOnceMs
  // Under another's name, or with it before the words.
  const same = lately.filter(
    (said) => said.text !== null && words.endsWith(folded(said.text)) && folded(said.text) !== '',
  )
  const others = same.filter((said) => said.author !== author.id && isMost(words, folded(said.text!)))
  // An agent may say to the customer what a colleague proposed in a note.
  const echoed = hasRole(author, 'agent') ? others.filter(({ isNoteHere }) => !isNoteHere) : others
  if (room.side === 'agents' && lately.some(isAtOnce) && isReceipt(tx, words)) return true
  return (
    echoed.length > 0 &&
    ((echoed.some(isAtOnce) && words.length >= shortLength) || same.some((said) => said.author === author.id))
  )
}

const longestName = 40
const isMost = (words: string, said: string) =>
  words.length - said.length <= longestName && words.length < 3 * said.length

const receiptStates = ['held', 'waiting', 'sent', 'nowhere', 'ambiguous', 'failed', 'deleted', 'taken-back']
const gap = '\0'

/** What the desk shows agents of a reply ends with how far it got. */
const isReceipt = ({ desk }: Tx, text: string): boolean =>
  receiptStates.some((state) => {
    const status = wordsOf(desk.locale, `reply.${state}`, { at: gap, fault: gap }).toLowerCase()
    const [before = '', after] = status.split(gap)
    return after === undefined ? text.endsWith(before) : text.includes(before) && text.endsWith(after)
  })

/** It goes nowhere, and the ticket's agents hear of it once a day. */
export const breakLoop = async (tx: Tx, room: Room, message: MessageArrived, author: Person): Promise<Answer> => {
  const day = Math.floor(tx.now.getTime() / 86_400_000)
  for (const agents of await tx.rooms.of(room.ticket, 'agents'))
    tx.outbox.say(
      agents,
      { text: say(tx.words('echo.broken', { name: author.name })) },
      { key: `echo:${room.ticket}:${author.id}:${day}:${agents.id}`, ticket: room.ticket },
    )
  return leave(tx, message, 'echo')
}
