import type { Memory, PlaceRef } from '../../src/platform'
import { platformName } from './refs'

/** The threads that are looked through for what was missed: those of tickets that go on. */
export interface Watched {
  add(thread: PlaceRef): Promise<void>
  /** Writes nothing for a thread that this process knows to be there. */
  ensure(thread: PlaceRef): Promise<void>
  remove(thread: PlaceRef): Promise<void>
  in(workspace: string): Promise<readonly PlaceRef[]>
}

/** So many are known here without asking. */
const most = 10_000

export const createWatched = (memory: Memory): Watched => {
  const near = new Set<string>()
  const add = async ({ id }: PlaceRef) => {
    await memory.put(id, true)
    if (near.size >= most) near.clear()
    near.add(id)
  }
  return {
    add,
    ensure: async (thread) => (near.has(thread.id) ? undefined : add(thread)),
    remove: async ({ id }) => {
      near.delete(id)
      await memory.delete(id)
    },
    in: async (workspace) =>
      (await memory.list(`${workspace}/`)).map(({ key }) => ({ platform: platformName, kind: 'place', id: key })),
  }
}
