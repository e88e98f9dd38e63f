import { migrations } from '../migrations'
import type { Config } from './config'
import type { Log } from './platform'
import { rowSchemas } from './schema-rows'
import { openDataSource } from './store/data-source'
import { reachEmbedded, startEmbedded } from './store/embedded'
import { migrate } from './store/migrate'
import { createStore, type Store } from './store/transaction'

/**
 * The configured database, migrated. `own`: the program's, which starts and owns an embedded server. `beside`: for commands that
 * may run while the program does, whose server they use then.
 */
export const openStore = async (
  config: Config,
  log: Log,
  stops: (() => Promise<void>)[],
  as: 'own' | 'beside' = 'own',
): Promise<{ store: Store; url: string }> => {
  let { url } = config.database
  if (url === undefined) {
    const embedded = await (as === 'own' ? startEmbedded : reachEmbedded)({ dataDir: config.dataDir, log })
    stops.push(async () => embedded.stop())
    url = embedded.url
  }
  const { pool, allowSuperuser } = config.database
  const dataSource = await openDataSource({
    url,
    pool,
    entities: rowSchemas,
    log,
    ...(allowSuperuser === undefined ? {} : { allowSuperuser }),
  })
  stops.push(async () => dataSource.destroy())
  await migrate({ dataSource, migrations, log })
  return { store: createStore(dataSource), url }
}
