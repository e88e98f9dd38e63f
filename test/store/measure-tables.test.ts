import { createStore } from '../../src/store/transaction'
import { openDataSource } from '../../src/store/data-source'
import { measuresGrowth } from '../../src/store/measure-tables'
import { keptLog } from '../support/kept-log'
import { freshDatabase } from '../support/postgres'

describe('a new desk that grows', () => {
  test('is measured by its 32nd ticket, so that nothing is planned as if it were empty', async () => {
    const database = await freshDatabase()
    const dataSource = await openDataSource({ url: database.url, pool: 2, entities: [], log: keptLog() })
    const store = createStore(dataSource)
    const measured = async () => {
      const [row] = await store.directory<{ tickets: number }>(
        `select count(*)::int as tickets from pg_stat_user_tables where relname in ('tickets', 'outbox') and last_analyze is not null`,
      )
      return row!.tickets
    }
    try {
      const grows = measuresGrowth(store, keptLog())
      for (let ticket = 1; ticket < 32; ticket++) await grows(ticket)
      expect(await measured()).toBe(0)
      await grows(32)
      expect(await measured()).toBe(2)
    } finally {
      await dataSource.destroy()
      await database.drop()
    }
  })
})
