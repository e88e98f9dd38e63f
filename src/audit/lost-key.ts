import { allDesks } from '../store/desk-rows'
import { closedKeys } from '../store/check-keys'
import { dropClosedMemory } from '../store/memory-rows'
import { RotationFault, type Rotation } from '../store/rotate-keys'
import { createTrail, forgetChain } from './audit-rows'

/**
 * For a desk whose master key is lost for good: takes away what nobody can open any more, so that networks can be connected
 * anew, and begins each trail's chain anew, with this as its first act. Whatever opens stays.
 */
export const giveUpSealed = async ({ store, masterKeys, vault, progress }: Rotation): Promise<void> => {
  const { closed, all } = await closedKeys(store, masterKeys)
  if (closed.length === 0)
    throw new RotationFault(`Nothing is lost: all ${all} data keys open with the master key that is there.`)
  progress(`${await dropClosedMemory(store, vault)} secrets were given up: connect their networks anew`)
  const owners = new Set(closed.map(({ owner }) => owner))
  const trail = createTrail(vault)
  for (const desk of await allDesks(store)) {
    const isLost = owners.has(`audit ${desk}`)
    if (!isLost) continue
    await store.transaction(desk, async (unit) => {
      await forgetChain(unit)
      unit.add(trail, { at: unit.now, person: null, operation: 'rotate-key', outcome: 'lost' })
    })
    progress(`the trail of ${desk} begins a new chain: of the rows before it nothing can be said any more`)
  }
  const rest = closed.filter(({ owner }) => !owner.startsWith('audit '))
  for (const { owner, version } of rest)
    await store.directory('delete from data_keys where owner = $1 and version = $2', [owner, version])
  progress(`done: ${closed.length} data keys are gone, new ones are made as they are needed`)
}
