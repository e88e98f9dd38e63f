import fc from 'fast-check'
import { recentMap } from '../../src/platform'

const most = 4
const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g')
const step = fc.oneof(
  fc.record({ does: fc.constant('set' as const), key, value: fc.nat(9) }),
  fc.record({ does: fc.constantFrom('get' as const, 'delete' as const), key }),
)

describe('what is remembered for a while', () => {
  it('is what was used last, and no more of it than there is room for', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const map = recentMap<number>(most)
        /** The same as a list, the last used at its end. */
        let kept: (readonly [string, number])[] = []
        for (const one of steps) {
          const before = kept.find(([known]) => known === one.key)?.[1]
          const others = kept.filter(([known]) => known !== one.key)
          if (one.does === 'set') {
            map.set(one.key, one.value)
            kept = [...others, [one.key, one.value] as const].slice(-most)
          } else if (one.does === 'delete') {
            map.delete(one.key)
            kept = others
          } else {
            expect(map.get(one.key)).toBe(before)
            if (before !== undefined) kept = [...others, [one.key, before]]
          }
          for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g'])
            expect(map.has(name)).toBe(kept.some(([known]) => known === name))
        }
      }),
    )
  })

  it('is looked at without being used', () => {
    const map = recentMap<number>(2)
    map.set('first', 1)
    map.set('second', 2)
    expect(map.has('first')).toBe(true)
    map.set('third', 3)
    expect(map.has('first')).toBe(false)
  })
})
