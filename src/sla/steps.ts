import { printDuration, readDuration } from '../duration'
import { Refusal } from '../refusal'

/** What follows a missed deadline after so long: tell the supervisors, the assignee or the queue, raise the priority, give the ticket back, or hand it to somebody. */
export interface Step {
  readonly afterMs: number
  readonly act: Act
}
export const plainActs = ['supervisors', 'assignee', 'queue', 'raise', 'release'] as const
export type Act =
  | { readonly kind: 'supervisors' }
  | { readonly kind: 'assignee' }
  | { readonly kind: 'queue' }
  | { readonly kind: 'raise' }
  | { readonly kind: 'release' }
  | { readonly kind: 'tell'; readonly name: string }
  | { readonly kind: 'assign'; readonly name: string }

/** What happens where a policy says nothing. */
export const usualSteps: readonly Step[] = [
  { afterMs: 0, act: { kind: 'raise' } },
  { afterMs: 0, act: { kind: 'supervisors' } },
]

const example = '0m raise; 0m supervisors; 15m tell Kim; 30m release; 1h supervisors'

/** Throws Refusal at the field `steps`, telling the part that cannot be read. */
export const parseSteps = (typed: string): Step[] =>
  typed
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseStep)
    .sort((a, b) => a.afterMs - b.afterMs)

const parseStep = (part: string): Step => {
  const found = /^(\S+)\s+(\S+)(?:\s+(.+))?$/.exec(part)
  const afterMs = found === null ? undefined : /^0[smhd]?$/.test(found[1]!) ? 0 : readDuration(found[1]!)
  const word = found?.[2]?.toLowerCase()
  const name = found?.[3]?.replace(/^@/, '').trim()
  if (afterMs === undefined || word === undefined) throw fault(part)
  const kind = plainActs.find((one) => one === word)
  if (kind !== undefined && name === undefined) return { afterMs, act: { kind } }
  if ((word === 'tell' || word === 'assign') && name !== undefined) return { afterMs, act: { kind: word, name } }
  throw fault(part)
}

const fault = (part: string) => new Refusal('bad-filter', { term: part, allowed: example }, 'steps')

export const printSteps = (steps: readonly Step[]): string =>
  steps
    .map(({ afterMs, act }) => `${printDuration(afterMs)} ${act.kind}${'name' in act ? ` ${act.name}` : ''}`)
    .join('; ')
