import fc from 'fast-check'
import { readDelivery, type OutboundState } from '../../src/delivery/outbox-rows'
import { afterSend, backoff, nextAllowed, remembered } from '../../src/delivery/pace'

const windows = fc.array(
  fc.record({ sends: fc.integer({ min: 1, max: 60 }), per: fc.integer({ min: 1, max: 30_000 }) }),
  { minLength: 1, maxLength: 4 },
)

describe('the pace of a lane', () => {
  test('whoever sends when allowed keeps every window, remembering only what it must', () => {
    fc.assert(
      fc.property(windows, fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 120 }), (pace, waits) => {
        let recent: Date[] = []
        const sent: number[] = []
        let now = 0
        for (const wait of waits) {
          now = nextAllowed(recent, pace, new Date(now + wait)).getTime()
          sent.push(now)
          recent = remembered([...recent, new Date(now)], pace)
          for (const { sends, per } of pace)
            expect(sent.filter((time) => time > now - per).length).toBeLessThanOrEqual(sends)
        }
      }),
    )
  })
  test('edits that are counted by themselves never close a lane for words, nor words for edits', () => {
    const sends = fc.array(fc.record({ isEdit: fc.boolean(), wait: fc.integer({ min: 0, max: 2000 }) }), {
      maxLength: 60,
    })
    fc.assert(
      fc.property(windows, windows, sends, (pace, editPace, all) => {
        const open = { openAt: new Date(0), recent: [], editsOpenAt: new Date(0), edited: [] }
        let [both, words, edits] = [open, open, open].map((state): Parameters<typeof afterSend>[0] => state)
        let at = 0
        for (const { isEdit, wait } of all) {
          const now = new Date((at += wait))
          both = afterSend(both!, { pace, editPace }, { isEdit, now })
          if (isEdit) edits = afterSend(edits!, { pace: editPace }, { isEdit, now })
          else words = afterSend(words!, { pace }, { isEdit, now })
          expect([both.openAt, both.editsOpenAt]).toEqual([words!.openAt, edits!.openAt])
        }
      }),
    )
  })
  test('a network without a pace is never waited for', () => {
    expect(nextAllowed([new Date(5)], [], new Date(7))).toEqual(new Date(7))
  })
  test('it waits longer after each failure, five minutes at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, jitter) => {
        const wait = backoff(attempts, jitter)
        expect(wait).toBeGreaterThanOrEqual(500)
        expect(wait).toBeLessThanOrEqual(300_000)
        expect(backoff(attempts + 1, jitter)).toBeGreaterThanOrEqual(wait)
      }),
    )
  })
})

describe('how far a reply got', () => {
  const part = (state: OutboundState) => ({ state, fault: null, notBefore: new Date(0) })
  test.each([
    [['sent', 'sent'], 'sent'],
    [['sent', 'pending'], 'waiting'],
    [['sent', 'ambiguous', 'pending'], 'ambiguous'],
    [['ambiguous', 'dead'], 'failed'],
    [['cancelled', 'cancelled'], 'taken-back'],
    [[], 'nowhere'],
  ] as const)('parts %j: %s', (states, told) => {
    expect(readDelivery(states.map((state) => part(state))).state).toBe(told)
  })
})
