/**
 * Loaded before the program, which it watches at its seams: KILL_AT=commit-sent:7 ends it, as a power cut would, the seventh time it gets
 * there. SIGUSR2 lets it collect its garbage and tell of its memory. LEAK=on forgets nothing that was sent to the database.
 */
import { Server, ServerResponse, type IncomingMessage } from 'node:http'
import { Session } from 'node:inspector/promises'
import { Client } from 'pg'
import { limits as slack } from '../../adapters/slack/limits'
import { limits as teams } from '../../adapters/teams/limits'
import { limitsFor } from '../../adapters/discord/limits'
import type { KillPoint } from './kill-points'

const [point, times] = (process.env['KILL_AT'] ?? ':').split(':')
let left = Number(times)
/** From the first event on: what is done at the start is not what is to be broken off. */
let isArmed = false
const at = (reached: KillPoint): void => {
  if (isArmed && reached === point && --left === 0) process.kill(process.pid, 'SIGKILL')
}

// How fast a network may be sent to is the matter of other rows.
for (const { pace } of [slack, teams, limitsFor('prefix')]) (pace as unknown[]).length = 0

const settled = async (result: Promise<unknown>, then: () => void) => {
  const isDone = await result.then(
    () => true,
    () => false,
  )
  if (isDone) then()
}
type Query = (this: Client, given: unknown, ...more: unknown[]) => unknown
const prototype = Client.prototype as unknown as { query: Query }
const query = prototype.query
const kept: unknown[] = []
prototype.query = function (given, ...more) {
  const text = typeof given === 'string' ? given : (given as { text?: string }).text
  if (text === undefined) return query.call(this, given, ...more)
  if (text.includes('insert into inbox')) isArmed = true
  const isCommit = text.toLowerCase() === 'commit'
  if (isCommit) at('before-commit')
  if (text.includes('insert into entries')) at('writing')
  if (text.includes('update outbox set state = $2')) at('recording')
  const result = query.call(this, given, ...more)
  if (process.env['LEAK'] === 'on') kept.push(JSON.stringify([given, ...more].slice(0, 2)), Buffer.alloc(2000, 1))
  if (isCommit) setImmediate(() => at('commit-sent'))
  const done: KillPoint | undefined = isCommit
    ? 'committed'
    : text === 'begin'
      ? 'begun'
      : text.includes('insert into inbox')
        ? 'event-stored'
        : text.includes(`set state = 'sending'`)
          ? 'leased'
          : undefined
  if (done !== undefined && result instanceof Promise) void settled(result, () => at(done))
  return result
}

const isOfNetwork = ({ method, url = '' }: IncomingMessage) =>
  method === 'POST' && /slack|api\/messages|playground/.test(url)
type Any = (this: unknown, ...given: unknown[]) => unknown
const wrap = (whose: object, name: string, wrapped: (original: Any) => Any) => {
  const methods = whose as Record<string, Any>
  methods[name] = wrapped(methods[name]!)
}
wrap(
  Server.prototype,
  'emit',
  (emit) =>
    function (event, ...given) {
      if (event === 'request' && isOfNetwork(given[0] as IncomingMessage)) at('heard')
      return emit.call(this, event, ...given)
    },
)
wrap(
  ServerResponse.prototype,
  'end',
  (end) =>
    function (...given) {
      const response = this as ServerResponse
      if (!isOfNetwork(response.req)) return end.apply(response, given)
      at('answering')
      response.once('finish', () => at('answered'))
      return end.apply(response, given)
    },
)

/**
 * As an embedder asks for it when memory is short. After a plain collection V8 goes on holding pages that are half empty, 10 to 20 MB
 * of them as it happens, which says nothing of what the program keeps.
 */
const collect = async (): Promise<void> => {
  const session = new Session()
  session.connect()
  await session.post('HeapProfiler.collectGarbage')
  session.disconnect()
}
process.on('SIGUSR2', () => {
  void collect().then(() => process.stdout.write(`memory ${JSON.stringify(process.memoryUsage())} end\n`))
})
