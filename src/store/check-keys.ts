import { OperatorFault } from '../platform'
import { masterKeyFile, wayOutOfLoss, type MasterKeys } from './master-keys'
import { openDataKey } from './sealing'
import type { Store } from './transaction'
import type { Vault } from './vault'

interface Row {
  readonly owner: string
  readonly version: number
  readonly sealed: Buffer
}

/** Tells whether anything in this database is sealed: then its master key was made long ago, and a new one opens nothing. */
export const isSealed = async (store: Store): Promise<boolean> =>
  (await store.directory('select from data_keys limit 1')).length > 0

const opens = (masters: readonly Buffer[], row: Row): boolean => {
  try {
    return openDataKey(masters, row, row.sealed) !== undefined
  } catch {
    return false
  }
}

/** Data keys that none of the master keys opens, and how many there are in all. */
export const closedKeys = async (
  store: Store,
  masterKeys: MasterKeys,
): Promise<{ closed: readonly Row[]; all: number }> => {
  const rows = await store.directory<Row>('select owner, version, sealed from data_keys order by owner, version')
  const masters = await masterKeys.all()
  return { closed: rows.filter((row) => !opens(masters, row)), all: rows.length }
}

/** Throws OperatorFault, by the name of what holds the key, when this database was sealed under another one. */
export const requireKeys = async (
  store: Store,
  masterKeys: MasterKeys,
  { masterKey, dataDir }: { readonly masterKey?: string; readonly dataDir: string },
): Promise<void> => {
  const { closed, all } = await closedKeys(store, masterKeys)
  if (closed.length === 0) return
  const holder = masterKey === undefined ? masterKeyFile(dataDir) : 'MASTER_KEY'
  throw new OperatorFault(
    `${holder} is not the master key of this database: ${closed.length} of its ${all} data keys do not open with it. ` +
      `Put back the key of that time (while keys are changed: both). ${wayOutOfLoss}`,
  )
}

/** Puts this database under its master key, before anything else is sealed: who comes with another key hears of it at the start. */
export const claimDatabase = async (store: Store, vault: Vault): Promise<void> => {
  await vault.signer(async (sql, parameters) => store.directory(sql, [...parameters]), 'desk')
}
