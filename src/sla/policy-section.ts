import { z } from 'zod'
import { printDuration } from '../core/duration'
import { shortText } from '../core/fields'
import { Refusal } from '../core/refusal'
import { filterText, listOf, msOf, namedInFilter, span, written } from '../model/file-item'
import { defineSection, type Use } from '../core/section'
import { priorities, type Priority } from '../model/ticket'
import { clockKinds, type ClockKind, type Policy, type Targets } from '../model/policy'
import { loopIn } from './step-chain'
import { parseSteps, printSteps } from '../model/steps'
import { printWarning, readWarnings, refuseLateWarning } from './warnings'

const promise = span(1000, 400 * 86_400_000)
const forEach = (one: unknown) => Object.fromEntries(priorities.map((priority) => [priority, one]))

/** One time for every priority, or one for each of some. */
const target = z
  .preprocess(
    (given) => (typeof given === 'object' ? given : forEach(given)),
    z.strictObject({
      urgent: promise.optional(),
      high: promise.optional(),
      normal: promise.optional(),
      low: promise.optional(),
    }),
  )
  .transform((given) => {
    const times = priorities.flatMap((priority) => given[priority] ?? [])
    return times.length === priorities.length && new Set(times).size === 1 ? times[0]! : given
  })

const item = z
  .strictObject({
    name: shortText(40),
    filter: filterText,
    calendar: shortText(40).optional(),
    'first-response': target.optional(),
    'next-response': target.optional(),
    resolution: target.optional(),
    warn: listOf(
      written(shortText(20), (typed) => readWarnings(typed).map(printWarning).join(', ')),
      20,
    ),
    steps: listOf(
      written(shortText(100), (typed) => printSteps(parseSteps(typed))),
      50,
    ).transform((steps) => parseSteps(steps.join(';')).map((step) => printSteps([step]))),
  })
  .superRefine((given, context) => {
    try {
      refuseLateWarning({ targets: targetsOf(given), warnings: given.warn.flatMap(readWarnings) })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      context.addIssue({ code: 'custom', path: ['warn'], message: `refusal.${error.code}`, params: error.params })
    }
  })
type Item = z.output<typeof item>
type Promised = { readonly [K in ClockKind]?: z.output<typeof target> | undefined }

const targetsOf = (given: Promised): Targets =>
  Object.fromEntries(
    clockKinds.flatMap((kind) => {
      const times = given[kind]
      if (times === undefined) return []
      const each = (typeof times === 'string' ? forEach(times) : times) as Partial<Record<Priority, string>>
      return [[kind, Object.fromEntries(Object.entries(each).map(([priority, time]) => [priority, msOf(time)]))]]
    }),
  )

const sectionOf = { tell: 'people', assign: 'people', team: 'teams', policy: 'policies' } as const

/** Whom and what the steps after a breach name. */
const namedInSteps = (steps: readonly string[]): Use[] =>
  steps.flatMap((step, index) =>
    parseSteps(step).flatMap(({ act }) =>
      'name' in act ? [{ section: sectionOf[act.kind], name: act.name, at: ['steps', index] }] : [],
    ),
  )

const timesOf = (targets: Targets, kind: ClockKind) => {
  const times = Object.entries(targets[kind] ?? {}).map(([priority, ms]) => [priority, printDuration(ms)] as const)
  return times.length === 0 ? undefined : Object.fromEntries(times)
}

export const policySection = defineSection<Item>({
  name: 'policies',
  item,
  isOrdered: true,
  keys: ({ name }) => [name],
  uses: ({ filter, calendar, steps }) => [
    ...(calendar === undefined ? [] : [{ section: 'calendars', name: calendar, at: ['calendar'] }]),
    ...namedInFilter(filter),
    ...namedInSteps(steps),
  ],
  check: (items) => {
    const name = loopIn(items.map((one) => ({ name: one.name, steps: parseSteps(one.steps.join(';')) })))
    return name === undefined ? undefined : { words: 'refusal.policy-loop', params: { name } }
  },
  read: async (tx) => {
    const calendars = new Map((await tx.calendars.all()).map(({ id, name }) => [id, name]))
    return (await tx.clocks.policies()).map(({ name, filter, calendar, targets, warnings, steps }) => ({
      name,
      filter,
      calendar: calendar === null ? undefined : calendars.get(calendar),
      ...Object.fromEntries(clockKinds.map((kind) => [kind, timesOf(targets, kind)])),
      warn: warnings.map(printWarning),
      steps: steps.map((step) => printSteps([step])),
    }))
  },
  save: async (tx, given, position) => {
    const { name, filter, calendar, warn, steps } = given
    const policy: Omit<Policy, 'id'> = {
      name,
      position,
      filter,
      calendar: calendar === undefined ? null : (await tx.calendars.named(calendar))!.id,
      targets: targetsOf(given),
      warnings: warn.flatMap(readWarnings),
      steps: parseSteps(steps.join(';')),
    }
    await tx.clocks.savePolicy(policy)
  },
  remove: async (tx, { name }) => void (await tx.clocks.removePolicy(name)),
  after: async (tx) => void (await tx.clocks.scheduleOpen('retarget')),
})
