import { Readable } from 'node:stream'
import type { DeskCore } from './desk'
import type { Http } from '../run/http'
import type { Host, Log, Memory, Question, Reply } from '../platform'
import { documentRows } from '../store/document-rows'
import { memoryRows } from '../store/memory-rows'
import type { Store } from '../store/transaction'
import type { Vault } from '../store/vault'
import { fileRows } from '../files/file-rows'

export interface HostParts {
  readonly desk: DeskCore
  readonly store: Store
  readonly vault: Vault
  readonly http: Http
  readonly log: Log
}

/** Host that the desk offers one adapter. */
export const hostFor = (platform: string, { desk, store, vault, http, log }: HostParts): Host => {
  const memories = new Map<string, Memory>()
  return {
    operations: desk.operations,
    receive: async (event) => desk.receive(event),
    serves: async (workspace) => desk.serves(workspace),
    ask: async <Q extends Question>(question: Q) => (await desk.ask(question)) as Reply<Q>,
    memory: (scope) => {
      const known = memories.get(scope) ?? memoryRows(store, vault, platform, scope)
      memories.set(scope, known)
      return known
    },
    route: (path, handler) => http.route(path, handler),
    file: async (ref) => {
      const [owner, id] = ref.id.split('/')
      const bytes =
        ref.platform === 'desk' && owner !== undefined && id !== undefined
          ? await store.read(
              owner,
              async (unit) => (await fileRows(unit).kept(id))?.bytes ?? documentRows(unit).read(id),
            )
          : undefined
      if (bytes === undefined) throw new Error(`the desk keeps no file ${ref.id}`)
      return Readable.from([bytes])
    },
    log,
  }
}
