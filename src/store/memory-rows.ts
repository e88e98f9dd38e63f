import type { Memory } from '../platform'
import type { Store } from './transaction'
import type { Run, Vault } from './vault'

/** What an adapter keeps for itself: small values by key, secrets sealed for this platform, scope and key alone. */
export const memoryRows = (store: Store, vault: Vault, platform: string, scope: string): Memory => {
  const purpose = (key: string) => `memory/${platform}/${scope}/${key}`
  const owner = `network ${platform}`
  const run: Run = async (sql, parameters) => store.directory(sql, parameters)
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
