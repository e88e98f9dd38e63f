import { foldKey } from '../settings/read-file'
import { usualSteps, type Step } from '../model/steps'

/** A policy as the chain of its steps sees it. */
export interface Chained {
  readonly name: string
  readonly steps: readonly Step[]
}

const isCalled = (name: string) => (one: Chained) => foldKey(one.name) === foldKey(name)

/** Accents and case aside. */
export const isPolicy = (all: readonly Chained[], name: string): boolean => all.some(isCalled(name))

/** The policies with whose steps this one goes on; one that is gone is left out. */
const nextOf = (all: readonly Chained[], { steps }: Chained): Chained[] =>
  steps.flatMap(({ act }) => (act.kind === 'policy' ? (all.find(isCalled(act.name)) ?? []) : []))

/** The steps of a policy, with those of the policies that it goes on with from when it does: each policy once. */
export const wholeChain = (all: readonly Chained[], name: string): readonly Step[] => {
  const seen = new Set<Chained>()
  const walk = (one: Chained | undefined, fromMs: number): Step[] => {
    if (one === undefined || seen.has(one)) return []
    seen.add(one)
    return (one.steps.length === 0 ? usualSteps : one.steps).flatMap(({ afterMs, act }) =>
      act.kind === 'policy'
        ? walk(all.find(isCalled(act.name)), fromMs + afterMs)
        : [{ afterMs: fromMs + afterMs, act }],
    )
  }
  const own = all.find(isCalled(name))
  return own === undefined ? usualSteps : walk(own, 0).sort((a, b) => a.afterMs - b.afterMs)
}

/** The name of a policy whose steps would come back to it. */
export const loopIn = (all: readonly Chained[]): string | undefined => {
  const clear = new Set<Chained>()
  const comesBack = (one: Chained, path: readonly Chained[]): boolean => {
    if (path.includes(one)) return true
    if (clear.has(one)) return false
    if (nextOf(all, one).some((next) => comesBack(next, [...path, one]))) return true
    clear.add(one)
    return false
  }
  return all.find((one) => comesBack(one, []))?.name
}

/** The policies that go on with this one's steps. */
export const chainedTo = (all: readonly Chained[], name: string): string[] =>
  all
    .filter(({ steps }) => steps.some(({ act }) => act.kind === 'policy' && foldKey(act.name) === foldKey(name)))
    .map((one) => one.name)
