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
const promised = (description: string) =>
  target
    .optional()
    .meta({ description, allowed: 'a length of time, or one for each priority: `{ urgent: 1h, low: 2d }`' })

const item = z
  .strictObject({
    name: shortText(40).meta({ description: 'Name of the policy' }),
    filter: filterText,
    calendar: shortText(40)
      .optional()
      .meta({ description: 'Hours that count; without it around the clock', allowed: 'a name of `calendars`' }),
    'first-response': promised('First response within'),
    'next-response': promised('Each further response within'),
    resolution: promised('Solved within'),
    warn: listOf(
      written(shortText(20), (typed) => readWarnings(typed).map(printWarning).join(', ')),
      20,
    ).meta({
      description: 'Warnings before a deadline: a share of the time, or what is left',
      allowed: 'a list of `75%` and `15m`',
    }),
    steps: listOf(
      written(shortText(100), (typed) => printSteps(parseSteps(typed))),
      50,
    )
      .transform((steps) => parseSteps(steps.join(';')).map((step) => printSteps([step])))
      .meta({
        description:
          'Escalation after a missed deadline; without it the priority is raised and the supervisors are told',
        allowed:
          'a list of a time and `raise`, `release`, `assignee`, `queue`, `supervisors`, `next supervisor`, `tell NAME`, `assign NAME`, `team NAME` or `policy NAME`',
      }),
  })
  .superRefine((given, context) => {
    try {
      refuseLateWarning({ targets: targetsOf(given), warnings: given.warn.flatMap(readWarnings) })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      context.addIssue({ code: 'custom', path: ['warn'], message: `refusal.${error.code}`, params: error.params })
    }
  })
  .meta({
    description: 'SLA policies. Of several that fit a ticket the first holds.',
    examples: [
      {
        name: 'Urgent',
        filter: 'priority:urgent',
        calendar: 'Madrid',
        'first-response': '30m',
        'next-response': '2h',
        resolution: { urgent: '8h' },
        warn: ['75%'],
        steps: ['0s raise', '30m next supervisor', '1h team Network'],
      },
    ],
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

/** Names in the steps after a breach. */
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
