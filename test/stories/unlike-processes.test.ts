import { openFor, startDesk } from '../support/desk'
import { fakeNetwork } from '../support/fake-network'
import { freshDatabase } from '../support/postgres'

test('a process leaves alone what goes to a network that it does not run, and the one that runs it sends it at once', async () => {
  const env = { MASTER_KEY: Buffer.alloc(32, 7).toString('base64') }
  const database = await freshDatabase()
  const [customers, agents] = [fakeNetwork('chat'), fakeNetwork('talk')]
  const whole = await startDesk([customers.platform, agents.platform], { database, env })
  const { ana } = await openFor(agents, { customers })
  await whole.settle()
  await whole.stop()

  const one = await startDesk([customers.platform], { database, env })
  await ana.says('VPN is down')
  await one.settle()
  const waiting = await one.rows<{ state: string; attempts: number; is_due: boolean }>(
    `select o.state, o.attempts, r.at <= now() as is_due from outbox o join outbox_ready r on r.desk = o.desk and r.id = o.id
     where o.platform = 'talk' and o.waits_for is null`,
  )
  expect(waiting).not.toEqual([])
  for (const row of waiting) expect(row).toEqual({ state: 'pending', attempts: 0, is_due: true })
  await one.stop()

  const other = await startDesk([agents.platform], { database, env })
  await other.settle()
  const [ticket] = await other.rows<{ number: number }>('select number::int as number from tickets')
  expect(agents.card(ticket!.number)).toBeDefined()
  await other.stop()
  await database.drop()
})
