import { operations } from '../../src/slices'
import { fakeNetwork } from '../support/fake-network'
import { startManyDesks } from '../support/many-desks'
import { faultsOfRoles } from '../support/role-cells'
import { faultRow } from './fault-row'

const everyCell = async () => {
  const networks = [fakeNetwork('chat'), fakeNetwork('plain', { private: 'none', commands: 'none', edits: false })]
  const many = await startManyDesks(networks)
  try {
    const { faults, cells } = await faultsOfRoles(many, networks)
    return { faults, count: cells, figures: `${operations.length} operations` }
  } finally {
    await many.desk.stop()
  }
}

faultRow(29, {
  what: 'role x operation x network x own or other desk: as the table says, a refused one writes 1 audit row',
  count: operations.length * 16,
  run: everyCell,
  control: {
    off: 'the role that each operation needs',
    run: async () => {
      const needed = operations.map(({ by }) => by)
      const open = operations as unknown as { by: string }[]
      for (const operation of open) operation.by = 'customer'
      return everyCellAgainst(needed).finally(() => open.forEach((operation, at) => (operation.by = needed[at]!)))
    },
  },
})

/** The table as it was, against a program whose operations need nothing. */
async function everyCellAgainst(needed: readonly string[]) {
  const network = fakeNetwork('chat')
  const many = await startManyDesks([network])
  try {
    const faults: string[] = []
    for (const [at, { name }] of operations.entries()) {
      if (needed[at] === 'customer') continue
      const answer = await many.invokes(network, 'acme-customer', 'acme', name)
      if (!JSON.stringify(answer).includes('needs the ')) faults.push(name)
    }
    return { faults, count: operations.length }
  } finally {
    await many.desk.stop()
  }
}
