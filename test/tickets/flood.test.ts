import { createFlood } from '../../src/tickets/conversation/flood'

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds))

test('what a customer says is counted within the minute in which they began', () => {
  const flood = createFlood()
  expect([at(0), at(30), at(59)].map((now) => flood.count('desk', 'ana', now, {}))).toEqual([1, 2, 3])
  expect(flood.count('other desk', 'ana', at(59), {})).toBe(1)
  expect(flood.count('desk', 'ana', at(60), {})).toBe(1)
})

test('a message that is handled again, because another in its transaction failed, is counted once', () => {
  const flood = createFlood()
  const message = {}
  expect([message, message, {}, message].map((one) => flood.count('desk', 'ana', at(1), one))).toEqual([1, 1, 2, 1])
})

test('of more people than can be remembered those who began first are forgotten', () => {
  const flood = createFlood()
  for (let one = 0; one < 20_001; one++) flood.count('desk', `person ${one}`, at(0), {})
  expect(flood.count('desk', 'person 20000', at(1), {})).toBe(2)
  expect(flood.count('desk', 'person 0', at(1), {})).toBe(1)
})
