import { OperatorFault } from '../platform'
import { newId } from './id'
import type { MasterKeys } from './master-keys'
import { resealMemory } from './memory-rows'
import { isSealedUnder, newKey, openDataKey, sealDataKey } from './sealing'
import type { Store, Unit } from './transaction'
import type { Vault } from './vault'

/** The keys cannot be changed as things stand. The message says what to do. */
export class RotationFault extends OperatorFault {
  override readonly name = 'RotationFault'
}

export interface Rotation {
  readonly store: Store
  readonly masterKeys: MasterKeys
  readonly vault: Vault
  /** Tells what was done, a line at a time. */
  readonly progress: (line: string) => void
}

/** Owners whose secrets get a new key. A trail's key, and the webhooks', only go under the new master key: what was signed must stay so. */
const renewed = /^network /

interface Row {
  readonly owner: string
  readonly version: number
  readonly sealed: Buffer
}

/**
 * A new master key, and under it every data key; new data keys for the networks' secrets, and the secrets under them. The
 * program may run meanwhile. Broken off anywhere, it is finished by another go, which makes no further key.
 */
export const rotateKeys = async ({ store, masterKeys, vault, progress }: Rotation): Promise<void> => {
  const [, ...older] = await masterKeys.all()
  if (older.length === 0) {
    if (masterKeys.change === undefined)
      throw new RotationFault(
        'MASTER_KEY holds one key. Put a new one before it, with a comma between (openssl rand -base64 32), start every process with both, then run this again.',
      )
    await masterKeys.change.add()
    progress('a new master key stands first in the file: copy it to a safe place, apart from the database')
  } else progress('two master keys stand: finishing the change')
  const master = (await masterKeys.all())[0]!
  // Of no desk: data keys stand outside of them.
  const count = await store.transaction(newId(), async (unit) => resealDataKeys(unit, master, masterKeys))
  progress(`${count} data keys are under the new master key`)
  await resealMemory(store, vault, (done) => progress(`${done} secrets are under new data keys`))
  if (masterKeys.change === undefined)
    progress('done: take the old key out of MASTER_KEY, and start every process without it')
  else {
    await masterKeys.change.keepFirst()
    progress('done: the old master key is gone from the file; backups from before need it still')
  }
}

const resealDataKeys = async (unit: Unit, master: Buffer, masterKeys: MasterKeys): Promise<number> => {
  // Waits for keys that are being made by a transaction which read the master keys before this.
  await unit.rows('lock table data_keys in share row exclusive mode')
  const masters = await masterKeys.all()
  const rows = await unit.rows<Row>('select owner, version, sealed from data_keys order by owner, version')
  const newest = new Map(rows.map(({ owner, version }) => [owner, version]))
  let count = 0
  for (const row of rows) {
    if (isSealedUnder(master, row.sealed)) continue
    const key = openDataKey(masters, row, row.sealed)
    if (key === undefined)
      throw new RotationFault(`The key of ${row.owner} is under a master key that is not here: put it back, last.`)
    await unit.execute('update data_keys set sealed = $3 where owner = $1 and version = $2', [
      row.owner,
      row.version,
      sealDataKey(master, row, key),
    ])
    count++
    if (!renewed.test(row.owner) || newest.get(row.owner) !== row.version) continue
    const next = { owner: row.owner, version: row.version + 1 }
    await unit.execute('insert into data_keys (owner, version, sealed) values ($1, $2, $3)', [
      next.owner,
      next.version,
      sealDataKey(master, next, newKey()),
    ])
    count++
  }
  return count
}
