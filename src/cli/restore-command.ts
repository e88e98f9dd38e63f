import { migrations } from '../../migrations'
import { readConfig } from '../run/config'
import { createLog } from '../run/log'
import { readBackup } from '../store/backup'
import { startEmbedded } from '../store/embedded'
import { embeddedOnly, printProgress } from './context'
import { parse } from './command'
import { commandList } from './command-list'

export const runRestore = async (args: readonly string[], print: (line: string) => void): Promise<number> => {
  const { words, isOn } = parse(commandList.restore, args, 1)
  const config = readConfig([])
  const file = embeddedOnly(config, words[0], commandList.restore)
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
      force: isOn('force'),
      progress: printProgress,
    })
    const key =
      config.masterKey === undefined
        ? `put the master key of that time into ${config.dataDir}/master.key`
        : 'keep MASTER_KEY as it was then'
    print(`${rows} rows are back. Now ${key}, then start.`)
    return 0
  } finally {
    await embedded.stop()
  }
}
