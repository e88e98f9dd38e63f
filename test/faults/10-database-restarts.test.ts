import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startEmbedded } from '../../src/store/embedded'
import { keptLog } from '../support/kept-log'
import { dataFolder, eventually } from '../support/running-desk'
import { faultRow, type Seen, type Turn } from './fault-row'
import { killSwitch, openRooms, untilAcknowledged, untilSent } from './killed-desk'
import { ended, listedAsUnclear, notOnce, prepare, runWired, storedTimes, timesSaid } from './wired-desk'
import { slackWire, type Said } from './wires'

const mostMs = 10_000

/** Customers write while PostgreSQL is shut down at once and comes back; what was not acknowledged is delivered again. */
const restarted = async (
  { count, random }: Turn,
  again: (said: Said) => Promise<void> = untilAcknowledged,
): Promise<Seen> => {
  const wire = await slackWire()
  const [own, folder] = [await dataFolder(), await dataFolder()]
  const embedded = await startEmbedded({ dataDir: own.path, log: keptLog() })
  const database = {
    url: embedded.url,
    superUrl: embedded.superDataUrl,
    drop: async () => undefined,
  }
  const postmaster = () => readFileSync(join(own.path, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]!
  const desk = await runWired(wire, database, { DATA_DIR: folder.path, TICK_MS: '200' }, killSwitch)
  const isReady = async () =>
    fetch(`${desk.url}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    )
  try {
    await prepare(wire, database.superUrl)
    await openRooms(wire, database.superUrl)
    const faults: string[] = []
    void desk.child.ended.then((code) => faults.push(`it ended with ${code}`))
    let isOver = false
    let said = 0
    const write = async () => {
      while (!isOver) {
        const number = said++
        await again(await wire.says(number % wire.channels.length, `say-${number}.`))
      }
    }
    const writing = [write(), write(), write(), write()]
    let slowest = 0
    for (let restart = 0; restart < count; restart++) {
      await pause(1500 + random() * 1000)
      execFileSync('kill', ['-QUIT', postmaster()])
      const began = Date.now()
      await eventually('it is down', async () => !(await isReady()), 5000).catch(() => undefined)
      await eventually('it is ready', isReady, 60_000)
      slowest = Math.max(slowest, Date.now() - began)
    }
    isOver = true
    await Promise.all(writing)
    await untilSent(database.superUrl)
    if (slowest > mostMs) faults.push(`it took ${slowest} ms to be ready again`)
    return {
      faults: [
        ...faults,
        ...notOnce(said, await storedTimes(database.superUrl), 'stored'),
        ...notOnce(said, timesSaid(wire.stands()), 'shown', await listedAsUnclear(database.superUrl)),
      ],
      figures: `${said} messages, ready again after at most ${slowest} ms`,
    }
  } finally {
    await ended(desk)
    await embedded.stop()
    await wire.close()
    await own.remove()
    await folder.remove()
  }
}

faultRow(10, {
  what: 'PostgreSQL shut down at once 5 times under load: no crash, ready in less than 10 s, nothing lost or doubled',
  count: 5,
  run: async (turn) => restarted(turn),
  control: {
    off: 'what was not acknowledged is not delivered again',
    count: 2,
    run: async (turn) => restarted(turn, async () => undefined),
  },
})
