import { priorities, type Priority } from './ticket'
import type { Step } from './steps'
import { addWorking, workingBetween, type Calendar } from './calendar'

export const clockKinds = ['first-response', 'next-response', 'resolution'] as const
export type ClockKind = (typeof clockKinds)[number]

/** A reminder: when so much of the time is used, or so long before the deadline. */
export type Warning = { readonly percent: number } | { readonly ms: number }

/** Promises of the desk to the tickets that its filter meets. Of several policies the first that fits holds. */
export interface Policy {
  readonly id: string
  readonly name: string
  /** Lower comes first. */
  readonly position: number
  /** As `parseFilter` reads it; empty meets every ticket. */
  readonly filter: string
  /** Null: around the clock. */
  readonly calendar: string | null
  /** Working milliseconds; no entry, no promise. */
  readonly targets: Targets
  readonly warnings: readonly Warning[]
  /** Steps after a breach; empty: the usual ones. */
  readonly steps: readonly Step[]
}
export type Targets = Readonly<Partial<Record<ClockKind, Readonly<Partial<Record<Priority, number>>>>>>

/** The working hours of a calendar's id; undefined is around the clock. */
export type Hours = (calendar: string | null) => Calendar | undefined

export interface Clock {
  readonly ticket: number
  readonly kind: ClockKind
  readonly state: 'running' | 'paused' | 'achieved' | 'breached' | 'cancelled'
  /** The name of the policy that set it. */
  readonly policy: string
  readonly calendar: string | null
  readonly targetMs: number
  readonly warnings: readonly Warning[]
  /** Number of warnings given. */
  readonly told: number
  /** Set while it runs, and kept once breached. */
  readonly dueAt: Date | null
  /** Time left while it stands still; negative when it was breached before. */
  readonly remainingMs: number | null
  readonly warnedAt: Date | null
  readonly breachedAt: Date | null
}

/** Due time of a promise of `ms` of working time that starts at `from`. */
export const dueAt = (from: Date, ms: number, hours: Calendar | undefined): Date =>
  hours === undefined ? new Date(from.getTime() + ms) : (addWorking(hours, from, ms) ?? never)
/** A calendar without working time, which configuration refuses. */
const never = new Date('9999-01-01T00:00:00Z')

/** Time left of it at `now`; negative once it is past. */
export const remaining = (due: Date, now: Date, hours: Calendar | undefined): number =>
  hours === undefined || due <= now ? due.getTime() - now.getTime() : workingBetween(hours, now, due)

/** Most urgent time first: what is left when each warning is told. */
const warningsLeft = ({ warnings, targetMs }: Pick<Clock, 'warnings' | 'targetMs'>): number[] =>
  warnings
    .map((warning) => ('ms' in warning ? warning.ms : targetMs * (1 - warning.percent / 100)))
    .filter((left) => left > 0 && left < targetMs)
    .sort((a, b) => b - a)

export const newClock = (
  policy: Policy,
  kind: ClockKind,
  ticket: number,
  priority: Priority,
  now: Date,
  hours: Hours,
): Clock | undefined => {
  const targetMs = policy.targets[kind]?.[priority]
  if (targetMs === undefined) return undefined
  return {
    ticket,
    kind,
    state: 'running',
    policy: policy.name,
    calendar: policy.calendar,
    targetMs,
    warnings: policy.warnings,
    told: 0,
    dueAt: dueAt(now, targetMs, hours(policy.calendar)),
    remainingMs: null,
    warnedAt: null,
    breachedAt: null,
  }
}

const isMoving = ({ state }: Clock) => state === 'running' || state === 'breached'

const left = (clock: Clock, now: Date, hours: Hours): number =>
  clock.dueAt === null ? (clock.remainingMs ?? clock.targetMs) : remaining(clock.dueAt, now, hours(clock.calendar))

export const pause = (clock: Clock, now: Date, hours: Hours): Clock =>
  isMoving(clock) ? { ...clock, state: 'paused', remainingMs: left(clock, now, hours), dueAt: null } : clock

/** Goes on with what was left. One that was breached stays so: nobody is told twice. */
export const resume = (clock: Clock, now: Date, hours: Hours): Clock =>
  clock.state !== 'paused' && clock.state !== 'achieved'
    ? clock
    : {
        ...clock,
        state: clock.breachedAt === null ? 'running' : 'breached',
        dueAt: dueAt(now, clock.remainingMs ?? clock.targetMs, hours(clock.calendar)),
        remainingMs: null,
      }

export const achieve = (clock: Clock, now: Date, hours: Hours): Clock =>
  clock.state === 'achieved' || clock.state === 'cancelled'
    ? clock
    : { ...clock, state: 'achieved', remainingMs: left(clock, now, hours), dueAt: null }

/** Another policy, priority or calendar holds now: the time that was used stays used. */
export const retarget = (
  clock: Clock,
  policy: Policy | undefined,
  priority: Priority,
  now: Date,
  hours: Hours,
): Clock => {
  if (clock.state === 'achieved' || clock.state === 'cancelled') return clock
  const targetMs = policy?.targets[clock.kind]?.[priority]
  if (policy === undefined || targetMs === undefined)
    return { ...clock, state: 'cancelled', dueAt: null, remainingMs: null }
  const stillLeft = targetMs - (clock.targetMs - left(clock, now, hours))
  const moved: Clock = { ...clock, policy: policy.name, calendar: policy.calendar, targetMs, warnings: policy.warnings }
  const told = Math.min(clock.told, warningsLeft(moved).length)
  return clock.dueAt === null
    ? { ...moved, told, remainingMs: stillLeft }
    : { ...moved, told, dueAt: dueAt(now, stillLeft, hours(policy.calendar)) }
}

/** Of what a change of policy, priority or calendar may move. */
export const isSameClock = (one: Clock, other: Clock): boolean =>
  one.state === other.state &&
  one.policy === other.policy &&
  one.calendar === other.calendar &&
  one.targetMs === other.targetMs &&
  one.told === other.told &&
  one.dueAt?.getTime() === other.dueAt?.getTime() &&
  one.remainingMs === other.remainingMs &&
  JSON.stringify(one.warnings) === JSON.stringify(other.warnings)

export type Moment = { readonly what: 'sla-warn' | 'sla-breach'; readonly at: Date }

/** Next moments at which this clock has something to say: the next warning not yet given, and the breach. */
export const moments = (clock: Clock, now: Date, hours: Hours): Moment[] => {
  if (clock.state !== 'running' || clock.dueAt === null) return []
  const nextLeft = warningsLeft(clock)[clock.told]
  const until = nextLeft === undefined ? undefined : left(clock, now, hours) - nextLeft
  const warnAt = until === undefined ? undefined : until <= 0 ? now : dueAt(now, until, hours(clock.calendar))
  return [
    ...(warnAt !== undefined && warnAt < clock.dueAt ? [{ what: 'sla-warn', at: warnAt } as const] : []),
    ...(clock.breachedAt === null ? [{ what: 'sla-breach', at: clock.dueAt } as const] : []),
  ]
}

/** `warning` once reminded, as people see it. */
export const shownState = (clock: Clock): 'pending' | 'warning' | 'breached' | 'paused' | 'achieved' | 'cancelled' => {
  if (clock.breachedAt !== null && clock.state !== 'cancelled') return 'breached'
  if (clock.state !== 'running') return clock.state
  return clock.told === 0 ? 'pending' : 'warning'
}

/** Events in the desk's work on a ticket that move its clocks. */
export type ClockEvent = 'agent-replied' | 'rested' | 'resumed' | 'solved' | 'reopened' | 'reply-taken-back'

export const moveClock = (clock: Clock, event: ClockEvent, now: Date, hours: Hours): Clock => {
  switch (event) {
    case 'agent-replied':
      return clock.kind === 'resolution' ? clock : achieve(clock, now, hours)
    case 'reply-taken-back':
      return clock.kind === 'first-response' ? resume(clock, now, hours) : clock
    case 'rested':
      return pause(clock, now, hours)
    case 'resumed':
      return clock.state === 'paused' ? resume(clock, now, hours) : clock
    case 'solved':
      return achieve(clock, now, hours)
    case 'reopened':
      return clock.kind === 'resolution' ? resume(clock, now, hours) : clock
  }
}

/** The same promise for every priority. */
export const forEveryPriority = (ms: number): Readonly<Record<Priority, number>> =>
  Object.fromEntries(priorities.map((priority) => [priority, ms])) as Record<Priority, number>
