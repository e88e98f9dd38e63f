import { startEmbedded } from '../../src/store/embedded'
import { keptLog } from '../support/kept-log'

/** Owns a data folder until it is told to go: what the tests of embedded.ts kill. */
async function main(): Promise<void> {
  const embedded = await startEmbedded({ dataDir: process.argv[2] as string, log: keptLog() })
  process.once('SIGTERM', () => void embedded.stop().then(() => console.log('stopped')))
  console.log(`up ${embedded.url} ${embedded.superUrl}`)
}

main().catch((error: Error) => {
  console.log(`fault ${error.message}`)
  process.exitCode = 1
})
