import { memoryRows } from '../../src/store/memory-rows'
import { twoWithKeys } from '../support/key-rotation'

describe('what an adapter remembers', () => {
  it('is added once, whoever adds it at the same time, and the others are told what there is', async () => {
    const { processes, stop } = await twoWithKeys()
    try {
      const memories = processes.map(({ store, vault }) => memoryRows(store, vault, 'discord', 'sends'))
      const all = [1, 2, 3].flatMap((turn) => memories.map((memory, process) => ({ memory, note: { turn, process } })))
      const told = await Promise.all(all.map(async ({ memory, note }) => memory.add('a send', note)))
      const kept = await memories[0]!.get('a send')
      expect(told.filter((earlier) => earlier === undefined)).toHaveLength(1)
      expect(kept).toEqual(all[told.indexOf(undefined)]!.note)
      expect(told.filter((earlier) => earlier !== undefined)).toEqual([kept, kept, kept, kept, kept])
      expect(await memories[1]!.add('another', 1)).toBeUndefined()
      expect(await memories[1]!.get('another')).toBe(1)
    } finally {
      await stop()
    }
  })
})
