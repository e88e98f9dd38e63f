import { recentMap, type Memory, type PlaceRef } from '../../src/platform'
import { platformName } from './refs'

/** The threads that are looked through for what was missed: those of tickets that go on. */
export interface Watched {
  add(thread: PlaceRef): Promise<void>
  /** Writes nothing for a thread that this process knows to be there. */
  ensure(thread: PlaceRef): Promise<void>
  remove(thread: PlaceRef): Promise<void>
  in(workspace: string): Promise<readonly PlaceRef[]>
}

export const createWatched = (memory: Memory): Watched => {
  /** Known here without asking. */
  const near = recentMap<true>(10_000)
  const add = async ({ id }: PlaceRef) => {
    await memory.put(id, true)
    near.set(id, true)
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
