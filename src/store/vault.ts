import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '../platform'

/** Secrets at rest: AES-256-GCM under one master key. What was sealed for one purpose does not open for another. */
export interface Vault {
  seal(purpose: string, plain: string): Buffer
  /** Throws when the key is another one, the purpose differs, or a byte was changed. */
  open(purpose: string, sealed: Buffer): string
}

const version = 1
const ivLength = 12
const tagLength = 16

export const createVault = (masterKey: Buffer): Vault => ({
  seal: (purpose, plain) => {
    const iv = randomBytes(ivLength)
    const cipher = createCipheriv('aes-256-gcm', masterKey, iv).setAAD(Buffer.from(purpose))
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.from([version]), iv, cipher.getAuthTag(), body])
  },
  open: (purpose, sealed) => {
    if (sealed[0] !== version) throw new Error('sealed by a version of the program that this one does not know')
    const iv = sealed.subarray(1, 1 + ivLength)
    const tag = sealed.subarray(1 + ivLength, 1 + ivLength + tagLength)
    const decipher = createDecipheriv('aes-256-gcm', masterKey, iv).setAAD(Buffer.from(purpose)).setAuthTag(tag)
    return Buffer.concat([decipher.update(sealed.subarray(1 + ivLength + tagLength)), decipher.final()]).toString(
      'utf8',
    )
  },
})

const keyBytes = 32

/** The key of MASTER_KEY, else of the data folder's file, which the first start makes. */
export const masterKey = async (given: string | undefined, dataDir: string, log: Log): Promise<Buffer> => {
  if (given !== undefined) return Buffer.from(given, 'base64')
  const file = join(dataDir, 'master.key')
  try {
    // `wx`: of two first starts one writes the key, and the other reads it.
    await writeFile(file, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
    log.warn({ file }, 'made a master key: keep a copy of it, stored secrets cannot be read without it')
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
  }
  await chmod(file, 0o600)
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64')
  if (key.length !== keyBytes) throw new Error(`${file} is not a master key: it must be ${keyBytes} bytes in base64`)
  return key
}
