import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import type { Signed } from './slack'

export interface Load {
  /** Requests answered in a second. */
  readonly perSecond: number
  /** Milliseconds from sending to the whole answer, in order. */
  readonly times: readonly number[]
}

export const quantile = ({ times }: Pick<Load, 'times'>, part: number): number =>
  times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? Number.NaN

export interface Client {
  /** One request, sent again as Slack would when it was not taken. Throws when the third answer is not 200 either. */
  send(request: Signed): Promise<void>
  /** Always `atOnce` requests under way, for so long. Throws when there are too few requests. */
  closed(atOnce: number, ms: number, next: () => Signed): Promise<Load>
  /** So many requests a second, whether those before were answered or not. */
  open(perSecond: number, ms: number, next: () => Signed): Promise<Load>
  close(): Promise<void>
}

const path = '/slack/events'

export const clientOf = (url: string, connections = 64): Client => {
  const pool = new Pool(url, { connections, pipelining: 1 })
  const once = async ({ headers, body }: Signed): Promise<void> => {
    const response = await pool.request({ path, method: 'POST', headers, body })
    const text = await response.body.text()
    if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${text}`)
  }
  const send = async (request: Signed): Promise<void> => {
    for (let attempt = 1; ; attempt++)
      try {
        return await once(request)
      } catch (error) {
        if (attempt === 3) throw error
        await pause(1000)
      }
  }
  const timed = async (request: Signed, times: number[]) => {
    const from = performance.now()
    await once(request)
    times.push(performance.now() - from)
  }
  const loadOf = (times: number[], from: number): Load => {
    const perSecond = times.length / ((performance.now() - from) / 1000)
    return { perSecond, times: times.sort((a, b) => a - b) }
  }
  return {
    send,
    closed: async (atOnce, ms, next) => {
      const times: number[] = []
      const from = performance.now()
      const lane = async () => {
        while (performance.now() - from < ms) await timed(next(), times)
      }
      await Promise.all(Array.from({ length: atOnce }, lane))
      return loadOf(times, from)
    },
    open: async (perSecond, ms, next) => {
      const times: number[] = []
      const underWay: Promise<void>[] = []
      const from = performance.now()
      for (let sent = 0; performance.now() - from < ms;) {
        const due = Math.floor(((performance.now() - from) / 1000) * perSecond)
        for (; sent < due; sent++) underWay.push(timed(next(), times))
        await pause(1)
      }
      await Promise.all(underWay)
      return loadOf(times, from)
    },
    close: async () => pool.close(),
  }
}
