import fc from 'fast-check'
import type { Limits } from '../../src/platform'

/** The two sides of a ticket. */
export type Side = 'customer' | 'agents'
export const other = (side: Side): Side => (side === 'customer' ? 'agents' : 'customer')

/** Act of people; `at` picks one of the messages that stand, counted round. */
export type Act =
  | { readonly do: 'say'; readonly side: Side }
  | { readonly do: 'file'; readonly side: Side }
  | { readonly do: 'answer'; readonly side: Side; readonly at: number }
  | { readonly do: 'edit'; readonly side: Side; readonly at: number }
  | { readonly do: 'delete'; readonly side: Side; readonly at: number }
  | { readonly do: 'react'; readonly side: Side; readonly at: number; readonly emoji: string; readonly added: boolean }

export const emojis = ['👍', '❤️'] as const
const side = fc.constantFrom<Side>('customer', 'agents')
const at = fc.nat(7)
export const acts = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('say' as const), side }),
    fc.record({ do: fc.constant('file' as const), side }),
    fc.record({ do: fc.constant('answer' as const), side, at }),
    fc.record({ do: fc.constant('edit' as const), side, at }),
    fc.record({ do: fc.constant('delete' as const), side, at }),
    fc.record({ do: fc.constant('react' as const), side, at, emoji: fc.constantFrom(...emojis), added: fc.boolean() }),
  ),
  { minLength: 3, maxLength: 10 },
)

export interface Message {
  readonly side: Side
  text: string
  isDeleted: boolean
  readonly file?: string
  readonly answers?: Message
  /** `side emoji` */
  readonly reactions: Set<string>
}

/** View that one side must have of a message of the other, by what its network can show: pure. */
export interface Shown {
  readonly text: string
  readonly files: readonly string[]
  /** A file that this network cannot show is named. */
  readonly named: readonly string[]
  readonly reactions: readonly string[]
  /** The text that it points at, or begins with. */
  readonly answers: string | undefined
}

export const canTakeFiles = ({ files }: Limits, isDirect: boolean): boolean =>
  files !== 'none' && (files.where === 'anywhere' || isDirect)

/** The other side's messages as they must stand here in the end, in order. */
export const expectedOn = (
  messages: readonly Message[],
  here: Side,
  limits: Limits,
  isDirect: boolean,
): readonly Shown[] =>
  messages
    .filter(({ side: by, isDeleted }) => by !== here && !isDeleted)
    .map(({ text, file, answers, reactions }) => {
      const files = file === undefined ? [] : [file]
      const takes = canTakeFiles(limits, isDirect)
      return {
        text,
        files: takes ? files : [],
        named: takes ? [] : files,
        reactions: reactionsOn(reactions, here, limits),
        answers: answers?.text,
      }
    })

/** Own posts change by the other side's reactions alone. */
export const reactionsOn = (reactions: ReadonlySet<string>, here: Side, limits: Limits): readonly string[] =>
  limits.reactions ? emojis.filter((emoji) => reactions.has(`${other(here)} ${emoji}`)) : []
