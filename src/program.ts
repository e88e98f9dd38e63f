import type { Config } from './config'
import { createTrail } from './audit/audit-rows'
import { createCourier, type Courier } from './delivery/courier'
import { waitingCount } from './delivery/lease-rows'
import type { Networks } from './delivery/outbox'
import { createDiagnose } from './doctor/diagnose'
import { createDesk, type DeskCore } from './desk'
import { hostFor } from './host'
import { createHttp } from './http'
import { createScheduler } from './jobs/agenda'
import { createMetrics } from './metrics'
import { operations } from './operations'
import { openStore } from './open-store'
import { lengthOf, type Log, type Platform } from './platform'
import { handOut } from './queues/hand-out'
import { goOnErasing } from './privacy/erase-customer'
import { keepRetention } from './privacy/keep-retention'
import { createOutgoing } from './outgoing/outgoing'
import { createWebhooks } from './rules/send-webhooks'
import { runTimedRules } from './rules/timed-rules'
import { webhookSigner } from './rules/webhook-rows'
import { clamav } from './files/clamav'
import { createFileGate } from './files/file-gate'
import { createFileLinks } from './files/file-links'
import { forgetFileUse } from './files/quota-rows'
import { serveFiles } from './files/serve-files'
import { fetchFile } from './fetch-file'
import type { Due } from './sla/due-rows'
import { sweep } from './sla/sweep'
import { adoptWorkspace, allDesks, deskFor, firstDesk } from './store/desk-rows'
import { forgetDocuments } from './store/document-rows'
import { forgetOldEvents } from './store/inbox-rows'
import { createNumbers } from './store/numbers'
import { holdPresence } from './store/presence'
import type { DeskId, Store } from './store/transaction'
import { waitingWork } from './store/waiting-work'
import { openMasterKeys } from './store/master-keys'
import { createVault } from './store/vault'
import { createRoleSync, type RoleSync } from './people/sync-roles'
import { tellDue } from './people/tell-due'
import { openDue } from './tickets/open-later'
import { renderSlot } from './tickets/slots'
import { words } from './words'

export interface Program {
  readonly port: number
  readonly store: Store
  readonly desk: DeskCore
  readonly deskId: DeskId
  readonly courier: Courier
  /** Does at once what the metronome does every TICK_MS: what fell due, and what waits to be sent. */
  tick(): Promise<void>
  /** Takes no more events, finishes what is under way, closes everything. */
  stop(): Promise<void>
}

const minute = 60_000
const measureMs = 10_000

/** Puts the parts together and starts them: database, desk, networks, web server, metronome. */
export const startProgram = async (config: Config, platforms: readonly Platform[], log: Log): Promise<Program> => {
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const close of stops.splice(0).reverse())
      await close().catch((error: unknown) => log.error({ error }, 'something did not stop well'))
  }
  try {
    return await start(config, platforms, log, stops, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

const start = async (
  config: Config,
  platforms: readonly Platform[],
  log: Log,
  stops: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<Program> => {
  const metrics = createMetrics()
  const { store, url } = await openStore(config, log, stops)
  const vault = createVault(await openMasterKeys(config.masterKey, config.dataDir, log))
  const facts = { ...config.desk, queue: words(config.desk.locale, 'queue.default') }
  const deskId = await firstDesk(store, facts)

  const byName = new Map(platforms.map((platform) => [platform.name, platform]))
  let courier: Courier | undefined
  let roleSync: RoleSync | undefined
  const networks: Networks = {
    limits: (name) => byName.get(name)?.limits,
    measure: (name) => (text) => byName.get(name)?.measure(text) ?? lengthOf(text),
    lane: (place) => `${place.platform}:${byName.get(place.platform)?.lane(place) ?? place.id}`,
    postAt: (link, from) => platforms.map((platform) => platform.postAt(link, from)).find((post) => post !== undefined),
    typing: (place) =>
      void byName
        .get(place.platform)
        ?.typing(place)
        .catch(() => undefined),
    ready: (desk, lane) => courier?.ready(desk, lane),
    syncRoles: (desk) => roleSync?.wake(desk),
  }
  const scheduler = createScheduler(
    config.agendaMongodbUrl === undefined
      ? { kind: 'postgres', url }
      : { kind: 'mongodb', url: config.agendaMongodbUrl },
    log,
  )
  const numbers = createNumbers(store)
  const fileLinks = createFileLinks(vault, config.publicUrl)
  const desk = createDesk({
    store,
    numbers,
    networks,
    trail: createTrail(vault),
    webhookSigner: webhookSigner(vault),
    fileLinks,
    operations,
    outside: {
      file: async (file) => fetchFile(byName.get(file.platform), file),
      diagnose: createDiagnose(
        platforms,
        config,
        async () => store.now(),
        async () => scheduler.reached(),
      ),
      group: async (typed, workspace) =>
        byName
          .get(workspace.platform)
          ?.group(typed, workspace)
          .catch(() => undefined),
      profile: async (user) =>
        byName
          .get(user.platform)
          ?.profile(user)
          .catch(() => undefined),
      members: async (group) =>
        byName
          .get(group.platform)
          ?.members(group)
          .catch(() => undefined),
    },
    adopt: async (workspace, isInstalled) => {
      if (config.desks === 'one') return adoptWorkspace(store, deskId, workspace, await store.now(), isInstalled)
      return isInstalled ? deskFor(store, workspace, facts) : undefined
    },
    log,
    metrics,
  })
  roleSync = createRoleSync({ store, platforms: byName, open: async (unit) => desk.open(unit), log })
  stops.push(async () => roleSync.idle())
  const presence = await holdPresence(url, log)
  stops.push(async () => presence.stop())
  courier = createCourier({
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
  })
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
  for (const platform of platforms) {
    await platform.start(hostFor(platform.name, { desk, store, vault, http, log }))
    stops.push(async () => platform.stop())
  }
  const { port } = await http.listen()

  const failed = (error: unknown, due: Due) =>
    log.error({ error, due }, 'what fell due could not be done; it is tried again later')
  const webhooks = createWebhooks({
    store,
    open: async (unit) => desk.open(unit),
    outgoing: createOutgoing({ allowed: config.outgoingAllow }),
    failed: (error) => log.error({ error }, 'a webhook could not be recorded; it is tried again'),
  })
  stops.push(async () => webhooks.idle())
  const fallDue = async () => {
    await sweep({
      store,
      open: async (unit) => desk.open(unit),
      fired: ({ what }, latenessMs) => {
        metrics.dueFired.inc({ what })
        metrics.dueLatenessSeconds.observe(latenessMs / 1000)
      },
      failed,
      others: async (owner) => {
        await openDue({ store, numbers, open: async (unit, number) => desk.open(unit, number), failed }, owner)
        await tellDue({ store, open: async (unit) => desk.open(unit), failed }, owner)
        webhooks.send(owner)
        await goOnErasing(
          {
            store,
            open: async (unit) => desk.open(unit),
            progress: ({ id, pass, stage, after }) =>
              log.info({ desk: owner, erasure: id, pass, stage, after }, 'erasing'),
            failed,
          },
          owner,
        )
      },
    })
  }
  /** Nobody says when a shift begins or an absence ends. */
  const handOutEverywhere = async () => {
    for (const owner of await allDesks(store))
      await store.transaction(owner, async (unit) => {
        const tx = await desk.open(unit)
        for (const queue of await tx.queues.all()) await handOut(tx, queue.id)
      })
  }
  const timedRules = async () => {
    for (const owner of await allDesks(store))
      await store.transaction(owner, async (unit) => runTimedRules(await desk.open(unit)))
  }
  const retention = async () => {
    for (const owner of await allDesks(store))
      await keepRetention(
        {
          store,
          open: async (unit) => desk.open(unit),
          progress: (owned, tickets) => log.info({ desk: owned, tickets }, 'erased what was kept long enough'),
        },
        owner,
      )
  }
  const backfill = async () => {
    for (const platform of platforms) for await (const event of platform.missed()) await desk.receive(event)
  }
  scheduler.every('what is due', config.tickMs, async () => {
    const { isDue, isToSend } = await waitingWork(store)
    if (isDue) await fallDue()
    if (isToSend || isDue) await courier.tick()
  })
  scheduler.every('measure the outbox', measureMs, async () => metrics.outboxWaiting.set(await waitingCount(store)))
  scheduler.every('backfill', minute, backfill)
  scheduler.every('hand out', 30_000, handOutEverywhere)
  scheduler.every('who is in the groups', minute, async () => roleSync.all())
  scheduler.every('rules by time', minute, timedRules)
  scheduler.every('keep retention', 60 * minute, retention)
  scheduler.every('forget old events', 60 * minute, async () => {
    for (const owner of await allDesks(store))
      await store.transaction(owner, async (unit) => {
        await forgetOldEvents(unit)
        await forgetDocuments(unit)
        await forgetFileUse(unit)
        await (await desk.open(unit)).webhooks.forget()
      })
  })
  await scheduler.start()
  stops.push(async () => scheduler.stop())
  await backfill()
  readiness.isOpen = true
  // Said first: whoever spreads the traffic looks elsewhere while we finish what is under way.
  stops.push(async () => void (readiness.isOpen = false))

  const tick = async () => {
    await roleSync.all()
    await fallDue()
    await handOutEverywhere()
    await timedRules()
    await retention()
    await webhooks.idle()
    await courier.tick()
    await courier.idle()
  }
  return { port, store, desk, deskId, courier, tick, stop }
}
