import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork } from '../support/fake-network'
import { broken, interleave } from '../support/interleavings'

describe('claims, closings, replies and merges at the same moment', () => {
  const network = fakeNetwork('chat')
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>
  beforeAll(async () => {
    desk = await startDesk([network.platform])
    people = await openFor(network)
    await people.ada.invokes('queue', { queue: 'Support', take_back: '0' })
    await people.ada.invokes('policy', { first_response: '1h', resolution: '4h', warn: '30m' })
  })
  afterAll(async () => desk.stop())

  // The same turns every time: `SEED=$RANDOM COUNT=10000` looks for new ones.
  const seed = Number(process.env['SEED'] ?? 4711)
  const count = Number(process.env['COUNT'] ?? 6)

  test(`leave every ticket sound: ${count} turns, seed ${seed}`, async () => {
    await interleave(desk, network, people, count, seed)
  }, 3_600_000)

  test('what is looked for would be found (control)', async () => {
    await desk.rows(`update rooms set origin = ticket where id = (select id from rooms order by id limit 1)`)
    expect(await desk.rows(broken['a room away from home without a merge']!)).not.toEqual([])
  })
})
