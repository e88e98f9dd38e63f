import fc from 'fast-check'
import { createTurns } from '../src/desk/keyed-queue'

const person = fc.constantFrom('ana', 'bo', 'carlos')
const place = fc.constantFrom('help', 'vpn', 'printers')

test('one of each person and place at a time, in their order, at most six of a desk, and everybody comes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(person, place, fc.nat(3)), { maxLength: 40 }), async (events) => {
      const turns = createTurns()
      const inside = new Set<string>()
      const began: number[] = []
      await Promise.all(
        events.map(async ([who, where, ticks], at) =>
          turns.take('desk', [where, who], async () => {
            expect([inside.has(who), inside.has(where), inside.size > 10]).toEqual([false, false, false])
            inside.add(who).add(where)
            began.push(at)
            for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
            inside.delete(who)
            inside.delete(where)
          }),
        ),
      )
      expect([...began].sort((a, b) => a - b)).toEqual(events.map((_, at) => at))
      for (const name of new Set(events.flatMap(([who, where]) => [who, where]))) {
        const order = began.filter((at) => events[at]!.slice(0, 2).includes(name))
        expect(order).toEqual([...order].sort((a, b) => a - b))
      }
    }),
    { numRuns: 100 },
  )
})

test('who fails gives the turn on, and one desk does not wait for another', async () => {
  const turns = createTurns()
  let free = (): void => undefined
  const held = turns.take('acme', ['help'], async () => new Promise<void>((resolve) => (free = resolve)))
  await expect(turns.take('globex', ['help'], async () => 'done')).resolves.toBe('done')
  const failing = turns.take('acme', ['help'], async () => Promise.reject(new Error('no')))
  const after = turns.take('acme', ['help'], async () => 'after')
  free()
  await held
  await expect(failing).rejects.toThrow('no')
  await expect(after).resolves.toBe('after')
})
