import { hasRole, type Actor } from '../model/person'
import {
  dropPrefix,
  parseCommand,
  paragraph,
  plain,
  type Answer,
  type Input,
  type Locale,
  type MessageArrived,
  type OperationInfo,
  type RichText,
  type UserRef,
  defined,
} from '../platform'
import type { Tx } from '../core/tx'
import { words } from '../core/words'

export type TextCommand = { readonly operation: string; readonly input: Input } | { readonly answer: Answer }

/** True when somebody typed it as a command; a customer may have, too. */
export const isTyped = ({ text }: MessageArrived): boolean => /^!\p{L}/u.test(plain(text))

/**
 * `!claim`, `!reply …`: what an agent types where slash commands do not reach. Undefined for a message that is none. What a
 * customer writes is always a message: it must not be lost to a slip of a key.
 */
export const textCommand = async (
  tx: Tx,
  message: MessageArrived,
  actor: Actor,
  operations: readonly OperationInfo[],
): Promise<TextCommand | undefined> => {
  const isCalled = message.addressed === true && !isTyped(message)
  if (!hasRole(actor, 'agent') || !(isTyped(message) || isCalled)) return undefined
  const line = plain(message.text)
  const room = await tx.rooms.at(message.place)
  const parsed = parse(message, operations, actor.speaks, room === undefined ? undefined : String(room.ticket))
  // Called by name, the bot is told many things: what reads as no command is a message.
  if (isCalled && (line.trim() === '' || (parsed.kind !== 'invoke' && parsed.kind !== 'help'))) return undefined
  switch (parsed.kind) {
    case 'invoke': {
      const rest =
        parsed.rest === undefined ? {} : { [parsed.rest.field]: dropPrefix(message.text, parsed.rest.offset) }
      const isRich = operations
        .find(({ name }) => name === parsed.operation)
        ?.fields.some(({ name, kind }) => name === parsed.rest?.field && kind === 'rich-text')
      return { operation: parsed.operation, input: { ...parsed.input, ...(isRich === true ? rest : {}) } }
    }
    case 'help':
      return { operation: 'help', input: parsed.operation === undefined ? {} : { command: parsed.operation } }
    case 'unknown':
      return {
        answer: answerAlone(
          words(actor.speaks, 'command.unknown', {
            word: parsed.word,
            suggestions: parsed.suggestions.map((one) => `!${one}`).join(', '),
            count: parsed.suggestions.length,
          }),
        ),
      }
    case 'usage':
      return {
        answer: answerAlone(words(actor.speaks, 'command.usage', { usage: parsed.usage.replace(/^\/ticket /, '!') })),
      }
  }
}

/** Operation that a message asks for, as far as its words alone tell; its input is undefined where they do not, without the room it is in. */
export const lineOf = (
  message: MessageArrived,
  operations: readonly OperationInfo[],
): { readonly operation: string; readonly input: Input | undefined } | undefined => {
  if (message.addressed !== true && !isTyped(message)) return undefined
  const parsed = parse(message, operations, 'en')
  if (parsed.kind === 'usage') return { operation: parsed.operation, input: undefined }
  return parsed.kind === 'invoke' ? { operation: parsed.operation, input: parsed.input } : undefined
}

const parse = ({ text }: MessageArrived, operations: readonly OperationInfo[], locale: Locale, here?: string) => {
  const mentioned = mentionsIn(text)
  return parseCommand(plain(text), {
    operations,
    locale,
    resolve: (kind, typed) => (kind === 'user' ? mentioned.get(typed.replace(/^@/, '').toLowerCase()) : undefined),
    ...defined({ here }),
  })
}

const answerAlone = (text: string): Answer => ({ kind: 'private', content: { text: [paragraph(text)] } })

const mentionsIn = (text: RichText): Map<string, UserRef> => {
  const inlines = text.flatMap((block) => ('inlines' in block ? block.inlines : []))
  return new Map(
    inlines.flatMap((inline) =>
      inline.kind === 'mention' && inline.user !== undefined ? [[inline.name.toLowerCase(), inline.user]] : [],
    ),
  )
}
