import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { columnTypes } from '../../src/store/data-source'
import { playgroundClient, type PlaygroundClient } from '../adapters/playground/client'
import { startChild, type Child } from './process'

/** The program as a process of its own, with the playground: for tests that kill it. */
export interface RunningDesk {
  readonly url: string
  readonly child: Child
  readonly api: PlaygroundClient
}

export const runDesk = async (env: NodeJS.ProcessEnv, preload?: string): Promise<RunningDesk> => {
  const child = startChild('src/main.ts', [], { PORT: '0', LOG_FORMAT: 'json', DESK_ZONE: 'UTC', ...env }, preload)
  const line = await child.line(/open http:/)
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)![0]
  return { url, child, api: playgroundClient(url) }
}

/** A data folder that the embedded server's own user can reach. */
export const dataFolder = async (): Promise<{ path: string; remove(): Promise<void> }> => {
  const path = await mkdtemp(join(tmpdir(), 'taquilla-run-'))
  await chmod(path, 0o755)
  return { path, remove: async () => rm(path, { recursive: true, force: true }) }
}

export const rowsOf = async <Row>(url: string, sql: string, parameters: unknown[] = []): Promise<Row[]> => {
  const client = new Client({ connectionString: url, types: columnTypes })
  // A database that is shut down while we hang up says so to nobody in particular.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(sql, parameters)).rows as Row[]
  } finally {
    await client.end()
  }
}

/** Asks again until it holds: for what another process does in its own time. */
export const eventually = async <T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  withinMs = 15_000,
): Promise<T> => {
  const until = Date.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() > until) throw new Error(`not within ${withinMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
