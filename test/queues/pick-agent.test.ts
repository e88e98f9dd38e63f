import fc from 'fast-check'
import { pickAgent, type Candidate, type Need } from '../../src/queues/pick-agent'

const agent = (person: string, facts: Partial<Candidate> = {}): Candidate => ({
  person,
  isAvailable: true,
  load: 0,
  capacity: null,
  skills: [],
  servesQueue: true,
  teams: [],
  lastAssignedAt: null,
  ...facts,
})

const anything: Need = { skills: [], team: null }

describe('who gets the next ticket', () => {
  test('whoever waited longest, in turn', () => {
    const agents = [
      agent('bo', { lastAssignedAt: new Date(5) }),
      agent('kim', { lastAssignedAt: new Date(3) }),
      agent('lu', { lastAssignedAt: new Date(9) }),
    ]
    expect(pickAgent(agents, 'round-robin', anything)!.person).toBe('kim')
  })
  test('whoever has least to do', () => {
    expect(pickAgent([agent('bo', { load: 3 }), agent('kim', { load: 1 })], 'least-loaded', anything)!.person).toBe(
      'kim',
    )
  })
  test('nobody who is away, full, or lacks the skill', () => {
    const agents = [agent('away', { isAvailable: false }), agent('full', { load: 2, capacity: 2 }), agent('mute')]
    expect(pickAgent(agents, 'round-robin', { skills: ['french'], team: null })).toBeUndefined()
    const jeanne = agent('jeanne', { skills: ['french'], load: 9 })
    expect(pickAgent([...agents, jeanne], 'least-loaded', { skills: ['french'], team: null })!.person).toBe('jeanne')
  })
  test('of a team, when it is meant for one; and who is there for the team alone gets nothing else', () => {
    const agents = [agent('bo'), agent('kim', { servesQueue: false, teams: ['billing'], load: 9 })]
    expect(pickAgent(agents, 'least-loaded', { skills: [], team: 'billing' })!.person).toBe('kim')
    expect(pickAgent(agents, 'least-loaded', { skills: [], team: 'network' })).toBeUndefined()
    expect(pickAgent(agents.slice(1), 'least-loaded', anything)).toBeUndefined()
  })

  test.each(['round-robin', 'least-loaded'] as const)(
    '10,000 arrivals, %s: shares differ by a few at most',
    (routing) => {
      const agents = Array.from({ length: 7 }, (_, index) => agent(`agent${index}`))
      const shares = new Map<string, number>()
      const random = (
        (seed) => () =>
          (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
      )(42)
      for (let now = 1; now <= 10_000; now++) {
        const picked = pickAgent(agents, routing, anything)!
        shares.set(picked.person, (shares.get(picked.person) ?? 0) + 1)
        const index = agents.findIndex(({ person }) => person === picked.person)
        agents[index] = { ...picked, load: picked.load + 1, lastAssignedAt: new Date(now) }
        // Somebody solves one now and then.
        const done = Math.floor(random() * agents.length)
        if (random() < 0.9 && agents[done]!.load > 0) agents[done] = { ...agents[done]!, load: agents[done]!.load - 1 }
      }
      const counts = [...shares.values()]
      process.stdout.write(`${routing}: ${counts.join(' ')}\n`)
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(
        routing === 'round-robin' ? 1 : 10_000 * 0.02,
      )
    },
  )

  test('whatever the team, no one over capacity, away or unskilled is picked, and nobody waits while someone can', () => {
    const generated = fc.array(
      fc.record({
        person: fc.uuid(),
        isAvailable: fc.boolean(),
        load: fc.nat(5),
        capacity: fc.option(fc.integer({ min: 1, max: 5 })),
        skills: fc.subarray(['fr', 'de', 'vpn']),
        servesQueue: fc.boolean(),
        teams: fc.subarray(['billing', 'network']),
        lastAssignedAt: fc.option(fc.date({ noInvalidDate: true })),
      }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(
        generated,
        fc.constantFrom('round-robin' as const, 'least-loaded' as const),
        fc.record({ skills: fc.subarray(['fr', 'de', 'vpn']), team: fc.option(fc.constantFrom('billing', 'network')) }),
        (people, routing, need) => {
          const can = people.filter(
            (one) =>
              one.isAvailable &&
              (one.capacity === null || one.load < one.capacity) &&
              (need.team === null ? one.servesQueue : one.teams.includes(need.team)) &&
              need.skills.every((skill) => one.skills.includes(skill)),
          )
          const picked = pickAgent(people, routing, need)
          expect(picked === undefined).toBe(can.length === 0)
          if (picked !== undefined) expect(can).toContain(picked)
        },
      ),
    )
  })
})
