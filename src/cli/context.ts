import { createTrail } from '../audit/audit-rows'
import { readConfig, type Config } from '../run/config'
import type { Networks } from '../delivery/outbox'
import { createLog } from '../run/log'
import { openServer } from '../run/open-server'
import { openStore } from '../run/open-store'
import { lengthOf, type Log } from '../platform'
import { firstDesk } from '../workspaces/first-desk-rows'
import { allDesks, readDesk } from '../store/desk-rows'
import { isSealed, requireKeys } from '../store/check-keys'
import { openMasterKeys, type MasterKeys } from '../store/master-keys'
import type { DeskId, Store } from '../store/transaction'
import { createFileLinks } from '../files/file-links'
import { webhookSigner } from '../rules/webhook-rows'
import { createVault, type Vault } from '../store/vault'
import type { Tx } from '../core/tx'
import { registered, rows, tables } from '../slices'
import { openTx } from '../tx/tx'
import { words } from '../core/words'
import { CommandFault, usageFault, type Command } from './command'

/** No network is connected: what a use case says waits in the outbox for the program. */
const unconnected: Networks = {
  limits: () => undefined,
  measure: () => lengthOf,
  lane: ({ platform, id }) => `${platform}:${id}`,
  postAt: () => undefined,
  typing: () => undefined,
  ready: () => undefined,
  syncRoles: () => undefined,
}

export interface ContextOptions {
  /** True when the command is for a desk whose master key is gone. */
  readonly mayBeLost?: boolean
}
export interface CommandContext {
  readonly store: Store
  readonly masterKeys: MasterKeys
  readonly vault: Vault
  readonly url: string
  readonly config: Config
  /** The desk of this name; without one the only desk there is. */
  desk(name: string | undefined): Promise<DeskId>
  inDesk<T>(desk: DeskId, work: (tx: Tx) => Promise<T>): Promise<T>
}

/** Runs a command on the configured database, whether or not the program runs. */
export const runInContext = async (
  command: (beside: CommandContext) => Promise<number>,
  options: ContextOptions = {},
): Promise<number> =>
  withContext(command, createLog({ level: 'warn', format: 'pretty', to: process.stderr }), readConfig([]), options)

/** The file that was named. Throws CommandFault where none is, or the database is not the embedded one. */
export const embeddedOnly = (config: Config, file: string | undefined, command: Command): string => {
  if (file === undefined) throw usageFault(command, `taquilla ${command.name} needs a file.`)
  if (config.database.url !== undefined)
    throw new CommandFault(
      'This is for the embedded database. With DATABASE_URL use pg_dump and pg_restore: see docs/operations.md.',
    )
  return file
}

export const printProgress = (table: string, rows: number) => void process.stderr.write(`${table}: ${rows}\n`)

export const withContext = async (
  command: (beside: CommandContext) => Promise<number>,
  log: Log,
  config = readConfig([]),
  { mayBeLost = false }: ContextOptions = {},
): Promise<number> => {
  const stops: (() => Promise<void>)[] = []
  try {
    const { store, url } = await openStore(openServer(config, log, 'beside'), config, tables, log, stops)
    const masterKeys = await openMasterKeys(config.masterKey, config.dataDir, log, {
      mayMake: async () => mayBeLost || !(await isSealed(store)),
    })
    if (!mayBeLost) await requireKeys(store, masterKeys, config)
    const vault = createVault(masterKeys)
    const services = {
      networks: unconnected,
      trail: createTrail(vault),
      webhookSigner: webhookSigner(vault),
      fileLinks: createFileLinks(vault, config.publicUrl),
    }
    const parts = { rows, registered, services }
    if (config.desks === 'one')
      await firstDesk(store, { ...config.desk, queue: words(config.desk.locale, 'queue.default') })
    return await command({
      store,
      masterKeys,
      vault,
      url,
      config,
      desk: async (name) => deskNamed(store, name),
      inDesk: async (desk, work) => store.transaction(desk, async (unit) => work(await openTx(unit, parts))),
    })
  } finally {
    for (const stop of stops.reverse()) await stop()
  }
}

const deskNamed = async (store: Store, name: string | undefined): Promise<DeskId> => {
  const ids = await allDesks(store)
  const desks = await Promise.all(ids.map(async (id) => store.read(id, readDesk)))
  const found = desks.filter((desk) => name === undefined || desk.name === name || desk.id === name)
  const [only] = found
  if (only === undefined || found.length > 1)
    throw new CommandFault(
      `${found.length === 0 ? 'There is no such desk' : 'There are several desks'}: name one with --desk. ` +
        `There are: ${desks.map((desk) => `${desk.name} (${desk.id})`).join(', ') || 'none'}.`,
    )
  return only.id
}
