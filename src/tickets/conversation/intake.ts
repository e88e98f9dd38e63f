import type { Actor } from '../../model/person'
import { paragraph, type Answer, type Button, type Content, type MessageArrived } from '../../platform'
import type { DeskPlace, IntakeMode } from '../../queues/queue-rows'
import type { Tx } from '../../core/tx'
import { words } from '../../core/words'

/** Why the words of somebody became no ticket. Each has a sentence `why.<reason>`. */
export const reasons = [
  'agent',
  'thread',
  'noise',
  'threads',
  'reaction',
  'form',
  'command',
  'blocked',
  'echo',
  'claimed',
] as const
export type Reason = (typeof reasons)[number]

/** Why a message in an intake place of this mode opens no ticket; undefined: it may. */
export const whyNot = (
  mode: IntakeMode,
  { isAgent, isThread, isTopic }: { readonly isAgent: boolean; readonly isThread: boolean; readonly isTopic: boolean },
): Reason | undefined => {
  if (isAgent) return 'agent'
  switch (mode) {
    case 'every':
      return isThread ? 'thread' : undefined
    case 'threads':
      return isThread || isTopic ? undefined : 'threads'
    default:
      return mode
  }
}

/** Keeps why a message went into no ticket, for whoever asks later. */
export const leave = async (tx: Tx, { post }: MessageArrived, why: Reason): Promise<Answer> => {
  tx.arrivals.leave(post, why)
  return { kind: 'none' }
}

const dayMs = 86_400_000

/** To one person alone, and not again that day. */
export const answerOnceADay = (tx: Tx, what: string, { user }: Actor, content: Content) =>
  tx.outbox.say(user, content, { key: `${what}:${user.platform}:${user.id}:${Math.floor(tx.now.getTime() / dayMs)}` })

/** Drops what a blocked person says, and says so once, for as long as they are blocked. */
export const turnAway = async (tx: Tx, message: MessageArrived, person: Actor): Promise<Answer> => {
  const text = [paragraph(words(person.speaks, 'refusal.blocked'))]
  tx.outbox.say(person.user, { text }, { key: `blocked:${person.id}:${person.blockedAt?.getTime()}` })
  return leave(tx, message, 'blocked')
}

/** Greets whoever greets the desk. */
export const welcome = (tx: Tx, person: Actor) =>
  answerOnceADay(tx, 'welcome', person, {
    text: [paragraph(words(person.speaks, 'direct.welcome', { name: person.name }))],
  })

/** Opens the form of a new ticket. */
export const formButton = (speaks: Actor['speaks'], queue: string | undefined): Button => ({
  kind: 'button',
  label: words(speaks, 'panel.button'),
  operation: 'new',
  input: queue === undefined ? {} : { queue },
  opensForm: true,
  style: 'primary',
})

/** Shows the form to whoever wrote a message where requests come by form. */
export const inviteToForm = (tx: Tx, { platform, place, queue }: DeskPlace, person: Actor) => {
  const title = words(person.speaks, 'intake.form')
  answerOnceADay(tx, `form:${platform}:${place}`, person, {
    text: [paragraph(title)],
    card: {
      title,
      tone: 'neutral',
      blocks: [
        {
          kind: 'controls',
          controls: [formButton(person.speaks, queue)],
        },
      ],
    },
  })
}
