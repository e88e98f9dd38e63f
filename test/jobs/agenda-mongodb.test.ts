import { MongoClient } from 'mongodb'
import { schedulerContract } from './scheduler.contract'

const url = process.env['AGENDA_MONGODB_URL']

if (url) {
  describe('the scheduler on MongoDB', () => {
    schedulerContract(
      async () => {
        const client = await new MongoClient(url).connect()
        const clear = async (): Promise<unknown> => client.db().collection('agenda_jobs').deleteMany({})
        await clear()
        return {
          backend: { kind: 'mongodb', url },
          close: async () => {
            await clear()
            await client.close()
          },
        }
      },
      { isShared: true },
    )
  })
} else {
  it.skip('the scheduler on MongoDB: set AGENDA_MONGODB_URL to a scratch database to run its contract', () => undefined)
}
