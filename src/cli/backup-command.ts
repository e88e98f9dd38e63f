import { readConfig } from '../run/config'
import { createLog } from '../run/log'
import { writeBackup } from '../store/backup'
import { reachEmbedded } from '../store/embedded'
import { embeddedOnly, printProgress } from './context'
import { parse } from './command'
import { commandList } from './command-list'

export const runBackup = async (args: readonly string[], print: (line: string) => void): Promise<number> => {
  const { words } = parse(commandList.backup, args, 1)
  const config = readConfig([])
  const file = embeddedOnly(config, words[0], commandList.backup)
  const embedded = await reachEmbedded({
    dataDir: config.dataDir,
    log: createLog({ level: 'warn', format: 'pretty', to: process.stderr }),
  })
  try {
    const rows = await writeBackup(embedded.superDataUrl, file, printProgress)
    print(
      `${rows} rows are in ${file}. Keep the master key (${config.dataDir}/master.key, or MASTER_KEY) too, and apart from it: ` +
        'without the key, what is sealed in the backup cannot be read.',
    )
    return 0
  } finally {
    await embedded.stop()
  }
}
