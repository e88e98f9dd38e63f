import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import type { MasterKeys } from './master-keys'

/** Runs one statement; the vault reads and makes its keys by it, within the caller's transaction if there is one. */
export type Run = <Row>(sql: string, parameters: readonly unknown[]) => Promise<Row[]>

/**
 * Secrets at rest: AES-256-GCM under a data key for each owner (`network slack`, `audit <desk>`), which is itself sealed
 * under the master key. What was sealed for one owner or purpose does not open for another.
 */
export interface Vault {
  seal(run: Run, owner: string, purpose: string, plain: string): Promise<Buffer>
  /** Throws when the master key is another one, owner or purpose differ, or a byte was changed. */
  open(run: Run, owner: string, purpose: string, sealed: Buffer): Promise<string>
  /** HMAC-SHA256 under the owner's key. */
  signer(run: Run, owner: string): Promise<(words: string) => Buffer>
}

const keyBytes = 32
const ivLength = 12
const tagLength = 16
/** The first byte of what is sealed: under the master key itself, as until release 0.1, or under a data key. */
const underMaster = 1
const underDataKey = 2

const encrypt = (key: Buffer, context: string, plain: Buffer): Buffer => {
  const iv = randomBytes(ivLength)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), body])
}
const decrypt = (key: Buffer, context: string, sealed: Buffer): Buffer => {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivLength))
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(ivLength, ivLength + tagLength))
  return Buffer.concat([decipher.update(sealed.subarray(ivLength + tagLength)), decipher.final()])
}

/** Tells master keys apart without telling anything of them. */
const masterKeyId = (key: Buffer): Buffer =>
  createHash('sha256').update('taquilla master key id').update(key).digest().subarray(0, 4)

const dataKeyContext = (owner: string) => `data key of ${owner}`
/** A data key as it is stored: the master key's id, then the key sealed under it. */
const sealDataKey = (master: Buffer, owner: string, key: Buffer): Buffer =>
  Buffer.concat([masterKeyId(master), encrypt(master, dataKeyContext(owner), key)])
const isSealedUnder = (master: Buffer, sealed: Buffer): boolean => sealed.subarray(0, 4).equals(masterKeyId(master))
/** Throws when none of the master keys is the one it was sealed under. */
const openDataKey = (masters: readonly Buffer[], owner: string, sealed: Buffer): Buffer => {
  const master = masters.find((key) => isSealedUnder(key, sealed))
  if (master === undefined)
    throw new Error(`the key of ${owner} was sealed under a master key that this process does not have: see MASTER_KEY`)
  return decrypt(master, dataKeyContext(owner), sealed.subarray(4))
}

export const createVault = (masterKeys: MasterKeys): Vault => {
  const known = new Map<string, Buffer>()

  const stored = async (run: Run, owner: string): Promise<Buffer | undefined> => {
    const [row] = await run<{ sealed: Buffer }>('select sealed from data_keys where owner = $1', [owner])
    return row?.sealed
  }
  const keyOf = async (run: Run, owner: string): Promise<Buffer> => {
    const cached = known.get(owner)
    if (cached !== undefined) return cached
    const sealed = await stored(run, owner)
    if (sealed === undefined) {
      const [current] = await masterKeys.all()
      // Two processes at once: the first one's key stands, and both read it.
      await run('insert into data_keys (owner, sealed) values ($1, $2) on conflict (owner) do nothing', [
        owner,
        sealDataKey(current!, owner, randomBytes(keyBytes)),
      ])
      // Not kept: the transaction that made it may yet be rolled back.
      return openDataKey(await masterKeys.all(), owner, (await stored(run, owner))!)
    }
    const key = openDataKey(await masterKeys.all(), owner, sealed)
    known.set(owner, key)
    return key
  }

  return {
    seal: async (run, owner, purpose, plain) =>
      Buffer.concat([Buffer.from([underDataKey]), encrypt(await keyOf(run, owner), purpose, Buffer.from(plain))]),
    open: async (run, owner, purpose, sealed) => {
      const body = sealed.subarray(1)
      if (sealed[0] === underDataKey) return decrypt(await keyOf(run, owner), purpose, body).toString('utf8')
      if (sealed[0] !== underMaster) throw new Error('sealed by a version of the program that this one does not know')
      for (const master of await masterKeys.all())
        try {
          return decrypt(master, purpose, body).toString('utf8')
        } catch {
          continue
        }
      throw new Error('sealed under a master key that this process does not have: see MASTER_KEY')
    },
    signer: async (run, owner) => {
      const key = await keyOf(run, owner)
      return (words) => createHmac('sha256', key).update(words).digest()
    },
  }
}
