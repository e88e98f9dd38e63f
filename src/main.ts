import { setTimeout as pause } from 'node:timers/promises'
import { platform as discord } from '../adapters/discord/definition'
import { platform as playground } from '../adapters/playground/definition'
import { platform as slack } from '../adapters/slack/definition'
import { platform as teams } from '../adapters/teams/definition'
import { readConfig, type Config } from './run/config'
import { lastWords } from './run/for-people'
import { createLog } from './run/log'
import { lazily, type Log, type PlatformDefinition } from './platform'
import { openServer, type Server } from './run/open-server'
import type * as programModule from './program'
import { keepFilesPrivate } from './store/data-folder'

const definitions: readonly PlatformDefinition[] = [
  playground as PlatformDefinition,
  slack as PlatformDefinition,
  discord as PlatformDefinition,
  teams as PlatformDefinition,
]

/** The networks that are configured; the playground when there is none, or when it is asked for. */
const chosen = (config: Config): PlatformDefinition[] => {
  const configured = definitions.filter((definition) => definition.configured(config.platforms[definition.name]))
  const isOff = (config.platforms[playground.name] as { PLAYGROUND?: string } | undefined)?.PLAYGROUND === 'off'
  return configured.length > 0 || isOff ? configured : [playground as PlatformDefinition]
}

const main = async () => {
  const startedAt = performance.now()
  keepFilesPrivate()
  const config = readConfig(definitions)
  const log = createLog(config.log)
  for (const note of config.notes ?? []) log.warn({}, note)
  const server = openServer(config, log)
  const starting = start(config, server, log)
  stopOnSignal(async () => stopWhileStarting(starting, server), log)
  const { program, platforms } = await starting
  const names = platforms.map(({ name }) => name)
  log.info({ networks: names, ms: Math.round(performance.now() - startedAt) }, `${config.desk.name} is open`)
  if (names.includes(playground.name)) log.info({}, `open ${doorOf(config, program.port)} in your browser`)
  await program.settled.catch(async (error: unknown) => {
    await program.stop()
    throw error
  })
}

/** A machine is not asked by the address of all its interfaces. */
const doorOf = ({ http: { host }, platforms }: Config, port: number) => {
  const hasToken =
    (platforms[playground.name] as { PLAYGROUND_TOKEN?: string } | undefined)?.PLAYGROUND_TOKEN !== undefined
  const name = /^(0\.0\.0\.0|::)$/.test(host) ? '127.0.0.1' : host
  return `http://${name}:${port}/${hasToken ? 'playground/?token=… (PLAYGROUND_TOKEN)' : ''}`
}

const loaded = lazily(() => require('./program') as typeof programModule)

/** Loads the program and the networks' SDKs while the database gets ready: each takes a good part of a second. */
const start = async (config: Config, server: Server, log: Log) => {
  try {
    const { startProgram } = loaded()
    await server.launched
    const platforms = chosen(config).map((definition) => definition.create(config.platforms[definition.name]))
    return { program: await startProgram(config, platforms, log, server), platforms }
  } catch (error) {
    await server.stop()
    throw error
  }
}

const startingMs = 2500

/** Stops what is still starting: it has taken nothing in yet, and is not waited for longer than a moment. */
const stopWhileStarting = async (starting: ReturnType<typeof start>, server: Server) => {
  const started = await Promise.race([starting, pause(startingMs, undefined, { ref: false })])
  await (started === undefined ? server.stop() : started.program.stop())
}

const patienceMs = 28_000

const stopOnSignal = (stopProgram: () => Promise<void>, log: Log) => {
  let isStopping = false
  const stop = (signal: string) => {
    if (isStopping) return
    isStopping = true
    log.info({ signal }, 'stopping: finishing what is under way')
    setTimeout(() => process.exit(1), patienceMs).unref()
    void stopProgram().then(
      () => {
        log.info({}, 'stopped')
        // Agenda keeps timers for half a lock's lifetime.
        process.exit(0)
      },
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

main().catch((error: unknown) => {
  process.stderr.write(`${lastWords(error)}\n`)
  process.exit(1)
})
