import type { Memory } from '../platform'
import type { Store } from './transaction'
import { versionOf, type Run, type Vault } from './vault'

const purposeOf = (platform: string, scope: string, key: string) => `memory/${platform}/${scope}/${key}`
const ownerOf = (platform: string) => `network ${platform}`
const runOn =
  (store: Store): Run =>
  async (sql, parameters) =>
    store.directory(sql, parameters)

/** What an adapter keeps for itself: small values by key, secrets sealed for this platform, scope and key alone. */
export const memoryRows = (store: Store, vault: Vault, platform: string, scope: string): Memory => {
  const purpose = (key: string) => purposeOf(platform, scope, key)
  const owner = ownerOf(platform)
  const run = runOn(store)
  const read = async ({ key, value, sealed }: { key: string; value: unknown; sealed: Buffer | null }) =>
    sealed === null ? value : (JSON.parse(await vault.open(run, owner, purpose(key), sealed)) as unknown)
  return {
    get: async (key) => {
      const [row] = await store.directory<{ key: string; value: unknown; sealed: Buffer | null }>(
        'select key, value, sealed from memory where platform = $1 and scope = $2 and key = $3',
        [platform, scope, key],
      )
      return row === undefined ? undefined : read(row)
    },
    put: async (key, value, options) => {
      const json = JSON.stringify(value)
      const isSecret = options?.secret === true
      await store.directory(
        `insert into memory (platform, scope, key, value, sealed) values ($1, $2, $3, $4, $5)
         on conflict (platform, scope, key) do update set value = excluded.value, sealed = excluded.sealed`,
        [
          platform,
          scope,
          key,
          isSecret ? null : json,
          isSecret ? await vault.seal(run, owner, purpose(key), json) : null,
        ],
      )
    },
    delete: async (key) => {
      await store.directory('delete from memory where platform = $1 and scope = $2 and key = $3', [
        platform,
        scope,
        key,
      ])
    },
    list: async (prefix) => {
      const rows = await store.directory<{ key: string; value: unknown; sealed: Buffer | null }>(
        'select key, value, sealed from memory where platform = $1 and scope = $2 and starts_with(key, $3) order by key collate "C"',
        [platform, scope, prefix],
      )
      return Promise.all(rows.map(async (row) => ({ key: row.key, value: await read(row) })))
    },
  }
}

interface Secret {
  readonly platform: string
  readonly scope: string
  readonly key: string
  readonly sealed: Buffer
}

/**
 * Brings every secret under its owner's newest data key; one that is put anew meanwhile is newer than ours. Goes on until there
 * is none left: somebody may have begun to put one before the key was there.
 */
export const resealMemory = async (store: Store, vault: Vault, progress: (done: number) => void): Promise<void> => {
  const run = runOn(store)
  const newest = await store.directory<{ owner: string; version: number }>(
    'select owner, max(version) as version from data_keys group by owner',
  )
  const versions = new Map(newest.map(({ owner, version }) => [owner, version]))
  let done = 0
  for (let before = -1; before < done;) {
    before = done
    const secrets = await store.directory<Secret>(
      'select platform, scope, key, sealed from memory where sealed is not null order by platform, scope, key',
    )
    for (const secret of secrets) {
      const { platform, scope, key, sealed } = secret
      if (versionOf(sealed) === versions.get(ownerOf(platform))) continue
      const purpose = purposeOf(platform, scope, key)
      const plain = await vault.open(run, ownerOf(platform), purpose, sealed)
      await store.directory(
        'update memory set sealed = $5 where platform = $1 and scope = $2 and key = $3 and sealed = $4',
        [platform, scope, key, sealed, await vault.seal(run, ownerOf(platform), purpose, plain)],
      )
      if (++done % progressEvery === 0) progress(done)
    }
  }
  progress(done)
}
const progressEvery = 100
