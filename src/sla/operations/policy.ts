import { z } from 'zod'
import { readDuration } from '../../core/duration'
import { byName, choice, fieldOf, nameOf, number, shortText } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { paragraph, type Answer } from '../../platform'
import { parseFilter, printFilter } from '../../model/filter'
import { Refusal } from '../../core/refusal'
import { priorities, type Priority } from '../../model/ticket'
import type { Tx } from '../../core/tx'
import { spanOf, words, wordsOf } from '../../core/words'
import { clockKinds, type ClockKind, type Policy, type Targets } from '../../model/policy'
import { chainedTo, isPolicy, loopIn } from '../step-chain'
import { parseSteps, printSteps, usualSteps, type Act } from '../../model/steps'
import { readWarnings, refuseLateWarning } from '../warnings'
import { ownNames } from '../../model/own-names'
import { richWords } from '../../core/rich-words'

/** A duration, or `-` for no promise. */
const target = fieldOf(z.string().trim().max(60), { field: 'duration', maxLength: 60, typed: 'by-name' })
const longestName = 40

export const policy = defineOperation({
  name: 'policy',
  command: 'desk',
  by: 'admin',
  input: z.object({
    policy: nameOf(longestName).optional(),
    first_response: target.optional(),
    next_response: target.optional(),
    resolution: target.optional(),
    priority: choice(priorities, 'priority').optional(),
    warn: byName(shortText(100)).optional(),
    filter: byName(shortText(300)).optional(),
    calendar: byName(shortText(longestName)).optional(),
    position: number(1, 1000).optional(),
    steps: byName(shortText(500)).optional(),
    remove: choice(['yes'] as const, 'answer').optional(),
  }),
  takesNew: ['policy'],
  suggest: {
    policy: async (tx, typed) =>
      (await tx.clocks.policies())
        .filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()))
        .map(({ name }) => ({ value: name, label: name })),
    calendar: async (tx, typed) => [
      ...(await tx.calendars.all())
        .filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()))
        .map(({ name }) => ({ value: name, label: name })),
      { value: '-', label: `– ${words(tx.speaks, 'policy.always')}` },
    ],
  },
  run: async (tx, input, admin) => {
    const policies = await tx.clocks.policies()
    const { policy: named, remove, ...changes } = input
    const isQuestion = Object.values(changes).every((value) => value === undefined) && remove === undefined
    if (isQuestion) {
      const asked = policies.filter(({ name }) => named === undefined || name.toLowerCase() === named.toLowerCase())
      if (named !== undefined && asked.length === 0) throw new Refusal('no-such-policy', { name: named }, 'policy')
      return formatPolicies(tx, asked)
    }
    const known = policies.find(
      ({ name }) => name.toLowerCase() === (named ?? policies[0]?.name ?? 'standard').toLowerCase(),
    )
    if (remove !== undefined) {
      if (known === undefined) throw new Refusal('no-such-policy', { name: named ?? '' }, 'policy')
      const [chained] = chainedTo(policies, known.name).filter((name) => name !== known.name)
      if (chained !== undefined) throw new Refusal('policy-in-use', { name: known.name, by: chained }, 'policy')
      await tx.clocks.removePolicy(known.name)
      tx.audit(admin.id, 'policy', 'removed')
      return tx.say('policy.removed', { name: known.name, count: await tx.clocks.scheduleOpen('retarget') })
    }
    const next: Omit<Policy, 'id'> = {
      name: known?.name ?? named ?? 'standard',
      position: input.position ?? known?.position ?? policies.length + 1,
      filter:
        input.filter === undefined
          ? (known?.filter ?? '')
          : input.filter === '-'
            ? ''
            : printFilter(parseFilter(input.filter, await ownNames(tx))),
      calendar: await readCalendar(tx, input.calendar, known),
      targets: readTargets(input, known?.targets ?? {}),
      warnings: input.warn === undefined ? (known?.warnings ?? [{ percent: 75 }]) : readWarnings(input.warn),
      steps: input.steps === undefined ? (known?.steps ?? []) : input.steps === '-' ? [] : parseSteps(input.steps),
    }
    refuseLateWarning(next)
    await refuseUnknown(tx, next, [...policies.filter((one) => one !== known), next])
    await tx.clocks.savePolicy(next)
    tx.audit(admin.id, 'policy', known === undefined ? 'added' : 'changed')
    const count = await tx.clocks.scheduleOpen('retarget')
    return tx.answer({
      text: [
        paragraph(...richWords(tx.speaks, 'policy.saved', { name: next.name, count })),
        ...(await formatPolicy(tx, next)),
      ],
    })
  },
})

const readCalendar = async (tx: Tx, typed: string | undefined, known: Policy | undefined): Promise<string | null> => {
  if (typed === undefined) return known?.calendar ?? null
  if (typed === '-') return null
  const calendar = await tx.calendars.named(typed)
  if (calendar === undefined) throw new Refusal('no-such-calendar', { name: typed }, 'calendar')
  return calendar.id
}

/** Throws Refusal for names that the steps would not find at their time, and for chains that lead back to themselves. */
const refuseUnknown = async (tx: Tx, { name, steps }: Omit<Policy, 'id'>, policies: readonly Omit<Policy, 'id'>[]) => {
  for (const { act } of steps) await refuseAct(tx, act, policies)
  if (loopIn(policies) !== undefined) throw new Refusal('policy-loop', { name }, 'steps')
}

const refuseAct = async (tx: Tx, act: Act, policies: readonly Omit<Policy, 'id'>[]) => {
  if (!('name' in act)) return
  const { kind, name } = act
  if (kind === 'team' && (await tx.teams.named(name)) === undefined)
    throw new Refusal('no-such-team', { name }, 'steps')
  if (kind === 'policy' && !isPolicy(policies, name)) throw new Refusal('no-such-policy', { name }, 'steps')
  if ((kind === 'tell' || kind === 'assign') && (await tx.people.named(name, 'agent')) === undefined)
    throw new Refusal('not-an-agent', { name }, 'steps')
}

const fieldsOfClocks = {
  'first-response': 'first_response',
  'next-response': 'next_response',
  resolution: 'resolution',
} as const
type Typed = { readonly [F in (typeof fieldsOfClocks)[ClockKind]]?: string | undefined } & {
  readonly priority?: Priority | undefined
}

const readTargets = (typed: Typed, before: Targets): Targets => {
  const targets: { -readonly [K in ClockKind]?: Partial<Record<Priority, number>> } = { ...before }
  for (const kind of clockKinds) {
    const field = fieldsOfClocks[kind]
    const text = typed[field]
    if (text === undefined || text === '') continue
    const ms = text === '-' ? undefined : readDuration(text)
    if (text !== '-' && (ms === undefined || ms < 1000)) throw new Refusal('bad-duration', { typed: text }, field)
    const entries = (typed.priority === undefined ? priorities : [typed.priority]).map(
      (priority) => [priority, ms] as const,
    )
    const merged = { ...targets[kind], ...Object.fromEntries(entries) }
    targets[kind] = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)) as Partial<
      Record<Priority, number>
    >
  }
  return targets
}

const formatPolicies = async (tx: Tx, policies: readonly Policy[]): Promise<Answer> => {
  if (policies.length === 0) return tx.say('policy.none')
  const waiting = await tx.clocks.waiting('retarget')
  const progress = waiting === 0 ? [] : [paragraph(words(tx.speaks, 'policy.following', { count: waiting }))]
  const told = await Promise.all(policies.map(async (one) => formatPolicy(tx, one)))
  return tx.answer({ text: [...told.flat(), ...progress] })
}

const formatPolicy = async (
  tx: Tx,
  { name, position, filter, calendar, targets, warnings, steps }: Omit<Policy, 'id'>,
) => {
  const calendars = await tx.calendars.all()
  const span = (kind: ClockKind) => {
    const byPriority = Object.entries(targets[kind] ?? {})
    const spans = [...new Set(byPriority.map(([, ms]) => ms))]
    if (spans.length === 0) return '—'
    if (spans.length === 1 && byPriority.length === priorities.length) return spanOf(tx.speaks, spans[0]!)
    return byPriority
      .map(([priority, ms]) => `${wordsOf(tx.speaks, `priority.${priority}`)} ${spanOf(tx.speaks, ms)}`)
      .join(', ')
  }
  const told =
    warnings.map((warning) => ('ms' in warning ? spanOf(tx.speaks, warning.ms) : `${warning.percent} %`)).join(', ') ||
    '—'
  return [
    paragraph(
      { kind: 'text', text: `${position}. ${name} `, bold: true },
      words(tx.speaks, 'policy.told', {
        filter: filter === '' ? words(tx.speaks, 'policy.every') : filter,
        first: span('first-response'),
        next: span('next-response'),
        resolution: span('resolution'),
        warn: told,
        steps: printSteps(steps.length === 0 ? usualSteps : steps),
        calendar: calendars.find(({ id }) => id === calendar)?.name ?? words(tx.speaks, 'policy.always'),
      }),
    ),
  ]
}
