import { migrations } from '../../migrations'
import type { Config } from './config'
import type { Server } from './open-server'
import { type Log, defined } from '../platform'
import { openDataSource, warmUp, type Table } from '../store/data-source'
import { mendFinder } from '../store/finder'
import { migrate } from '../store/migrate'
import { createStore, type Store } from '../store/transaction'

/** The database of this server, migrated. */
export const openStore = async (
  server: Server,
  config: Config,
  tables: readonly Table[],
  log: Log,
  stops: (() => Promise<void>)[],
): Promise<{ store: Store; url: string }> => {
  stops.push(async () => server.stop())
  const url = await server.url
  const { pool, allowSuperuser } = config.database
  const dataSource = await openDataSource({
    url,
    pool,
    entities: tables,
    log,
    ...defined({ allowSuperuser }),
  })
  stops.push(async () => dataSource.destroy())
  const warm = warmUp(dataSource, pool)
  await migrate({ dataSource, migrations, log })
  await mendFinder(dataSource, log)
  await warm
  return { store: createStore(dataSource), url }
}
