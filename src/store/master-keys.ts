import { randomBytes } from 'node:crypto'
import { chmod, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorFault, type Log } from '../platform'
import { requireDataFolder } from './data-folder'

/** The master keys: the first one seals, any of them opens. More than one stand only while keys are being changed. */
export interface MasterKeys {
  /** Never empty. Read anew from the file each time, so that a change of keys needs no restart. */
  all(): Promise<readonly Buffer[]>
  /** Puts a new key first. Only where the keys are in a file: those of MASTER_KEY are changed there. */
  readonly change?: { add(): Promise<void>; keepFirst(): Promise<void> }
}

const keyBytes = 32
export const masterKeyFile = (dataDir: string) => join(dataDir, 'master.key')
/** Keys in base64, with commas or lines between them. */
const parse = (text: string): Buffer[] =>
  text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => Buffer.from(part, 'base64'))

export const areMasterKeys = (text: string): boolean => {
  const keys = parse(text)
  return keys.length > 0 && keys.every(({ length }) => length === keyBytes)
}

export const wayOutOfLoss =
  'If that key is lost for good, `taquilla rotate-key --lost` gives up what is sealed under it (tokens of the networks, the seals of the audit trail).'

/**
 * Opens the keys of MASTER_KEY, else of the data folder's file, which the first start makes. Throws OperatorFault where
 * there is no file, and none may be made because something is sealed already.
 */
export const openMasterKeys = async (
  given: string | undefined,
  dataDir: string,
  log: Log,
  { mayMake = async () => true }: { readonly mayMake?: () => Promise<boolean> } = {},
): Promise<MasterKeys> => {
  if (given !== undefined) return { all: async () => parse(given) }
  const file = masterKeyFile(dataDir)
  await requireDataFolder(dataDir)
  const isThere = await stat(file).then(
    () => true,
    () => false,
  )
  if (!isThere && !(await mayMake()))
    throw new OperatorFault(
      `The master key is missing: there is no ${file}, and MASTER_KEY is not set, but this database is sealed under one. ` +
        `Put it back there, or set MASTER_KEY. ${wayOutOfLoss}`,
    )
  try {
    // `wx`: of two first starts one writes the key, and the other reads it.
    await writeFile(file, `${newKey()}\n`, { mode: 0o600, flag: 'wx' })
    log.warn(
      { file },
      'made a master key: copy it to a safe place now, apart from the database; without it stored secrets cannot be read',
    )
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
  }
  await chmod(file, 0o600)
  const all = async () => {
    const text = await readFile(file, 'utf8')
    if (!areMasterKeys(text))
      throw new OperatorFault(`${file} holds no master key: each of its lines must be ${keyBytes} bytes in base64.`)
    return parse(text)
  }
  await all()
  const write = async (keys: readonly string[]) => {
    const fresh = `${file}.new`
    await writeFile(fresh, keys.map((key) => `${key}\n`).join(''), { mode: 0o600 })
    await rename(fresh, file)
  }
  return {
    all,
    change: {
      add: async () => write([newKey(), ...(await all()).map((key) => key.toString('base64'))]),
      keepFirst: async () => write([(await all())[0]!.toString('base64')]),
    },
  }
}

const newKey = () => randomBytes(keyBytes).toString('base64')
