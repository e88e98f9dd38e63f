import { operations } from '../../src/slices'
import { hasRole } from '../../src/model/person'
import { roles } from '../../src/platform'
import { wordsOfAnswer, type FakeNetwork } from './fake-network'
import { roleIn, workspaces, type ManyDesks } from './many-desks'

/** Every operation, asked for by every role on every network, in their own desk and in another: what went against the table. */
export const faultsOfRoles = async (many: ManyDesks, networks: readonly FakeNetwork[]) => {
  // Noted first: a control changes them under the program alone.
  const table = operations.map(({ name, by }) => ({ name, by }))
  const faults: string[] = []
  let cells = 0
  const ask = async (isRefusal: boolean) => {
    for (const network of networks)
      for (const home of workspaces)
        for (const role of roles) {
          const held = roleIn(role, 'acme', home)
          for (const { name, by } of table.filter((one) => hasRole({ role: held }, one.by) !== isRefusal)) {
            cells++
            const cell = `${role} of acme in ${home} on ${network.name}: ${name}`
            const before = isRefusal ? await many.counts() : undefined
            const answer = wordsOfAnswer(await many.invokes(network, `acme-${role}`, home, name))
            if (/needs the \w+ role/.test(answer) !== isRefusal)
              faults.push(`${cell} (needs ${by}): ${answer.slice(0, 80)}`)
            if (before === undefined) continue
            // Its inbox row, so that a redelivery gets the same answer, and one line of the audit.
            const wanted = { ...before, inbox: before['inbox']! + 1, audit: before['audit']! + 1 }
            const after = await many.counts()
            const written = Object.keys(after).filter(
              (one) => !auditHead.has(one) && after[one] !== wanted[one as never],
            )
            if (written.length > 0) faults.push(`${cell} wrote ${written.join(', ')}`)
          }
        }
  }
  await ask(true)
  await ask(false)
  return { faults, cells }
}
/** Table of where each desk's chain of audit rows has got to. */
const auditHead = new Set(['audit_heads'])
