import fc from 'fast-check'
import {
  moments,
  moveClock,
  remaining,
  shownState,
  startClocks,
  type Clock,
  type ClockEvent,
} from '../../src/sla/policy'

const start = new Date('2026-11-22T10:00:00Z')
const policy = { id: 'p', name: 'standard', firstResponseMs: 3_600_000, resolutionMs: 86_400_000, warnMs: 900_000 }
const after = (ms: number) => new Date(start.getTime() + ms)

describe('the clocks of a ticket', () => {
  test('a promise that is not made has no clock', () => {
    expect(startClocks({ ...policy, resolutionMs: null }, 1, start).map(({ kind }) => kind)).toEqual(['first-response'])
  })
  test('a clock speaks before its deadline and at it', () => {
    const [first] = startClocks(policy, 1, start)
    expect(moments(first!)).toEqual([
      { what: 'sla-warn', at: after(2_700_000) },
      { what: 'sla-breach', at: after(3_600_000) },
    ])
  })
  test('the first answer achieves the first response and leaves the resolution running', () => {
    const [first, resolution] = startClocks(policy, 1, start)
    expect(shownState(moveClock(first!, 'agent-replied', after(1000)))).toBe('achieved')
    expect(moveClock(resolution!, 'agent-replied', after(1000))).toBe(resolution)
  })
  test('an answer that was taken back never was', () => {
    const [first] = startClocks(policy, 1, start)
    const back = moveClock(moveClock(first!, 'agent-replied', after(1000)), 'reply-taken-back', after(5000))
    expect(back).toMatchObject({ state: 'running', dueAt: after(3_604_000) })
  })
  test('once breached, it is breached for good and says nothing more', () => {
    const [, resolution] = startClocks(policy, 1, start)
    const breached: Clock = { ...resolution!, state: 'breached', breachedAt: after(86_400_000) }
    const again = moveClock(moveClock(breached, 'solved', after(90_000_000)), 'reopened', after(99_000_000))
    expect(shownState(again)).toBe('breached')
    expect(moments(again)).toEqual([])
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
        let clock = startClocks({ ...policy, firstResponseMs: null }, 1, start)[0]!
        let now = start.getTime()
        let used = 0
        for (const { event, wait } of happenings) {
          if (clock.dueAt !== null) used += wait
          now += wait
          clock = moveClock(clock, event, new Date(now))
          const left = clock.dueAt === null ? clock.remainingMs! : remaining(clock.dueAt, new Date(now))
          expect(left + used).toBe(policy.resolutionMs)
        }
      }),
    )
  })
})
