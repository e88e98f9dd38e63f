import { parseArgs } from 'node:util'
import { migrations } from '../../migrations'
import { readConfig } from '../config'
import { createLog } from '../log'
import { readBackup } from '../store/backup'
import { startEmbedded } from '../store/embedded'
import { endWith, embeddedOnly, tellProgress } from './beside'

const usage = 'npm run restore -- FILE [--force]'

endWith(async () => {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    allowPositionals: true,
    options: { force: { type: 'boolean', default: false } },
  })
  const [file] = positionals
  const config = readConfig([])
  embeddedOnly(config, file, usage)
  const log = createLog({ level: 'warn', format: 'pretty', to: process.stderr })
  // Its own and no other's: a program that runs on it would not notice that everything changed.
  const embedded = await startEmbedded({ dataDir: config.dataDir, log })
  try {
    const rows = await readBackup({
      superUrl: embedded.superDataUrl,
      role: new URL(embedded.url).username,
      migrations,
      log,
      file,
      force: values.force,
      progress: tellProgress,
    })
    process.stdout.write(
      `${rows} rows are back. Put the master key of that time into ${config.dataDir}/master.key, then start.\n`,
    )
    return 0
  } finally {
    await embedded.stop()
  }
})
