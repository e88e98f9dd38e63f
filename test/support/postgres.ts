import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

/** Variable that holds the cluster of this test run, from global-setup.ts. */
export const clusterVariable = 'TAQUILLA_TEST_CLUSTER'
export const templateDatabase = 'template_taquilla'

export interface TestDatabase {
  /** As the role `taquilla`, which row-level security holds. */
  readonly url: string
  /** As the superuser, for a look behind row-level security. */
  readonly superUrl: string
  drop(): Promise<void>
}

/** A database of its own with every migration run: a copy of the template, in some 50 ms. `empty` has none. */
export async function freshDatabase(kind: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const cluster = testCluster()
  const name = `test_${randomBytes(6).toString('hex')}`
  const template = kind === 'migrated' ? templateDatabase : 'template0'
  // As files: by way of the log, which is what PostgreSQL does unless told, it takes three times as long.
  await asSuperuser(`create database ${name} template ${template} strategy file_copy owner taquilla`)
  return {
    url: onDatabase(cluster.url, name),
    superUrl: onDatabase(cluster.superUrl, name),
    drop: () => asSuperuser(`drop database if exists ${name} with (force)`),
  }
}

export function testCluster(): { readonly url: string; readonly superUrl: string } {
  const told = process.env[clusterVariable]
  if (!told) throw new Error('the test cluster is not up: global-setup.ts starts it')
  return JSON.parse(told) as { url: string; superUrl: string }
}

export function onDatabase(url: string, name: string): string {
  const result = new URL(url)
  result.pathname = `/${name}`
  return result.href
}

export async function asSuperuser(text: string): Promise<void> {
  const client = new Client({ connectionString: testCluster().superUrl })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}
