import { EntitySchema } from 'typeorm'
import type { Memory } from '../platform'
import { coalesce, type Coalescing } from './coalesce'
import type { Store } from './transaction'
import { versionOf, type Run, type Vault } from './vault'

const purposeOf = (platform: string, scope: string, key: string) => `memory/${platform}/${scope}/${key}`
const ownerOf = (platform: string) => `network ${platform}`
const runOn =
  (store: Store): Run =>
  async (sql, parameters) =>
    store.directory(sql, parameters)

interface Kept {
  readonly key: string
  readonly value: unknown
  readonly sealed: Buffer | null
}

export const memorySchema = new EntitySchema({
  name: 'memory',
  tableName: 'memory',
  columns: {
    platform: { type: 'text', primary: true },
    scope: { type: 'text', primary: true },
    key: { type: 'text', primary: true },
    value: { type: 'jsonb', nullable: true },
    sealed: { type: 'bytea', nullable: true },
  },
})

/** However many ask, and however slow the database is, they take one connection. */
const together = <Asked, Answer>(run: Coalescing<Asked, Answer>['run']) => coalesce({ concurrency: 1, batch: 500, run })

/** Memory of an adapter: small values by key, secrets sealed for this platform, scope and key alone. */
export const memoryRows = (store: Store, vault: Vault, platform: string, scope: string): Memory => {
  const purpose = (key: string) => purposeOf(platform, scope, key)
  const owner = ownerOf(platform)
  const run = runOn(store)
  const read = async ({ key, value, sealed }: Kept) =>
    sealed === null ? value : (JSON.parse(await vault.open(run, owner, purpose(key), sealed)) as unknown)
  const find = together<string, Kept | undefined>(async (keys) => {
    const rows = await store.directory<Kept>(
      'select key, value, sealed from memory where platform = $1 and scope = $2 and key = any($3::text[])',
      [platform, scope, keys],
    )
    const kept = new Map(rows.map((row) => [row.key, row]))
    return keys.map((key) => kept.get(key))
  })
  const keep = together<Kept, void>(async (all) => {
    // Put twice together, the later holds.
    const latest = [...new Map(all.map((one) => [one.key, one])).values()]
    await store.directory(
      `insert into memory (platform, scope, key, value, sealed)
       select $1, $2, key, value::jsonb, sealed from unnest($3::text[], $4::text[], $5::bytea[]) as given(key, value, sealed) order by key
       on conflict (platform, scope, key) do update set value = excluded.value, sealed = excluded.sealed`,
      [
        platform,
        scope,
        latest.map(({ key }) => key),
        latest.map(({ value }) => value),
        latest.map(({ sealed }) => sealed),
      ],
    )
    return all.map(() => undefined)
  })
  /** Answers whether it was added; of two together by one key, the first is. */
  const addNew = together<{ key: string; value: string }, boolean>(async (all) => {
    const added = await store.directory<{ key: string }>(
      `insert into memory (platform, scope, key, value)
       select $1, $2, key, value::jsonb from unnest($3::text[], $4::text[]) with ordinality as given(key, value, n) order by key, n
       on conflict (platform, scope, key) do nothing returning key`,
      [platform, scope, all.map(({ key }) => key), all.map(({ value }) => value)],
    )
    const isNew = new Set(added.map(({ key }) => key))
    return all.map(({ key }) => isNew.delete(key))
  })
  return {
    get: async (key) => {
      const row = await find(key)
      return row === undefined ? undefined : read(row)
    },
    put: async (key, value, options) => {
      const json = JSON.stringify(value)
      await keep(
        options?.secret === true
          ? { key, value: null, sealed: await vault.seal(run, owner, purpose(key), json) }
          : { key, value: json, sealed: null },
      )
    },
    add: async (key, value) => {
      if (await addNew({ key, value: JSON.stringify(value) })) return undefined
      const row = await find(key)
      return row === undefined ? undefined : read(row)
    },
    delete: async (key) => {
      await store.directory('delete from memory where platform = $1 and scope = $2 and key = $3', [
        platform,
        scope,
        key,
      ])
    },
    list: async (prefix) => {
      const rows = await store.directory<Kept>(
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
 * Brings every secret under the data key that was its owner's newest when this began, or a later one: what is put meanwhile by
 * somebody who saw that key is new already, and so is the first secret of an owner who had none. Goes on until there is none
 * left: somebody may have begun to put one before the key was there.
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
      if ((versionOf(sealed) ?? 0) >= (versions.get(ownerOf(platform)) ?? 1)) continue
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

/** Takes away the secrets that none of the keys opens. Answers how many. */
export const dropClosedMemory = async (store: Store, vault: Vault): Promise<number> => {
  const run = runOn(store)
  const secrets = await store.directory<Secret>(
    'select platform, scope, key, sealed from memory where sealed is not null',
  )
  let count = 0
  for (const { platform, scope, key, sealed } of secrets) {
    const isOpen = await vault.open(run, ownerOf(platform), purposeOf(platform, scope, key), sealed).then(
      () => true,
      () => false,
    )
    if (isOpen) continue
    await store.directory('delete from memory where platform = $1 and scope = $2 and key = $3', [platform, scope, key])
    count++
  }
  return count
}
