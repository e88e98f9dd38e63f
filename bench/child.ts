import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { botToken } from './discord'
import { began, ended as gone } from './leftovers'
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
  readonly parameters?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Starts a built file, and resolves with the first line that matches. Rejects with its output when it ends before. */
export const startChild = async ({ file, line, parameters = [], env = {} }: Started): Promise<Child> => {
  const from = performance.now()
  const child = spawn(process.execPath, [join(built, file), ...parameters], {
    cwd: join(built, '..'),
    env: { ...bareEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const pid = child.pid!
  began.child(pid)
  const ended = once(child, 'close').finally(() => gone(pid))
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
    pid,
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

export interface Networks {
  readonly slack: string
  readonly discord: string
}
type Environment = Readonly<Record<string, string>>
const unread = { LOG_FORMAT: 'json', DESK_ZONE: 'UTC' }

/** The whole program on a data folder, playground on, any free port; resolves when it says that it is open. */
export const startDesk = async (folder: string, env: Environment = {}): Promise<Child> =>
  startChild({
    file: 'src/main.js',
    line: /is open[^]*open (http:\/\/[\d.]+:\d+)/,
    env: { DATA_DIR: folder, PORT: '0', PLAYGROUND: 'on', ...unread, ...env },
  })

/** The whole program for Slack, by HTTP, on a database; `env` adds networks. */
export const startSlackDesk = async (
  databaseUrl: string,
  apiUrl: string,
  folder: string,
  env: Environment = {},
): Promise<Child> => {
  const key = Buffer.alloc(32, 7).toString('base64')
  const database = { DATABASE_URL: databaseUrl, DATABASE_POOL: '8', MASTER_KEY: key }
  return startOnPort({ ...database, ...slackEnvironment(apiUrl), DATA_DIR: folder, ...unread, ...env })
}

/** The whole program on a data folder, connected to all three networks. */
export const startConnectedDesk = async (folder: string, { slack, discord }: Networks): Promise<Child> =>
  startOnPort({
    ...slackEnvironment(slack),
    ...discordEnvironment(discord),
    TEAMS_EMULATOR: 'on',
    DATA_DIR: folder,
    ...unread,
  })

const startOnPort = async (env: Environment): Promise<Child> => {
  const PORT = String(await freePort())
  const child = await startChild({ file: 'src/main.js', line: /is open/, env: { ...env, PORT } })
  return { ...child, url: `http://127.0.0.1:${PORT}` }
}

/** A baseline that answers Slack. */
export const startSlackBaseline = async (file: string, apiUrl: string, env: Environment = {}): Promise<Child> =>
  startChild({
    file: `bench/baselines/${file}.js`,
    line: /listens on (http:\/\/[\d.]+:\d+)/,
    env: { ...slackEnvironment(apiUrl), PORT: String(await freePort()), DATABASE_POOL: '8', ...env },
  })

/** A process that is connected to the three networks, and does nothing. */
export const startSdks = async ({ slack, discord }: Networks): Promise<Child> =>
  startSlackBaseline('three-sdks', slack, discordEnvironment(discord))

const slackEnvironment = (apiUrl: string): Environment => ({
  SLACK_BOT_TOKEN: token,
  SLACK_SIGNING_SECRET: signingSecret,
  SLACK_API_URL: apiUrl,
})

export const discordEnvironment = (url: string): Environment => ({ DISCORD_BOT_TOKEN: botToken, DISCORD_API_URL: url })

const freePort = async (): Promise<number> => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

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
