import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/** AES-256-GCM, and how a data key is put away under a master key. Pure. */

const keyBytes = 32
const ivLength = 12
const tagLength = 16

export const newKey = (): Buffer => randomBytes(keyBytes)

export const encrypt = (key: Buffer, context: string, plain: Buffer): Buffer => {
  const iv = randomBytes(ivLength)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), body])
}
/** Throws when key or context is another one, or a byte was changed. */
export const decrypt = (key: Buffer, context: string, sealed: Buffer): Buffer => {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivLength))
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(ivLength, ivLength + tagLength))
  return Buffer.concat([decipher.update(sealed.subarray(ivLength + tagLength)), decipher.final()])
}

/** Name of one of an owner's data keys: the first version is 1. */
export interface DataKeyName {
  readonly owner: string
  readonly version: number
}

/** Tells master keys apart without telling anything of them. */
const masterKeyId = (key: Buffer): Buffer =>
  createHash('sha256').update('taquilla master key id').update(key).digest().subarray(0, 4)
const contextOf = ({ owner, version }: DataKeyName) =>
  version === 1 ? `data key of ${owner}` : `data key ${version} of ${owner}`

/** A data key as it is stored: the master key's id, then the key sealed under it. */
export const sealDataKey = (master: Buffer, name: DataKeyName, key: Buffer): Buffer =>
  Buffer.concat([masterKeyId(master), encrypt(master, contextOf(name), key)])
export const isSealedUnder = (master: Buffer, sealed: Buffer): boolean =>
  sealed.subarray(0, 4).equals(masterKeyId(master))
/** Undefined when none of the master keys is the one that it was sealed under. */
export const openDataKey = (masters: readonly Buffer[], name: DataKeyName, sealed: Buffer): Buffer | undefined => {
  const master = masters.find((key) => isSealedUnder(key, sealed))
  return master && decrypt(master, contextOf(name), sealed.subarray(4))
}
