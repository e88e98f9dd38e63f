import type { Config } from './run/config'
import { createTrail } from './audit/audit-rows'
import { createCourier, type Courier } from './delivery/courier'
import { waitingSends } from './delivery/lane-rows'
import { createDiagnose } from './doctor/diagnose'
import { createDesk, type DeskCore } from './desk/desk'
import { hostFor } from './desk/host'
import { createHttp } from './run/http'
import { createScheduler } from './jobs/agenda'
import { createMetrics } from './run/metrics'
import { createMetronome } from './run/metronome'
import { lookUps, networksOf } from './run/networks'
import { registered, rows, tables } from './slices'
import { openServer, type Server } from './run/open-server'
import { openStore } from './run/open-store'
import type { Log, Platform } from './platform'
import { webhookSigner } from './rules/webhook-rows'
import { clamav } from './files/clamav'
import { createFileGate } from './files/file-gate'
import { createFileLinks } from './files/file-links'
import { serveFiles } from './files/serve-files'
import { deskFor, firstDesk } from './workspaces/first-desk-rows'
import { adoptWorkspace } from './store/desk-rows'
import { measuresGrowth } from './store/measure-tables'
import { createNumbers } from './store/numbers'
import { holdPresence } from './store/presence'
import type { DeskId, Store } from './store/transaction'
import { claimDatabase, closedKeys, isSealed, requireKeys } from './store/check-keys'
import { openMasterKeys } from './store/master-keys'
import { diskOf } from './store/data-folder'
import { createVault } from './store/vault'
import { createRoleSync, type RoleSync } from './people/roles/sync-roles'
import { renderSlot } from './lists/slots'
import { words } from './core/words'

export interface Program {
  readonly port: number
  readonly store: Store
  readonly desk: DeskCore
  readonly deskId: DeskId
  readonly courier: Courier
  /** Resolves when the metronome beats and what was said while no process ran is in. Rejects when the scheduler cannot start. */
  readonly settled: Promise<void>
  /** Does at once what the metronome does every TICK_MS: what fell due, and what waits to be sent. */
  tick(): Promise<void>
  /** Takes no more events, finishes what is under way, closes everything. */
  stop(): Promise<void>
}

/** Puts the parts together and starts them: database, desk, networks, web server, and after these the metronome. */
export const startProgram = async (
  config: Config,
  platforms: readonly Platform[],
  log: Log,
  server = openServer(config, log),
): Promise<Program> => {
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const close of stops.splice(0).reverse())
      await close().catch((error: unknown) => log.error({ error }, 'something did not stop well'))
  }
  try {
    return await start(config, platforms, log, server, stops, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

const start = async (
  config: Config,
  platforms: readonly Platform[],
  log: Log,
  server: Server,
  stops: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<Program> => {
  const { store, url } = await openStore(server, config, tables, log, stops)
  const metrics = createMetrics(async () => ({ ...(await waitingSends(store)), ...(await diskOf(config.dataDir)) }))
  const masterKeys = await openMasterKeys(config.masterKey, config.dataDir, log, {
    mayMake: async () => !(await isSealed(store)),
  })
  await requireKeys(store, masterKeys, config)
  const vault = createVault(masterKeys)
  // Two at once with different keys: whoever comes second finds the first one's.
  await claimDatabase(store, vault).catch(async (error: unknown) => {
    await requireKeys(store, masterKeys, config)
    throw error
  })
  const facts = { ...config.desk, queue: words(config.desk.locale, 'queue.default') }
  const deskId = await firstDesk(store, facts)

  const byName = new Map(platforms.map((platform) => [platform.name, platform]))
  const later: { courier?: Courier; roleSync?: RoleSync } = {}
  const networks = networksOf(byName, later)
  const scheduler = createScheduler(
    config.agendaMongodbUrl === undefined
      ? { kind: 'postgres', url }
      : { kind: 'mongodb', url: config.agendaMongodbUrl },
    log,
  )
  const reached = config.agendaMongodbUrl === undefined ? undefined : scheduler.connect()
  reached?.catch(() => undefined)
  const numbers = createNumbers(store, measuresGrowth(store, log))
  const fileLinks = createFileLinks(vault, config.publicUrl)
  const desk = createDesk({
    store,
    numbers,
    networks,
    tx: {
      rows,
      registered,
      services: { networks, trail: createTrail(vault), webhookSigner: webhookSigner(vault), fileLinks },
    },
    outside: {
      ...lookUps(byName),
      diagnose: createDiagnose(
        platforms,
        config,
        async () => store.now(),
        async () => scheduler.reached(),
        async () => (await closedKeys(store, masterKeys)).closed.length > 0,
      ),
    },
    adopt: async (workspace, isInstalled) => {
      if (config.desks === 'one') return adoptWorkspace(store, deskId, workspace, await store.now(), isInstalled)
      return isInstalled ? deskFor(store, workspace, facts) : undefined
    },
    log,
    metrics,
  })
  const roleSync = (later.roleSync = createRoleSync({
    store,
    platforms: byName,
    open: async (unit) => desk.open(unit),
    log,
  }))
  stops.push(async () => roleSync.idle())
  const presence = await holdPresence(url, log)
  stops.push(async () => presence.stop())
  const courier = (later.courier = createCourier({
    presence,
    store,
    platforms: byName,
    open: async (unit) => desk.open(unit),
    render: renderSlot,
    networks,
    gate: createFileGate(
      config.files,
      config.files.clamavUrl === undefined ? undefined : clamav(config.files.clamavUrl),
    ),
    log,
    metrics,
  }))
  stops.push(async () => courier.stop())

  const readiness = { isOpen: false }
  const http = createHttp({
    ...config.http,
    log,
    metrics,
    ready: async () => readiness.isOpen && (await store.now()) instanceof Date,
  })
  stops.push(async () => http.close())
  http.route('/files', serveFiles(store, fileLinks))
  await startAll(platforms, async (platform) => {
    await platform.start(hostFor(platform.name, { desk, store, vault, http, log }))
    stops.push(async () => platform.stop())
  })
  // Another database than the one that is open already: said before anybody is served.
  if (config.agendaMongodbUrl !== undefined) {
    stops.push(async () => scheduler.stop())
    await reached
  }
  const { port } = await http.listen()
  const metronome = createMetronome({
    ...config,
    store,
    desk,
    courier,
    roleSync,
    numbers,
    platforms,
    scheduler,
    log,
    metrics,
  })
  stops.push(async () => metronome.stop())
  readiness.isOpen = true
  // Said first: whoever spreads the traffic looks elsewhere while we finish what is under way.
  stops.push(async () => void (readiness.isOpen = false))
  const settled = metronome.start()
  // The error reaches whoever waits for it; a program that is stopped before has nobody who waits.
  settled.catch(() => undefined)
  return { port, store, desk, deskId, courier, settled, tick: async () => metronome.tick(), stop }
}

/** All at once, because each waits for its network. Those that started are started when this rejects with the others' first fault. */
const startAll = async (platforms: readonly Platform[], start: (platform: Platform) => Promise<void>) => {
  const started = await Promise.allSettled(platforms.map(start))
  for (const one of started) if (one.status === 'rejected') throw one.reason
}
