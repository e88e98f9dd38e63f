import { auditCommand } from '../../src/cli/audit-command'
import { withBeside } from '../../src/cli/beside'
import { readConfig } from '../../src/config'
import { called, confide, customersOf, erase, tablesWithCanaries } from '../support/canaries'
import { openFor, startDesk } from '../support/desk'
import { fakeNetwork } from '../support/fake-network'
import { keptLog } from '../support/kept-log'
import { watchStatements } from '../support/statements'
import { faultRow, type Turn } from './fault-row'

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64')
const pastTheSecondPass = 61_000
/** When a step failed, it is tried again after this. */
const pastPuttingOff = 301_000

/** Everything that one customer can give, erased; in every second round a statement of the background fails once. */
const forget = async ({ count, random }: Turn, leftOut?: string) => {
  const faults: string[] = []
  let held = 0
  for (let round = 0; round < count; round++) {
    const [network, second] = [fakeNetwork('chat'), fakeNetwork('mail')]
    const desk = await startDesk([network.platform, second.platform], { env: { MASTER_KEY } })
    try {
      const people = await openFor(network)
      await confide(desk, network, second, people)
      held = (await tablesWithCanaries(desk)).size
      let failsIn = round % 2 === 0 ? -1 : 1 + Math.floor(random() * 8)
      const end = watchStatements((text) => {
        if (/^update entries set text = null/.test(text) && failsIn-- === 0) throw new Error('the process is gone')
        return leftOut !== undefined && text.startsWith(`delete from ${leftOut} where`)
          ? `${text} and false`
          : undefined
      })
      try {
        await erase(people, called(customersOf(network, second).ana.id))
        await desk.settle()
        await desk.later(pastPuttingOff)
        await desk.later(pastTheSecondPass)
      } finally {
        end()
      }
      for (const [table, row] of await tablesWithCanaries(desk))
        faults.push(`round ${round}, ${table}: ${row.slice(0, 200)}`)
      const config = readConfig([], { DATABASE_URL: desk.database.url, MASTER_KEY })
      const verify = async () =>
        withBeside(async (beside) => auditCommand(beside, ['verify'], () => undefined), keptLog(), config)
      if ((await verify()) !== 0) faults.push(`round ${round}: the trail does not verify`)
    } finally {
      await desk.stop()
    }
  }
  return { faults, figures: `canaries in ${held} tables before` }
}

const tables = ['customer_notes', 'files', 'ticket_fields', 'webhooks', 'documents', 'openings', 'joins', 'identities']

faultRow(38, {
  what: 'a customer is exported and erased: no canary is left in any table, the trail verifies',
  count: 4,
  run: async (turn) => forget(turn),
  control: {
    off: 'one table, another each time',
    count: 1,
    run: async (turn) => forget(turn, tables[Math.floor(turn.random() * tables.length)]),
  },
})
