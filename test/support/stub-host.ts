import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import type { Answer, FileRef, Host, Inbound, Log, Memory, OperationInfo, Question, Reply } from '../../src/platform'

/** A desk that writes down what an adapter tells it, and answers as the test says. */
export interface StubHost extends Host {
  /** Every event that was stored, in order; a redelivery of the same is there twice. */
  readonly received: readonly Inbound[]
  /** Resolves with the first event, now or to come, that the test means. */
  next<K extends Inbound['kind']>(
    kind: K,
    test?: (event: Inbound & { kind: K }) => boolean,
  ): Promise<Inbound & { kind: K }>
  /** Sets what `receive` does from now on: answers, or throws for "could not be stored". */
  onReceive(answer: (event: Inbound) => Answer | Promise<Answer>): void
  onAsk(reply: (question: Question) => Answer | readonly { value: string; label: string }[]): void
  keep(file: FileRef, bytes: Buffer): void
  /** Address of its HTTP server, without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

export const startStubHost = async (operations: readonly OperationInfo[] = [], port = 0): Promise<StubHost> => {
  const received: Inbound[] = []
  const waiting = new Set<(event: Inbound) => void>()
  const files = new Map<string, Buffer>()
  const scopes = new Map<string, Memory>()
  const routes = new Map<string, (request: IncomingMessage, response: ServerResponse) => void | Promise<void>>()
  let answer: (event: Inbound) => Answer | Promise<Answer> = () => ({ kind: 'none' })
  let reply: (question: Question) => unknown = ({ kind }) =>
    kind === 'form' ? { kind: 'none' } : kind === 'search' ? { items: [] } : []

  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const handler = [...routes].find(([at]) => path === at || path.startsWith(`${at}/`))?.[1]
    if (handler) void Promise.resolve(handler(request, response)).catch(() => response.destroy())
    else response.writeHead(404).end()
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')

  return {
    operations,
    received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log: silent,
    async receive(event) {
      const result = await answer(event)
      received.push(event)
      for (const look of waiting) look(event)
      return result
    },
    serves: async () => true,
    ask: async <Q extends Question>(question: Q) => reply(question) as Reply<Q>,
    memory(scope) {
      const known = scopes.get(scope) ?? mapMemory()
      scopes.set(scope, known)
      return known
    },
    route(path, handler) {
      if (routes.has(path)) throw new Error(`two handlers for ${path}`)
      routes.set(path, handler)
    },
    async file(ref) {
      const bytes = files.get(ref.id)
      if (!bytes) throw new Error(`the desk keeps no file ${ref.id}`)
      return Readable.from([bytes])
    },
    next: (kind, test = () => true) =>
      new Promise((found) => {
        const look = (event: Inbound): void => {
          if (event.kind !== kind || !test(event as Parameters<typeof test>[0])) return
          waiting.delete(look)
          found(event as Parameters<typeof test>[0])
        }
        waiting.add(look)
        for (const event of received) look(event)
      }),
    onReceive: (next) => void (answer = next),
    onAsk: (next) => void (reply = next),
    keep: (file, bytes) => void files.set(file.id, bytes),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export const mapMemory = (): Memory => {
  const values = new Map<string, unknown>()
  return {
    get: async (key) => values.get(key),
    put: async (key, value) => void values.set(key, JSON.parse(JSON.stringify(value))),
    add: async (key, value) => {
      const earlier = values.get(key)
      if (earlier === undefined) values.set(key, JSON.parse(JSON.stringify(value)))
      return earlier
    },
    delete: async (key) => void values.delete(key),
    list: async (prefix) =>
      [...values].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => ({ key, value })),
  }
}

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }
