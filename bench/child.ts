import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { signingSecret, token } from './slack'

/** The built program's root: this file runs as dist/bench/child.js. */
const built = join(__dirname, '..')

export interface Child {
  readonly pid: number
  readonly url: string
  /** From spawn to the line that was waited for. */
  readonly startMs: number
  /** The last of what it wrote. */
  said(): string
  /** Takes the CPU away from it while something else is measured; until `resume`. */
  pause(): void
  resume(): void
  /** Asks it to stop, and waits until it is gone. */
  stop(): Promise<void>
}

/** Nothing of our own environment but what Node needs: a stray DATABASE_URL must not be measured. */
const bareEnvironment = () => {
  const { PATH, HOME, TMPDIR } = process.env
  return { PATH, HOME, TMPDIR }
}

export interface Started {
  /** Below dist/. */
  readonly file: string
  readonly line: RegExp
  readonly preload?: string
  readonly parameters?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Starts a built file, and resolves with the first line that matches. Rejects with its output when it ends before. */
export const startChild = async ({ file, line, preload, parameters = [], env = {} }: Started): Promise<Child> => {
  const from = performance.now()
  const required = preload === undefined ? [] : ['--require', join(built, preload)]
  const child = spawn(process.execPath, [...required, join(built, file), ...parameters], {
    cwd: join(built, '..'),
    env: { ...bareEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  let output = ''
  const startMs = await new Promise<number>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000)
      if (line.test(output)) resolve(performance.now() - from)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void ended.then(() => reject(new Error(`${file} ended before ${line}:\n${output}`)))
  })
  return {
    pid: child.pid!,
    url: /http:\/\/[\d.]+:\d+/.exec(output)?.[0] ?? '',
    startMs,
    said: () => output.split('\n').slice(-15).join('\n'),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    stop: async () => {
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** The whole program on a data folder, playground on, any free port; resolves when it says that it is open. */
export const startDesk = async (folder: string, options: { readonly preload?: string } = {}): Promise<Child> =>
  startChild({
    file: 'src/main.js',
    line: /is open[^]*open (http:\/\/[\d.]+:\d+)/,
    env: { DATA_DIR: folder, PORT: '0', LOG_FORMAT: 'json', DESK_ZONE: 'UTC' },
    ...options,
  })

/** The whole program for Slack, by HTTP. */
export const startSlackDesk = async (databaseUrl: string, apiUrl: string, folder: string): Promise<Child> => {
  const port = await freePort()
  const child = await startChild({
    file: 'src/main.js',
    line: /is open/,
    env: {
      ...slackEnvironment(databaseUrl, apiUrl, port),
      DATA_DIR: folder,
      LOG_FORMAT: 'json',
      DESK_ZONE: 'UTC',
    },
  })
  return { ...child, url: `http://127.0.0.1:${port}` }
}

/** A baseline that answers Slack. */
export const startSlackBaseline = async (file: string, databaseUrl: string, apiUrl: string): Promise<Child> =>
  startChild({
    file: `bench/baselines/${file}.js`,
    line: /listens on (http:\/\/[\d.]+:\d+)/,
    env: slackEnvironment(databaseUrl, apiUrl, await freePort()),
  })

const slackEnvironment = (databaseUrl: string, apiUrl: string, port: number) => ({
  DATABASE_URL: databaseUrl,
  DATABASE_POOL: '8',
  SLACK_BOT_TOKEN: token,
  SLACK_SIGNING_SECRET: signingSecret,
  SLACK_API_URL: apiUrl,
  PORT: String(port),
})

const freePort = async (): Promise<number> => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export const sdks = 'bench/baselines/three-sdks.js'

/** A process that has imported what the three networks need, and does nothing. */
export const startSdks = async (): Promise<Child> => startChild({ file: sdks, line: /imported/ })

/** Stops it whatever happens: a desk that is left running would be measured by the next part. */
export const whileRuns = async <T>(child: Child, work: (child: Child) => Promise<T>): Promise<T> => {
  try {
    return await work(child)
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${child.said()}`, { cause: error })
  } finally {
    await child.stop()
  }
}
