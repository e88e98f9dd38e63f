import fc from 'fast-check'
import type { Calendar } from '../../src/model/calendar'
import {
  forEveryPriority,
  moments,
  moveClock,
  newClock,
  remaining,
  retarget,
  shownState,
  type Clock,
  type ClockEvent,
  type Hours,
  type Policy,
} from '../../src/model/policy'

const start = new Date('2026-11-20T10:00:00Z')
const hour = 3_600_000
const policy: Policy = {
  id: 'p',
  name: 'standard',
  position: 1,
  filter: '',
  calendar: null,
  targets: {
    'first-response': forEveryPriority(hour),
    'next-response': forEveryPriority(2 * hour),
    resolution: { ...forEveryPriority(24 * hour), urgent: 4 * hour },
  },
  warnings: [{ ms: 900_000 }],
  steps: [],
}
const office: Calendar = {
  zone: 'UTC',
  week: [...Array.from({ length: 5 }, () => [{ from: 9 * 60, to: 17 * 60 }]), [], []],
  days: {},
}
const always: Hours = () => undefined
const inOffice: Hours = (id) => (id === 'office' ? office : undefined)
const after = (ms: number) => new Date(start.getTime() + ms)
const clockOf = (kind: Clock['kind'], changed: Partial<Policy> = {}, hours = always) =>
  newClock({ ...policy, ...changed }, kind, 1, 'normal', start, hours)!

describe('the clocks of a ticket', () => {
  test('a promise that is not made has no clock', () => {
    expect(newClock({ ...policy, targets: {} }, 'resolution', 1, 'normal', start, always)).toBeUndefined()
  })
  test('a clock speaks before its deadline and at it', () => {
    expect(moments(clockOf('first-response'), start, always)).toEqual([
      { what: 'sla-warn', at: after(2_700_000) },
      { what: 'sla-breach', at: after(hour) },
    ])
  })
  test('of several warnings the next untold one is told next', () => {
    const clock = clockOf('first-response', { warnings: [{ percent: 50 }, { ms: 600_000 }, { ms: 90 * 60_000 }] })
    expect(moments(clock, start, always)[0]).toEqual({ what: 'sla-warn', at: after(hour / 2) })
    expect(moments({ ...clock, told: 1 }, after(hour / 2), always)[0]).toEqual({
      what: 'sla-warn',
      at: after(hour - 600_000),
    })
    expect(moments({ ...clock, told: 2 }, after(hour - 600_000), always).map(({ what }) => what)).toEqual([
      'sla-breach',
    ])
  })
  test('in business hours a deadline skips the night and the weekend, and so does its warning', () => {
    const clock = clockOf(
      'resolution',
      { calendar: 'office', targets: { resolution: forEveryPriority(8 * hour) }, warnings: [{ ms: hour / 2 }] },
      inOffice,
    )
    expect(clock.dueAt).toEqual(new Date('2026-11-23T10:00:00Z'))
    expect(moments(clock, start, inOffice)[0]!.at).toEqual(new Date('2026-11-23T09:30:00Z'))
  })
  test('the first answer achieves the first response and leaves the resolution running', () => {
    expect(shownState(moveClock(clockOf('first-response'), 'agent-replied', after(1000), always))).toBe('achieved')
    const resolution = clockOf('resolution')
    expect(moveClock(resolution, 'agent-replied', after(1000), always)).toBe(resolution)
  })
  test('an answer that was taken back never was', () => {
    const replied = moveClock(clockOf('first-response'), 'agent-replied', after(1000), always)
    expect(moveClock(replied, 'reply-taken-back', after(5000), always)).toMatchObject({
      state: 'running',
      dueAt: after(hour + 4000),
    })
  })
  test('once breached, it is breached for good and says nothing more', () => {
    const breached: Clock = { ...clockOf('resolution'), state: 'breached', breachedAt: after(24 * hour) }
    const again = moveClock(
      moveClock(breached, 'solved', after(25 * hour), always),
      'reopened',
      after(28 * hour),
      always,
    )
    expect(shownState(again)).toBe('breached')
    expect(moments(again, after(28 * hour), always)).toEqual([])
  })
  test('made urgent, the time used stays used; made urgent too late, it is due at once', () => {
    const clock = clockOf('resolution')
    expect(retarget(clock, policy, 'urgent', after(hour), always)).toMatchObject({
      targetMs: 4 * hour,
      dueAt: after(4 * hour),
    })
    expect(retarget(clock, policy, 'urgent', after(6 * hour), always).dueAt).toEqual(after(4 * hour))
    expect(retarget(clock, undefined, 'urgent', after(hour), always)).toMatchObject({ state: 'cancelled', dueAt: null })
  })

  const steps = fc.array(
    fc.record({
      event: fc.constantFrom<ClockEvent>('rested', 'resumed', 'solved', 'reopened', 'agent-replied'),
      wait: fc.integer({ min: 0, max: 7_200_000 }),
    }),
    { maxLength: 25 },
  )
  test('working time is never won or lost: what is left and what was used make up the target', () => {
    fc.assert(
      fc.property(steps, (happenings) => {
        let clock = clockOf('resolution')
        let now = start.getTime()
        let used = 0
        for (const { event, wait } of happenings) {
          if (clock.dueAt !== null) used += wait
          now += wait
          clock = moveClock(clock, event, new Date(now), always)
          const left = clock.dueAt === null ? clock.remainingMs! : remaining(clock.dueAt, new Date(now), undefined)
          expect(left + used).toBe(clock.targetMs)
        }
      }),
    )
  })
  test('the same priority and policy again change nothing', () => {
    fc.assert(
      fc.property(steps, fc.boolean(), (happenings, isOffice) => {
        const hours = isOffice ? inOffice : always
        const same = { ...policy, calendar: isOffice ? 'office' : null }
        let clock = newClock(same, 'resolution', 1, 'normal', start, hours)!
        let now = start.getTime()
        for (const { event, wait } of happenings) {
          now += wait
          clock = moveClock(clock, event, new Date(now), hours)
          const again = retarget(clock, same, 'normal', new Date(now), hours)
          const left = (one: Clock) =>
            one.dueAt === null ? one.remainingMs : remaining(one.dueAt, new Date(now), hours(one.calendar))
          expect(left(again)).toBe(left(clock))
        }
      }),
    )
  })
})
