import { hasRole, type Actor } from '../../model/person'
import { paragraph, type Answer, type MessageArrived } from '../../platform'
import type { DeskPlace } from '../../queues/queue-rows'
import type { Tx } from '../../core/tx'
import { words, type MessageKey } from '../../core/words'
import { formButton, whyNot, type Reason } from './intake'
import { richWords } from '../../core/rich-words'

/** Hints to somebody who called the bot where no ticket came of it. */
const told: Readonly<Partial<Record<Reason, MessageKey>>> = {
  agent: 'addressed.agent',
  thread: 'addressed.thread',
  noise: 'addressed.every',
  threads: 'addressed.threads',
  reaction: 'addressed.reaction',
  form: 'intake.form',
  command: 'addressed.command',
}

/** Answers whoever calls the bot by name, alone: what opens a ticket here, with the form one press away. */
export const answerAddressed = (tx: Tx, author: Actor, why: Reason | 'elsewhere', place?: DeskPlace): Answer => {
  const isAgent = hasRole(author, 'agent')
  const key = (why === 'elsewhere' ? undefined : told[why]) ?? (isAgent ? 'addressed.agent' : 'addressed.elsewhere')
  const mayTake = why === 'elsewhere' && hasRole(author, 'admin')
  const text = [key, ...(mayTake ? (['addressed.admin'] as const) : [])].map((one) =>
    paragraph(...richWords(author.speaks, one)),
  )
  return tx.answer({
    text,
    card: {
      title: words(author.speaks, 'panel.button'),
      tone: 'neutral',
      blocks: [
        { kind: 'text', text },
        { kind: 'controls', controls: [formButton(author.speaks, place?.queue)] },
      ],
    },
  })
}

/** The bot's name and nothing else: in a ticket's room it is no word of the conversation. */
export const calledAlone = async (tx: Tx, message: MessageArrived, author: Actor): Promise<Answer> => {
  if (message.direct || (await tx.rooms.at(message.place)) !== undefined) return { kind: 'none' }
  const place = await tx.queues.place(message.parent ?? message.place)
  if (place?.purpose !== 'intake') return answerAddressed(tx, author, 'elsewhere')
  const isAgent = hasRole(author, 'agent')
  const why = whyNot(place.mode, { isAgent, isThread: message.parent !== undefined, isTopic: message.isTopic === true })
  return answerAddressed(tx, author, why ?? 'noise', place)
}
