import { show } from '../../src/tickets/operations/show'
import { fakeNetwork } from '../support/fake-network'
import { faultsOfForeignIds } from '../support/foreign-ids'
import { startManyDesks } from '../support/many-desks'
import { faultRow } from './fault-row'

const everyDoor = async () => {
  const network = fakeNetwork('chat')
  const many = await startManyDesks([network])
  try {
    const { faults, asked } = await faultsOfForeignIds(many, network)
    return { faults, count: asked }
  } finally {
    await many.desk.stop()
  }
}

faultRow(30, {
  what: 'foreign ids in every command, button, form, choice, search, export: the same answer as “not found”',
  count: 1,
  run: everyDoor,
  control: {
    off: 'whose a ticket is',
    run: async () => {
      const open = show as { may?: unknown }
      const { may } = open
      delete open.may
      return everyDoor().finally(() => (open.may = may))
    },
  },
})
