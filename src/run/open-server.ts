import type { Config } from './config'
import type { Log } from '../platform'
import { reachEmbedded, startEmbedded } from '../store/embedded'

/** The PostgreSQL that is configured. */
export interface Server {
  /** Resolves when its process is under way: what keeps ours busy now costs no time. Never rejects. */
  readonly launched: Promise<void>
  /** Rejects with EmbeddedFault. */
  readonly url: Promise<string>
  stop(): Promise<void>
}

/**
 * Starts the embedded server where no other is configured. `own`: the program's, which owns it. `beside`: for commands that
 * may run while the program does, whose server they use then.
 */
export const openServer = ({ database, dataDir }: Config, log: Log, as: 'own' | 'beside' = 'own'): Server => {
  if (database.url !== undefined)
    return { launched: Promise.resolve(), url: Promise.resolve(database.url), stop: async () => undefined }
  let told: () => void = () => undefined
  const underWay = new Promise<void>((resolve) => (told = resolve))
  const starting = (as === 'own' ? startEmbedded : reachEmbedded)({ dataDir, log, launched: told })
  const settled = starting.then(
    () => undefined,
    () => undefined,
  )
  const url = starting.then((embedded) => embedded.url)
  // The error reaches whoever waits for it; before that nobody may be waiting.
  url.catch(() => undefined)
  return {
    launched: Promise.race([underWay, settled]),
    url,
    stop: async () => starting.then(async (embedded) => embedded.stop()).catch(() => undefined),
  }
}
