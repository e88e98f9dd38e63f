import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDataSource } from '../../src/store/data-source'
import { firstDesk } from '../../src/workspaces/first-desk-rows'
import { openMasterKeys, type MasterKeys } from '../../src/store/master-keys'
import { memoryRows } from '../../src/store/memory-rows'
import { rotateKeys } from '../../src/store/rotate-keys'
import { createStore } from '../../src/store/transaction'
import { createVault } from '../../src/store/vault'
import { keptLog } from './kept-log'
import { freshDatabase } from './postgres'

const platforms = ['slack', 'discord']
const keysEach = 8
/** Keys that one of them makes: enough that some are made in the middle of each change. */
const owners = 150
const workers = 4

/** Two processes on one database and one file of master keys, as far as keys are concerned. */
export const twoWithKeys = async () => {
  const database = await freshDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'taquilla-keys-'))
  await chmod(folder, 0o755)
  const open = async () => {
    const dataSource = await openDataSource({ url: database.url, pool: 4, entities: [], log: keptLog() })
    const store = createStore(dataSource)
    const masterKeys = await openMasterKeys(undefined, folder, keptLog())
    return { store, masterKeys, vault: createVault(masterKeys), close: async () => dataSource.destroy() }
  }
  const processes = [await open(), await open()]
  const desk = await firstDesk(processes[0]!.store, { name: 'Desk', locale: 'en', zone: 'UTC', queue: 'Support' })
  return {
    database,
    desk,
    processes,
    stop: async () => {
      for (const { close } of processes) await close()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Changes the keys `count` times, half of them broken off once, while two processes put, read and sign. `isGuarded` false: the
 * old master key goes before anything was put under the new one. Answers what went wrong.
 */
export const rotateUnderLoad = async (count: number, random: () => number, isGuarded = true) => {
  const { processes, desk, stop } = await twoWithKeys()
  const faults: string[] = []
  let reads = 0
  let isOver = false
  const atWork = new Set<number>()
  let allAtWork = (): void => undefined
  /** Until then nothing may be sealed yet, and the master keys can be changed in any order without harm. */
  const begun = new Promise<void>((resolve) => {
    allAtWork = resolve
  })
  /** Each has secrets of its own, and knows what it put last. */
  const work = async (who: number) => {
    const { store, vault } = processes[who % processes.length]!
    const last = new Map<string, string>()
    for (let turn = 0; !isOver; turn++) {
      const platform = platforms[Math.floor(random() * platforms.length)]!
      const memory = memoryRows(store, vault, platform, `workspace ${who}`)
      const key = `token${Math.floor(random() * keysEach)}`
      try {
        if (random() < 0.3) {
          await memory.put(key, `${key} of turn ${turn}`, { secret: true })
          last.set(`${platform} ${key}`, `${key} of turn ${turn}`)
        }
        const found = await memory.get(key)
        if (found !== last.get(`${platform} ${key}`)) faults.push(`${key} is ${String(found)}`)
        // A key that is made by a transaction while the master keys are being changed.
        await store.transaction(desk, async (unit) => {
          const sign = await vault.signer(
            async (sql, parameters) => unit.rows(sql, parameters),
            `${who} ${turn % owners}`,
          )
          last.set(`signed ${turn % owners}`, sign('words').toString('hex'))
        })
        const signed = Math.floor(random() * Math.min(turn + 1, owners))
        const again = await vault.signer(
          async (sql, parameters) => store.directory(sql, parameters),
          `${who} ${signed}`,
        )
        if (again('words').toString('hex') !== last.get(`signed ${signed}`)) faults.push(`signed otherwise: ${signed}`)
        reads += 2
      } catch (error) {
        faults.push((error as Error).message)
      }
      if (atWork.add(who).size === workers) allAtWork()
    }
  }
  const early = ({ all, change }: MasterKeys): MasterKeys => ({
    all,
    change: { add: async () => change!.add().then(change!.keepFirst), keepFirst: async () => undefined },
  })
  try {
    const { store, vault, masterKeys } = processes[0]!
    const working = Array.from({ length: workers }, async (_, who) => work(who))
    await begun
    const before = (await masterKeys.all())[0]!
    for (let turn = 0; turn < count; turn++) {
      const keys = isGuarded ? masterKeys : early(masterKeys)
      const breakAt = turn % 2 === 0 ? 1 + Math.floor(random() * 3) : 0
      let told = 0
      const progress = () => {
        if (++told === breakAt) throw new Error('broken off')
      }
      await rotateKeys({ store, vault, masterKeys: keys, progress }).catch(async (error: Error) => {
        if (error.message !== 'broken off') return void faults.push(error.message)
        await rotateKeys({ store, vault, masterKeys: keys, progress: () => undefined }).catch((broken: Error) => {
          faults.push(broken.message)
        })
      })
    }
    isOver = true
    await Promise.all(working)
    const now = await masterKeys.all()
    if (now.length !== 1 || now[0]!.equals(before)) faults.push('the old master key is still there')
    return { faults: faults.slice(0, 20), figures: `${reads} reads` }
  } finally {
    isOver = true
    await stop()
  }
}

/** Moves what is sealed to where it was not sealed for, `count` times. Answers what opened all the same. */
export const misplaced = async (count: number, random: () => number) => {
  const { processes, database, stop } = await twoWithKeys()
  const { store, vault } = processes[0]!
  const faults: string[] = []
  try {
    const places = Array.from({ length: 12 }, (_, index) => ({
      platform: platforms[index % 2]!,
      scope: `workspace ${index % 3}`,
      key: `token${index % 4}`,
    }))
    const put = async () => {
      for (const { platform, scope, key } of places)
        await memoryRows(store, vault, platform, scope).put(key, 'secret', { secret: true })
    }
    await put()
    for (let turn = 0; turn < count; turn++) {
      const from = Math.floor(random() * places.length)
      const to = (from + 1 + Math.floor(random() * (places.length - 1))) % places.length
      const [a, b] = [places[from]!, places[to]!]
      await store.directory(
        `update memory m set sealed = n.sealed from memory n where m.platform = $1 and m.scope = $2 and m.key = $3
         and n.platform = $4 and n.scope = $5 and n.key = $6`,
        [b.platform, b.scope, b.key, a.platform, a.scope, a.key],
      )
      const opened = await memoryRows(store, vault, b.platform, b.scope)
        .get(b.key)
        .then(() => true)
        .catch(() => false)
      if (opened) faults.push(`what was sealed for ${JSON.stringify(a)} opens for ${JSON.stringify(b)}`)
      await put()
    }
    return { faults, figures: `${count} moved`, database }
  } finally {
    await stop()
  }
}
