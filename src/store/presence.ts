import { Client } from 'pg'
import type { Log } from '../platform'
import { newId } from './id'

/**
 * Tells the processes of one database which of them live. Each holds an advisory lock for as long as its connection lasts:
 * the lock of one that was killed is free at once, so nobody waits for what it had leased to run out.
 */
export interface Presence {
  /** This process's id. */
  readonly me: string
  /** False while the connection is broken: others may take over then, so nothing may be leased. */
  isHeld(): boolean
  /** Finds which of these processes are gone. */
  gone(processes: readonly string[]): Promise<string[]>
  stop(): Promise<void>
}

const againMs = 1000

export const holdPresence = async (url: string, log: Log): Promise<Presence> => {
  const me = newId()
  let client: Client | undefined
  let timer: NodeJS.Timeout | undefined
  let isStopping = false

  const connect = async () => {
    const fresh = new Client({
      connectionString: url,
      application_name: 'taquilla presence',
      keepAlive: true,
      query_timeout: 5000,
    })
    fresh.on('error', (error) => lost(fresh, error))
    fresh.on('end', () => lost(fresh, new Error('the connection ended')))
    await fresh.connect()
    try {
      await fresh.query('select pg_advisory_lock(hashtextextended($1, 0))', [`process ${me}`])
      if (isStopping) return await fresh.end()
    } catch (error) {
      await fresh.end().catch(() => undefined)
      throw error
    }
    client = fresh
  }
  const lost = (which: Client, error: Error) => {
    if (isStopping || client !== which) return
    client = undefined
    log.warn({ error }, 'this process lost its mark of presence: sending pauses until it has it again')
    again()
  }
  const again = () => {
    if (isStopping) return
    timer = setTimeout(() => void connect().catch(again), againMs)
    timer.unref()
  }

  await connect()
  return {
    me,
    isHeld: () => client !== undefined,
    gone: async (processes) => {
      const dead: string[] = []
      for (const one of processes) {
        if (client === undefined || one === me) continue
        const { rows } = await client.query<{ free: boolean }>(
          'select pg_try_advisory_lock(hashtextextended($1, 0)) as free',
          [`process ${one}`],
        )
        if (rows[0]?.free !== true) continue
        await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [`process ${one}`])
        dead.push(one)
      }
      return dead
    },
    stop: async () => {
      isStopping = true
      clearTimeout(timer)
      await client?.end()
    },
  }
}
