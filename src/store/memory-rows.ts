import type { Memory } from '../platform'
import type { Store } from './transaction'
import type { Vault } from './vault'

/** What an adapter keeps for itself: small values by key, secrets sealed for this platform, scope and key alone. */
export const memoryRows = (store: Store, vault: Vault, platform: string, scope: string): Memory => {
  const purpose = (key: string) => `memory/${platform}/${scope}/${key}`
  const read = ({ key, value, sealed }: { key: string; value: unknown; sealed: Buffer | null }): unknown =>
    sealed === null ? value : JSON.parse(vault.open(purpose(key), sealed))
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
        [platform, scope, key, isSecret ? null : json, isSecret ? vault.seal(purpose(key), json) : null],
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
      return rows.map((row) => ({ key: row.key, value: read(row) }))
    },
  }
}
