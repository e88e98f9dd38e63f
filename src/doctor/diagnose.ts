import { cut } from '../platform'
import { stat } from 'node:fs/promises'
import type { Config } from '../run/config'
import type { Finding, PlaceRef, Platform } from '../platform'
import { masterKeyFile } from '../store/master-keys'

/** Findings that only network calls and a look at the machine can give. */
export type Diagnose = (places: readonly PlaceRef[]) => Promise<readonly Finding[]>

const patienceMs = 2000

export const createDiagnose =
  (
    platforms: readonly Platform[],
    config: Config,
    now: () => Promise<Date>,
    jobs: () => Promise<void>,
    isKeyForeign: () => Promise<boolean>,
  ): Diagnose =>
  async (places) => {
    const told = await Promise.all([
      ...platforms.map(async (platform) => findingsOf(platform, places)),
      keyFile(config),
      foreignKey(isKeyForeign),
      clock(now),
      metronome(jobs),
    ])
    return [...unreachable(platforms, places), ...told.flat()]
  }

/** Findings of one network, in the time that a person waits for them. */
export const findingsOf = async (platform: Platform, places: readonly PlaceRef[]): Promise<readonly Finding[]> => {
  const network = platform.name
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<readonly Finding[]>((resolve) => {
    timer = setTimeout(() => resolve([{ what: 'no-answer', network }]), patienceMs)
  })
  try {
    return await Promise.race([platform.diagnose(places.filter((place) => place.platform === network)), late])
  } catch (error) {
    return [{ what: 'no-answer', network, name: cut((error as Error).message, 200) }]
  } finally {
    clearTimeout(timer)
  }
}

/** Places of a network that this process does not run. */
const unreachable = (platforms: readonly Platform[], places: readonly PlaceRef[]): readonly Finding[] => {
  const here = new Set(platforms.map(({ name }) => name))
  return [...new Set(places.map(({ platform }) => platform))]
    .filter((network) => !here.has(network))
    .map((network) => ({ what: 'not-run', network }))
}

const keyFile = async ({ masterKey, dataDir }: Config): Promise<readonly Finding[]> => {
  if (masterKey !== undefined) return []
  const file = masterKeyFile(dataDir)
  const facts = await stat(file).catch(() => undefined)
  if (facts === undefined) return []
  const isOpen = (facts.mode & 0o077) !== 0
  return [{ what: isOpen ? 'key-readable' : 'key-in-folder', name: file }]
}

/** Without its place for jobs nothing falls due any more. */
const metronome = async (jobs: () => Promise<void>): Promise<readonly Finding[]> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), patienceMs)
  })
  try {
    await Promise.race([jobs(), late])
    return []
  } catch (error) {
    return [{ what: 'no-jobs', name: cut((error as Error).message, 200) }]
  } finally {
    clearTimeout(timer)
  }
}

/** Somebody changed the master key, or the database, under the program that runs. */
const foreignKey = async (isKeyForeign: () => Promise<boolean>): Promise<readonly Finding[]> =>
  (await isKeyForeign().catch(() => true)) ? [{ what: 'key-foreign' }] : []

const worstSkewMs = 5000

const clock = async (now: () => Promise<Date>): Promise<readonly Finding[]> => {
  const asked = Date.now()
  const database = (await now()).getTime()
  // As much of the difference as the way to the database cannot explain.
  const skew = Math.max(database - Date.now(), asked - database)
  return skew > worstSkewMs ? [{ what: 'clock-skew', name: `${Math.round(skew / 1000)} s` }] : []
}
