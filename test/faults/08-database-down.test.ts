import { openLine } from '../support/line'
import { freshDatabase } from '../support/postgres'
import { eventually } from '../support/running-desk'
import { acknowledgesAll } from './acknowledges-all'
import { faultRow, type Seen, type Turn } from './fault-row'
import { openTickets } from './sends'
import { notOnce, startWired, storedTimes, withoutPace } from './wired-desk'
import { wires, type Wire } from './wires'

const awayMs = 4000

/** The database is away for some seconds while customers write; what the network was not told of it delivers again. */
const down = async (name: Wire['name'], { count }: Turn, tamper = withoutPace): Promise<Seen> => {
  const wire = await wires[name]()
  const own = await freshDatabase()
  const line = await openLine(own.url)
  const desk = await startWired(wire, { tamper, database: { ...own, url: line.url } })
  try {
    await openTickets(wire, desk)
    const cut = line.cut(awayMs)
    const said = await Promise.all(
      Array.from({ length: count }, async (_, number) => wire.says(number % wire.channels.length, `say-${number}.`)),
    )
    await cut
    const refused = said.filter(({ acknowledged }) => !acknowledged)
    const stored = async () => storedTimes(own.superUrl)
    const faults =
      name === 'discord' || (await stored()).size >= count - refused.length
        ? []
        : [`${count - refused.length} were acknowledged, ${(await stored()).size} are stored`]
    for (const one of refused) for (let turn = 0; !(await one.again()); turn++) if (turn > 50) break
    await eventually('all are stored', async () => (await stored()).size === count, 20_000).catch(() => undefined)
    return { faults: [...faults, ...notOnce(count, await stored(), 'stored')], figures: `${refused.length} refused` }
  } finally {
    await desk.stop()
    await line.close()
    await wire.close()
    await own.drop()
  }
}

for (const network of ['slack', 'discord', 'teams'] as const)
  faultRow(8, {
    part: network,
    what: 'the database is down at the acknowledgement: never acknowledged, stored after the retry',
    count: 200,
    run: async (turn) => down(network, turn),
    control: {
      off: 'everything is acknowledged',
      count: 20,
      run: async (turn) => down(network, turn, acknowledgesAll),
    },
  })
