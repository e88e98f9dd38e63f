/** What the desk promises: milliseconds; null where it promises nothing. */
export interface Policy {
  readonly id: string
  readonly name: string
  readonly firstResponseMs: number | null
  readonly resolutionMs: number | null
  /** How long before a deadline the agents are reminded. */
  readonly warnMs: number
}
export const clockKinds = ['first-response', 'resolution'] as const
export type ClockKind = (typeof clockKinds)[number]

export interface Clock {
  readonly ticket: number
  readonly kind: ClockKind
  readonly state: 'running' | 'paused' | 'achieved' | 'breached' | 'cancelled'
  readonly targetMs: number
  readonly warnMs: number
  /** Set while it runs, and kept once breached. */
  readonly dueAt: Date | null
  /** What is left while it stands still; negative when it was breached before. */
  readonly remainingMs: number | null
  readonly warnedAt: Date | null
  readonly breachedAt: Date | null
}

/** When a promise of `ms` that starts at `from` falls due. The one place that knows what counts as working time. */
export const dueAt = (from: Date, ms: number): Date => new Date(from.getTime() + ms)
/** How much of it is left at `now`; negative once it is past. */
export const remaining = (due: Date, now: Date): number => due.getTime() - now.getTime()

export const startClocks = (policy: Policy, ticket: number, now: Date): Clock[] => {
  const targets: Record<ClockKind, number | null> = {
    'first-response': policy.firstResponseMs,
    resolution: policy.resolutionMs,
  }
  return clockKinds.flatMap((kind) => {
    const targetMs = targets[kind]
    return targetMs === null
      ? []
      : [
          {
            ticket,
            kind,
            state: 'running' as const,
            targetMs,
            warnMs: policy.warnMs,
            dueAt: dueAt(now, targetMs),
            remainingMs: null,
            warnedAt: null,
            breachedAt: null,
          },
        ]
  })
}

const isMoving = ({ state }: Clock) => state === 'running' || state === 'breached'

export const pause = (clock: Clock, now: Date): Clock =>
  isMoving(clock) ? { ...clock, state: 'paused', remainingMs: remaining(clock.dueAt!, now), dueAt: null } : clock

/** Goes on with what was left. One that was breached stays so: nobody is told twice. */
export const resume = (clock: Clock, now: Date): Clock =>
  clock.state !== 'paused' && clock.state !== 'achieved'
    ? clock
    : {
        ...clock,
        state: clock.breachedAt === null ? 'running' : 'breached',
        dueAt: dueAt(now, clock.remainingMs ?? clock.targetMs),
        remainingMs: null,
      }

export const achieve = (clock: Clock, now: Date): Clock =>
  clock.state === 'achieved' || clock.state === 'cancelled'
    ? clock
    : {
        ...clock,
        state: 'achieved',
        remainingMs: clock.dueAt === null ? clock.remainingMs : remaining(clock.dueAt, now),
        dueAt: null,
      }

export type Moment = { readonly what: 'sla-warn' | 'sla-breach'; readonly at: Date }

/** When this clock next has something to say. A warning is due only before the deadline, and each is told once. */
export const moments = (clock: Clock): Moment[] => {
  if (clock.state !== 'running' || clock.dueAt === null) return []
  const warnAt = new Date(clock.dueAt.getTime() - clock.warnMs)
  return [
    ...(clock.warnedAt === null && clock.warnMs > 0 && clock.warnMs < clock.targetMs
      ? [{ what: 'sla-warn', at: warnAt } as const]
      : []),
    ...(clock.breachedAt === null ? [{ what: 'sla-breach', at: clock.dueAt } as const] : []),
  ]
}

/** `warning` once reminded, as people see it. */
export const shownState = (clock: Clock): 'pending' | 'warning' | 'breached' | 'paused' | 'achieved' | 'cancelled' => {
  if (clock.breachedAt !== null && clock.state !== 'cancelled') return 'breached'
  if (clock.state !== 'running') return clock.state
  return clock.warnedAt === null ? 'pending' : 'warning'
}

/** What the desk's work on a ticket does to its clocks. */
export type ClockEvent = 'agent-replied' | 'rested' | 'resumed' | 'solved' | 'reopened' | 'reply-taken-back'

export const moveClock = (clock: Clock, event: ClockEvent, now: Date): Clock => {
  const isFirst = clock.kind === 'first-response'
  switch (event) {
    case 'agent-replied':
      return isFirst ? achieve(clock, now) : clock
    case 'reply-taken-back':
      return isFirst ? resume(clock, now) : clock
    case 'rested':
      return pause(clock, now)
    case 'resumed':
      return clock.state === 'paused' ? resume(clock, now) : clock
    case 'solved':
      return achieve(clock, now)
    case 'reopened':
      return isFirst ? clock : resume(clock, now)
  }
}
