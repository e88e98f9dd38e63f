import { rm } from 'node:fs/promises'
import type { TestCluster } from './global-setup'

export default async function globalTeardown(): Promise<void> {
  const { embedded, folder, watch } = (globalThis as unknown as { testCluster: TestCluster }).testCluster
  await embedded.stop()
  await rm(folder, { recursive: true, force: true })
  watch?.kill()
}
