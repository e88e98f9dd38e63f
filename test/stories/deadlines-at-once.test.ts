import { runWaves, toldOnce } from '../support/deadline-waves'
import { freshDatabase } from '../support/postgres'
import { randomFrom } from '../support/random'

test('deadlines that fall due in one second on two processes, one of them killed twice: each is told once', async () => {
  const random = randomFrom('deadlines killed')
  const database = await freshDatabase()
  try {
    const seen = await runWaves({
      database,
      processes: [{}, {}],
      waves: 2,
      count: 100,
      sends: true,
      trouble: async (_, { killAndStart }) => {
        // From before they are due to after most were done.
        await new Promise((resolve) => setTimeout(resolve, 900 + random() * 600))
        await killAndStart(random() < 0.5 ? 0 : 1)
      },
    })
    expect(seen.marked).toEqual({ 1: 200 })
    expect(seen.announced).toEqual(toldOnce(200))
    expect(seen.posted).toEqual(toldOnce(200))
  } finally {
    await database.drop()
  }
}, 180_000)
