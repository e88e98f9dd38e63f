import { createHash } from 'node:crypto'
import { plain, type Answer, type MessageArrived, type RichText } from '../../platform'
import { hasRole, type Person } from '../../model/person'
import type { Tx } from '../../core/tx'
import { wordsOf } from '../../core/words'
import type { SaidLately } from '../entry-rows'
import { leave } from './intake'
import type { Room } from '../room-rows'
import { richSentence } from '../../core/rich-words'

export const echoMs = 10 * 60_000
/** A program answers at once, also to a reply that its agent could still take back; a person who pastes takes longer. */
const atOnceMs = 60_000
/** So short, two people may well say the same. */
const shortLength = 12

/** The letters and digits of a text, as one line. */
const bare = (text: string): string =>
  [
    ...text
      .normalize('NFKC')
      .toLowerCase()
      .matchAll(/[\p{L}\p{M}\p{N}]+/gu),
  ].join(' ')
const folded = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').toLowerCase()

/** Without what it quotes first: on some networks a relay begins with the first words of what it answers. */
const ownWords = (text: RichText): RichText => {
  const begin = text.findIndex(({ kind }) => kind !== 'quote')
  return begin <= 0 ? text : text.slice(begin)
}

/**
 * True when `words` are the whole of what was said again, with nothing but a name before them. Words that merely end as others
 * did ("I have sent invoice 4711") are somebody's own.
 */
export const repeats = (words: string, said: string, names: readonly string[]): boolean => {
  if (said === '' || !words.endsWith(said)) return false
  const begin = words.length - said.length
  // "another one" is no "other one" of somebody called An.
  if (/[\p{L}\p{M}\p{N}]$/u.test(words.slice(0, begin)) && /^[\p{L}\p{M}\p{N}]/u.test(said)) return false
  const before = bare(words.slice(0, begin))
  if (before === '') return bare(said) !== '' || words === said
  return names.some((name) => bare(name) === before)
}

/** Verdict on somebody's words: whether they repeat what was said lately, and whose. */
interface Echo {
  readonly isEcho: boolean
  /** Words of a person, not of the desk itself. */
  readonly isOfPerson: boolean
}
const none: Echo = { isEcho: false, isOfPerson: false }

/**
 * Tells whether somebody repeats what another, or the desk, said in this ticket a moment ago, as a program does that carries posts about
 * under a person's name: relayed, it would be carried about for ever. Something short, or said a while ago, must be repeated twice.
 */
export const echoIn = async (tx: Tx, room: Room, { text }: MessageArrived, author: Person): Promise<Echo> => {
  const words = folded(plain(ownWords(text)))
  if (words === '') return none
  const lately = await tx.entries.saidLately(room, new Date(tx.now.getTime() - echoMs))
  const isAtOnce = ({ at }: SaidLately) => tx.now.getTime() - at.getTime() <= atOnceMs
  const bodies = room.side === 'agents' && lately.some(isAtOnce) ? withoutReceipt(tx, words) : [words]
  const near = lately.flatMap((said) => {
    const saidWords = said.text === null ? '' : folded(plain(ownWords(said.text)))
    return saidWords !== '' && bodies.some((body) => body.endsWith(saidWords)) ? [{ ...said, saidWords }] : []
  })
  // The receipt of a reply alone.
  if (bodies.includes('')) return { isEcho: true, isOfPerson: false }
  if (near.length === 0) return none
  const names = await namesIn(tx, room, [author.id, ...near.flatMap((said) => said.author ?? [])])
  const same = near.filter((said) => bodies.some((body) => repeats(body, said.saidWords, names)))
  const others = same.filter((said) => said.author !== author.id)
  // An agent may say to the customer what a colleague proposed in a note.
  const echoed = hasRole(author, 'agent') ? others.filter(({ isNoteHere }) => !isNoteHere) : others
  const isReceipt = bodies.length > 1 && same.length > 0
  const isEcho =
    isReceipt ||
    (echoed.length > 0 &&
      ((echoed.some(isAtOnce) && words.length >= shortLength) || same.some((said) => said.author === author.id)))
  return { isEcho, isOfPerson: isEcho && echoed.some((said) => said.author !== null) }
}

/** As whom these people's words are relayed. */
const namesIn = async (tx: Tx, room: Room, people: readonly string[]): Promise<string[]> => {
  const known = [...(await tx.people.all(people)).values()]
  const ticket = await tx.tickets.get(room.ticket)
  const queue = ticket === undefined ? undefined : await tx.queues.get(ticket.queue)
  return [...known.map(({ name }) => name), tx.desk.name, ...(queue === undefined ? [] : [queue.name])]
}

const receiptStates = ['held', 'waiting', 'sent', 'nowhere', 'ambiguous', 'failed', 'deleted', 'taken-back']
const gap = '\0'

/** The words, and those before each receipt that they end with: what the desk shows agents of a reply ends with how far it got. */
const withoutReceipt = ({ desk }: Tx, text: string): string[] => [
  text,
  ...receiptStates.flatMap((state) => {
    const status = wordsOf(desk.locale, `reply.${state}`, { at: gap, fault: gap }).toLowerCase()
    const [before = '', after] = status.split(gap)
    const at = after === undefined || text.endsWith(after) ? text.lastIndexOf(before) : -1
    const isWhole = at >= 0 && (after !== undefined || at + before.length === text.length)
    return isWhole ? [text.slice(0, at).trim()] : []
  }),
]

/** It goes nowhere, and the ticket's agents hear of it: once a day of each of the words that a person had said. */
export const breakLoop = async (
  tx: Tx,
  room: Room,
  message: MessageArrived,
  author: Person,
  { isOfPerson }: Echo,
): Promise<Answer> => {
  const day = Math.floor(tx.now.getTime() / 86_400_000)
  const words = createHash('sha256')
    .update(folded(plain(message.text)))
    .digest('hex')
    .slice(0, 16)
  for (const agents of isOfPerson ? await tx.rooms.of(room.ticket, 'agents') : [])
    tx.outbox.say(
      agents,
      { text: richSentence(tx.desk.locale, 'echo.broken', { name: author.name }) },
      { key: `echo:${room.ticket}:${author.id}:${day}:${words}:${agents.id}`, ticket: room.ticket },
    )
  return leave(tx, message, 'echo')
}
