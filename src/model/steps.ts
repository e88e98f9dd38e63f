import { printDuration, readDuration } from '../core/duration'
import { Refusal } from '../core/refusal'
import { partsOf, quotedPart, unquoted } from './parts'

/**
 * Step that follows a missed deadline after so long: notify the supervisors, the next of them, the assignee or the queue,
 * raise the priority, give the ticket back, hand it to somebody or to a team, or go on with the steps of another policy.
 */
export interface Step {
  readonly afterMs: number
  readonly act: Act
}
export const plainActs = ['supervisors', 'next supervisor', 'assignee', 'queue', 'raise', 'release'] as const
const namingActs = ['tell', 'assign', 'team', 'policy'] as const
export type Act =
  | { readonly kind: 'supervisors' }
  | { readonly kind: 'next supervisor' }
  | { readonly kind: 'assignee' }
  | { readonly kind: 'queue' }
  | { readonly kind: 'raise' }
  | { readonly kind: 'release' }
  | { readonly kind: 'tell'; readonly name: string }
  | { readonly kind: 'assign'; readonly name: string }
  | { readonly kind: 'team'; readonly name: string }
  | { readonly kind: 'policy'; readonly name: string }

/** Steps where a policy says nothing. */
export const usualSteps: readonly Step[] = [
  { afterMs: 0, act: { kind: 'raise' } },
  { afterMs: 0, act: { kind: 'supervisors' } },
]

const example =
  '0m raise; 0m supervisors; 15m tell Kim; 30m release; 1h next supervisor; 2h team Tier2; 1d policy Critical'

/** Throws Refusal at the field `steps`, telling the part that cannot be read. */
export const parseSteps = (typed: string): Step[] =>
  partsOf(typed)
    .map(parseStep)
    .sort((a, b) => a.afterMs - b.afterMs)

const parseStep = (part: string): Step => {
  const [afterMs, rest] = timeFirst(part) ?? [undefined, '']
  if (afterMs === undefined) throw fault(part)
  const plain = plainActs.find((one) => one === rest.toLowerCase().replace(/\s+/g, ' '))
  if (plain !== undefined) return { afterMs, act: { kind: plain } }
  const [, word = '', name = ''] = /^(\S+)\s+@?(\S.*)$/.exec(rest) ?? []
  const kind = namingActs.find((one) => one === word.toLowerCase())
  if (kind === undefined) throw fault(part)
  return { afterMs, act: { kind, name: unquoted(name) } }
}

/** `2h release`, `2 hours release`: the time, and what stands after it. */
const timeFirst = (part: string): [number, string] | undefined => {
  const words = part.split(/\s+/)
  for (let count = Math.min(4, words.length - 1); count > 0; count--) {
    const time = words.slice(0, count).join(' ')
    const ms = /^0[smhd]?$/.test(time) ? 0 : readDuration(time)
    if (ms !== undefined) return [ms, words.slice(count).join(' ')]
  }
  return undefined
}

const fault = (part: string) => new Refusal('bad-step', { term: part, allowed: example }, 'steps')

export const printSteps = (steps: readonly Step[]): string =>
  steps
    .map(
      ({ afterMs, act }) => `${printDuration(afterMs)} ${act.kind}${'name' in act ? ` ${quotedPart(act.name)}` : ''}`,
    )
    .join('; ')
