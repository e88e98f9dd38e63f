import { watchStatements } from '../support/statements'
import { acknowledgesAll } from './acknowledges-all'
import { faultRow, type Seen, type Turn } from './fault-row'
import { openTickets } from './sends'
import { drained, notOnce, startWired, storedTimes, timesSaid, withoutPace } from './wired-desk'
import { slackWire } from './wires'

const share = 0.05
/** By the server, so that the transaction is really broken. */
const breaking = `
  create function breaks() returns trigger language plpgsql as $$ declare luck float := random(); begin
    if luck < ${share / 2} then raise exception 'deadlock detected' using errcode = '40P01'; end if;
    if luck < ${share} then raise exception 'could not serialize access' using errcode = '40001'; end if;
    return new; end $$;
  create trigger breaks before insert on inbox for each row execute function breaks();
  create trigger breaks before insert on entries for each row execute function breaks();
  create trigger breaks before update on outbox for each row execute function breaks();`

const failing = async ({ count, random }: Turn, tamper = withoutPace): Promise<Seen> => {
  const wire = await slackWire()
  const desk = await startWired(wire, { tamper })
  let failed = 0
  let end = () => {}
  try {
    await openTickets(wire, desk)
    await desk.rows(breaking)
    // Error of the pool when it has no connection to give.
    end = watchStatements((text) => {
      if (text !== 'begin' || random() >= share) return undefined
      failed++
      throw new Error('timeout exceeded when trying to connect')
    })
    let again = 0
    for (let number = 0; number < count; number++) {
      const said = await wire.says(number % wire.channels.length, `say-${number}.`)
      for (let is = said.acknowledged; !is; again++) is = await said.again()
    }
    let isEmpty = false
    for (let turn = 0; turn < 20 && !isEmpty; turn++) isEmpty = await drained(desk, 1000, 50)
    const times = timesSaid(wire.stands())
    return {
      faults: [
        ...(isEmpty ? [] : ['the outbox never empties']),
        ...notOnce(count, await storedTimes(desk.database.superUrl), 'stored'),
        ...notOnce(count, times, 'shown'),
      ],
      figures: `${failed} transactions without a connection, ${again} events came again`,
    }
  } finally {
    end()
    await desk.stop()
    await wire.close()
  }
}

faultRow(12, {
  what: '5% deadlocks, serialization failures and pool errors: none lost',
  count: 500,
  run: async (turn) => failing(turn),
  control: { off: 'everything is acknowledged', count: 100, run: async (turn) => failing(turn, acknowledgesAll) },
})
