import { freshDatabase } from '../support/postgres'
import { dataFolder, type RunningDesk } from '../support/running-desk'
import { faultRow, type Seen, type Turn } from './fault-row'
import { killSwitch, openRooms, speak, untilAcknowledged, untilSent } from './killed-desk'
import { ended, listedAsUnclear, notOnce, prepare, runWired, storedTimes, timesSaid } from './wired-desk'
import { slackWire } from './wires'

const restarts = 4
const mostMs = 30_000

/** Two processes, one after another told to stop and started again while agents write. */
const rolled = async ({ count }: Turn, signal: NodeJS.Signals): Promise<Seen> => {
  const wire = await slackWire()
  const database = await freshDatabase()
  const folder = await dataFolder()
  const running: RunningDesk[] = []
  const start = async (index: number) => {
    running[index] = await runWired(wire, database, { DATA_DIR: folder.path, TICK_MS: '200' }, killSwitch)
  }
  try {
    await start(0)
    await start(1)
    await prepare(wire, database.superUrl)
    const rooms = await openRooms(wire, database.superUrl)
    const faults: string[] = []
    let slowest = 0
    let isOver = false
    const roll = async () => {
      for (let turn = 0; turn < restarts; turn++) {
        const old = running[turn % 2]!
        const began = Date.now()
        // Requests that still come to it are served or refused, and then come again; meanwhile the other takes over.
        wire.aim(old.url)
        old.child.kill(signal)
        await new Promise((resolve) => setTimeout(resolve, 200))
        wire.aim(running[(turn + 1) % 2]!.url)
        const code = await old.child.ended
        slowest = Math.max(slowest, Date.now() - began)
        if (code !== 0) faults.push(`it ended with ${code}`)
        await start(turn % 2)
      }
    }
    const rolling = roll().finally(() => {
      isOver = true
    })
    let said = 0
    while (!isOver || said < count) {
      const from = said
      await speak(
        20,
        async (number) => wire.agentSays(rooms[number % rooms.length]!, `say-${from + number}.`),
        untilAcknowledged,
      )
      said += 20
    }
    await rolling
    await untilSent(database.superUrl)
    if (slowest > mostMs) faults.push(`it took ${slowest} ms to end`)
    return {
      count: said,
      faults: [
        ...faults,
        ...notOnce(said, await storedTimes(database.superUrl), 'stored'),
        ...notOnce(said, timesSaid(wire.stands()), 'shown', await listedAsUnclear(database.superUrl)),
      ],
      figures: `${restarts} restarts, the slowest end took ${slowest} ms`,
    }
  } finally {
    await ended(...running)
    await wire.close()
    await database.drop()
    await folder.remove()
  }
}

faultRow(23, {
  what: 'rolling restart, SIGTERM under load: none lost, each exit in less than 30 s',
  count: 300,
  run: async (turn) => rolled(turn, 'SIGTERM'),
  control: { off: 'killed instead', count: 40, run: async (turn) => rolled(turn, 'SIGKILL') },
})
