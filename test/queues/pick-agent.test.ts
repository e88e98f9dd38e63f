import fc from 'fast-check'
import { pickAgent, type Candidate } from '../../src/queues/pick-agent'

const agent = (person: string, facts: Partial<Candidate> = {}): Candidate => ({
  person,
  isAvailable: true,
  load: 0,
  capacity: null,
  skills: [],
  lastAssignedAt: null,
  ...facts,
})

describe('who gets the next ticket', () => {
  test('whoever waited longest, in turn', () => {
    const agents = [
      agent('bo', { lastAssignedAt: new Date(5) }),
      agent('kim', { lastAssignedAt: new Date(3) }),
      agent('lu', { lastAssignedAt: new Date(9) }),
    ]
    expect(pickAgent(agents, 'round-robin', [])!.person).toBe('kim')
  })
  test('whoever has least to do', () => {
    expect(pickAgent([agent('bo', { load: 3 }), agent('kim', { load: 1 })], 'least-loaded', [])!.person).toBe('kim')
  })
  test('nobody who is away, full, or lacks the skill', () => {
    const agents = [agent('away', { isAvailable: false }), agent('full', { load: 2, capacity: 2 }), agent('mute')]
    expect(pickAgent(agents, 'round-robin', ['french'])).toBeUndefined()
    expect(
      pickAgent([...agents, agent('jeanne', { skills: ['french'], load: 9 })], 'least-loaded', ['french'])!.person,
    ).toBe('jeanne')
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
        const picked = pickAgent(agents, routing, [])!
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
    const people = fc.array(
      fc.record({
        person: fc.uuid(),
        isAvailable: fc.boolean(),
        load: fc.nat(5),
        capacity: fc.option(fc.integer({ min: 1, max: 5 })),
        skills: fc.subarray(['fr', 'de', 'vpn']),
        lastAssignedAt: fc.option(fc.date({ noInvalidDate: true })),
      }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(
        people,
        fc.constantFrom('round-robin' as const, 'least-loaded' as const),
        fc.subarray(['fr', 'de', 'vpn']),
        (team, routing, needed) => {
          const can = team.filter(
            (one) =>
              one.isAvailable &&
              (one.capacity === null || one.load < one.capacity) &&
              needed.every((skill) => one.skills.includes(skill)),
          )
          const picked = pickAgent(team, routing, needed)
          expect(picked === undefined).toBe(can.length === 0)
          if (picked !== undefined) expect(can).toContain(picked)
        },
      ),
    )
  })
})
