import { createHmac } from 'node:crypto'
import type { MasterKeys } from './master-keys'
import { decrypt, encrypt, newKey, openDataKey, sealDataKey, type DataKeyName } from './sealing'

/** Runs one statement; the vault reads and makes its keys by it, within the caller's transaction if there is one. */
export type Run = <Row>(sql: string, parameters: readonly unknown[]) => Promise<Row[]>

/**
 * Secrets at rest: AES-256-GCM under a data key for each owner (`network slack`, `audit <desk>`), which is itself sealed
 * under the master key. What was sealed for one owner or purpose does not open for another.
 */
export interface Vault {
  /** Under the owner's newest data key. */
  seal(run: Run, owner: string, purpose: string, plain: string): Promise<Buffer>
  /** Throws when the master key is another one, owner or purpose differ, or a byte was changed. */
  open(run: Run, owner: string, purpose: string, sealed: Buffer): Promise<string>
  /** HMAC-SHA256 under the owner's first key, which stays: what was signed once is checked for ever. */
  signer(run: Run, owner: string): Promise<(words: string) => Buffer>
}

/** The first byte of what is sealed: under the master key itself, as until release 0.1; under the first data key; under one whose version follows. */
const underMaster = 1
const underFirst = 2
const underVersion = 3
const versionLength = 4
const patience = 3

/** Under which of its owner's data keys it is. Undefined: under the master key itself. Throws when this program cannot tell. */
export const versionOf = (sealed: Buffer): number | undefined => {
  if (sealed[0] === underMaster) return undefined
  if (sealed[0] === underFirst) return 1
  if (sealed[0] === underVersion) return sealed.readUInt32BE(1)
  throw new Error('sealed by a version of the program that this one does not know')
}
const mark = (version: number): Buffer => {
  if (version === 1) return Buffer.from([underFirst])
  const bytes = Buffer.alloc(1 + versionLength, underVersion)
  bytes.writeUInt32BE(version, 1)
  return bytes
}

export const createVault = (masterKeys: MasterKeys): Vault => {
  const known = new Map<string, Buffer>()

  const newest = async (run: Run, owner: string): Promise<number | undefined> =>
    (
      await run<{ version: number | null }>('select max(version) as version from data_keys where owner = $1', [owner])
    )[0]?.version ?? undefined

  /** While keys are changed the row may be newer than the master keys that were read, or the other way round: a second look finds them agree. */
  const read = async (run: Run, name: DataKeyName): Promise<Buffer | undefined> => {
    for (let turn = 1; ; turn++) {
      const [row] = await run<{ sealed: Buffer }>('select sealed from data_keys where owner = $1 and version = $2', [
        name.owner,
        name.version,
      ])
      if (row === undefined) return undefined
      const key = openDataKey(await masterKeys.all(), name, row.sealed)
      if (key !== undefined) return key
      if (turn === patience)
        throw new Error(
          `the key of ${name.owner} was sealed under a master key that this process does not have: see MASTER_KEY`,
        )
    }
  }
  /** Two processes at once: the first one's key stands, and both read it. */
  const make = async (run: Run, name: DataKeyName): Promise<Buffer> => {
    const key = newKey()
    const [current] = await masterKeys.all()
    const [made] = await run<{ owner: string }>(
      `with made as (insert into data_keys (owner, version, sealed) values ($1, $2, $3) on conflict do nothing returning owner) select owner from made`,
      [name.owner, name.version, sealDataKey(current!, name, key)],
    )
    if (made === undefined) return (await read(run, name))!
    // A change of the master keys has either waited for this row (see rotate-keys.ts), or has put the new one first before it.
    const [now] = await masterKeys.all()
    if (!now!.equals(current!))
      await run('update data_keys set sealed = $3 where owner = $1 and version = $2', [
        name.owner,
        name.version,
        sealDataKey(now!, name, key),
      ])
    return key
  }
  const keyOf = async (run: Run, owner: string, version: number): Promise<Buffer> => {
    const name = { owner, version }
    const cached = known.get(`${version} ${owner}`)
    if (cached !== undefined) return cached
    const stored = await read(run, name)
    // One that is made now is not kept: the transaction that makes it may yet be rolled back.
    if (stored === undefined) return make(run, name)
    known.set(`${version} ${owner}`, stored)
    return stored
  }

  return {
    seal: async (run, owner, purpose, plain) => {
      const version = (await newest(run, owner)) ?? 1
      return Buffer.concat([mark(version), encrypt(await keyOf(run, owner, version), purpose, Buffer.from(plain))])
    },
    open: async (run, owner, purpose, sealed) => {
      const version = versionOf(sealed)
      if (version !== undefined) {
        const body = sealed.subarray(mark(version).length)
        return decrypt(await keyOf(run, owner, version), purpose, body).toString('utf8')
      }
      for (const master of await masterKeys.all())
        try {
          return decrypt(master, purpose, sealed.subarray(1)).toString('utf8')
        } catch {
          continue
        }
      throw new Error('sealed under a master key that this process does not have: see MASTER_KEY')
    },
    signer: async (run, owner) => {
      const key = await keyOf(run, owner, 1)
      return (words) => createHmac('sha256', key).update(words).digest()
    },
  }
}
