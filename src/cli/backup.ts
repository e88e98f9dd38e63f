import { parseArgs } from 'node:util'
import { readConfig } from '../config'
import { createLog } from '../log'
import { writeBackup } from '../store/backup'
import { reachEmbedded } from '../store/embedded'
import { endWith, embeddedOnly, tellProgress } from './beside'

const usage = 'npm run backup -- FILE'

endWith(async () => {
  const [file] = parseArgs({ args: process.argv.slice(2), allowPositionals: true }).positionals
  const config = readConfig([])
  embeddedOnly(config, file, usage)
  const embedded = await reachEmbedded({
    dataDir: config.dataDir,
    log: createLog({ level: 'warn', format: 'pretty', to: process.stderr }),
  })
  try {
    const rows = await writeBackup(embedded.superDataUrl, file, tellProgress)
    process.stdout.write(
      `${rows} rows are in ${file}. Keep the master key (${config.dataDir}/master.key, or MASTER_KEY) too, and apart from it: ` +
        'without the key, what is sealed in the backup cannot be read.\n',
    )
    return 0
  } finally {
    await embedded.stop()
  }
})
