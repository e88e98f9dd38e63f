import { createTrail } from '../audit/audit-rows'
import { ConfigFault, readConfig, type Config } from '../config'
import type { Networks } from '../delivery/outbox'
import { createLog } from '../log'
import { openServer } from '../open-server'
import { openStore } from '../open-store'
import { lengthOf, type Log } from '../platform'
import { BackupFault } from '../store/backup'
import { DatabaseFault } from '../store/database-fault'
import { allDesks, firstDesk, readDesk } from '../store/desk-rows'
import { EmbeddedFault } from '../store/embedded'
import { openMasterKeys, type MasterKeys } from '../store/master-keys'
import { RotationFault } from '../store/rotate-keys'
import type { DeskId, Store } from '../store/transaction'
import { createFileLinks } from '../files/file-links'
import { webhookSigner } from '../rules/webhook-rows'
import { createVault, type Vault } from '../store/vault'
import { openTx, type Tx } from '../tx'
import { words } from '../words'

/** What a command line asks for cannot be done. The message says why. */
export class CommandFault extends Error {
  override readonly name = 'CommandFault'
}

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

export interface Beside {
  readonly store: Store
  readonly masterKeys: MasterKeys
  readonly vault: Vault
  readonly url: string
  readonly config: Config
  /** The desk of this name; without one the only desk there is. */
  desk(name: string | undefined): Promise<DeskId>
  inDesk<T>(desk: DeskId, work: (tx: Tx) => Promise<T>): Promise<T>
}

/** Runs a command and ends the process with its code; 2 when it failed, with the reason. */
export const endWith = (command: () => Promise<number>) => {
  command().then(
    (code) => process.exit(code),
    (error: unknown) => {
      const kinds = [CommandFault, ConfigFault, DatabaseFault, EmbeddedFault, BackupFault, RotationFault]
      const { message, stack } = error as Error
      process.stderr.write(`${kinds.some((kind) => error instanceof kind) ? message : (stack ?? message)}\n`)
      process.exit(2)
    },
  )
}

/** Runs a command on the configured database, whether or not the program runs. */
export const runBeside = (command: (beside: Beside) => Promise<number>) =>
  endWith(async () => withBeside(command, createLog({ level: 'warn', format: 'pretty', to: process.stderr })))

/** Throws CommandFault where the database is not the embedded one, or no file is named. */
export function embeddedOnly(config: Config, file: string | undefined, usage: string): asserts file is string {
  if (file === undefined) throw new CommandFault(usage)
  if (config.database.url !== undefined)
    throw new CommandFault(
      'This is for the embedded database. With DATABASE_URL use pg_dump and pg_restore: see docs/operations.md.',
    )
}

export const tellProgress = (table: string, rows: number) => void process.stderr.write(`${table}: ${rows}\n`)

export const withBeside = async (
  command: (beside: Beside) => Promise<number>,
  log: Log,
  config = readConfig([]),
): Promise<number> => {
  const stops: (() => Promise<void>)[] = []
  try {
    const { store, url } = await openStore(openServer(config, log, 'beside'), config, log, stops)
    const masterKeys = await openMasterKeys(config.masterKey, config.dataDir, log)
    const vault = createVault(masterKeys)
    const parts = {
      networks: unconnected,
      trail: createTrail(vault),
      webhookSigner: webhookSigner(vault),
      fileLinks: createFileLinks(vault, config.publicUrl),
    }
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
