import fc from 'fast-check'
import { loopIn, wholeChain } from '../../src/sla/step-chain'
import { parseSteps, plainActs, printSteps, type Step } from '../../src/model/steps'

const names = ['Standard', 'Crítico', 'Night'] as const
const minutes = fc.integer({ min: 0, max: 5000 }).map((count) => count * 60_000)
const act = fc.oneof(
  fc.constantFrom(...plainActs).map((kind) => ({ kind })),
  fc.record({ kind: fc.constantFrom('tell', 'assign', 'team'), name: fc.constantFrom('Kim', 'Tier 2', 'Ana María') }),
  fc.record({ kind: fc.constant('policy' as const), name: fc.constantFrom(...names, 'CRITICO', 'gone') }),
)
const steps = fc
  .array(fc.record({ afterMs: minutes, act }), { maxLength: 5 })
  .map((all): Step[] => all.sort((a, b) => a.afterMs - b.afterMs))
const policies = fc.tuple(...names.map((name) => steps.map((own) => ({ name, steps: own }))))

test('what is printed is read again', () => {
  fc.assert(fc.property(steps, (all) => expect(parseSteps(printSteps(all))).toEqual(all)))
})

test('a whole chain names no policy, is in order, and ends, whatever goes on with what', () => {
  fc.assert(
    fc.property(policies, (all) => {
      const chain = wholeChain(all, 'Standard')
      expect(chain.every(({ act: { kind } }) => kind !== 'policy')).toBe(true)
      expect(chain.map(({ afterMs }) => afterMs)).toEqual(chain.map(({ afterMs }) => afterMs).sort((a, b) => a - b))
      expect(chain.length).toBeLessThanOrEqual(15)
    }),
  )
})

test('a chain that comes back is found, accents and case aside, and one that ends is not', () => {
  const goesTo = (name: string, ...others: string[]) => ({
    name,
    steps: parseSteps(others.map((other) => `1h policy ${other}`).join(';')),
  })
  expect(loopIn([goesTo('a', 'b'), goesTo('b', 'c'), goesTo('c', 'B')])).toBeDefined()
  expect(loopIn([goesTo('Crítico', 'critico')])).toBe('Crítico')
  expect(loopIn([goesTo('a', 'b', 'c'), goesTo('b', 'c'), goesTo('c', 'gone')])).toBeUndefined()
})
