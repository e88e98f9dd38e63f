import { setTimeout as pause } from 'node:timers/promises'
import { freshDatabase } from '../support/postgres'
import { dataFolder, eventually, rowsOf } from '../support/running-desk'
import { broken } from '../support/interleavings'
import { faultRow, type Seen, type Turn } from './fault-row'
import { killSwitch, openRooms, untilAcknowledged } from './killed-desk'
import { ended, notOnce, prepare, runWired, storedTimes } from './wired-desk'
import { slackWire } from './wires'

const perSecond = 20
const megabyte = 2 ** 20
const mostGrowth = 5 * megabyte
const warmUp = 0.4
const sampleMs = 10_000
/** By itself glibc keeps what a peak took, the more the larger a block that was ever given back: this row asks for what is held. */
const givesBack = { MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_ARENA_MAX: '2' }

/** Twenty messages a second; what the process holds after the warm-up and in the end, at rest and its garbage collected. */
const soaked = async ({ minutes }: Turn, env: NodeJS.ProcessEnv = {}): Promise<Seen> => {
  const wire = await slackWire(50)
  const database = await freshDatabase()
  const folder = await dataFolder()
  const desk = await runWired(wire, database, { DATA_DIR: folder.path, ...givesBack, ...env }, killSwitch)
  /** Memory that the process reports after a collection that it was asked for. */
  const measured = async (): Promise<NodeJS.MemoryUsage> => {
    const before = told(desk.child.output()).length
    desk.child.kill('SIGUSR2')
    return eventually('its memory is told', async () => told(desk.child.output())[before])
  }
  try {
    await prepare(wire, database.superUrl)
    // The playground is a network of its own, which keeps in this process all that is ever posted there.
    await rowsOf(database.superUrl, `delete from places where platform = 'playground'`)
    await openRooms(wire, database.superUrl)
    const began = Date.now()
    const until = began + minutes * 60_000
    const samples: (NodeJS.MemoryUsage & { at: number })[] = []
    let nextSample = began
    let said = 0
    const under: Promise<void>[] = []
    while (Date.now() < until) {
      const number = said++
      under.push(wire.says(number % wire.channels.length, `say-${number}.`).then(untilAcknowledged))
      const due = began + (said * 1000) / perSecond
      if (Date.now() < due) await pause(due - Date.now())
      if (Date.now() < nextSample) continue
      nextSample += sampleMs
      // At rest: what is under way is held too, and more of it on a busy machine.
      await Promise.all(under.splice(0))
      samples.push({ at: Date.now() - began, ...(await measured()) })
    }
    await Promise.all(under)
    // Cards too, however long they had to wait on a busy machine.
    const isSent = async () => (await rowsOf(database.superUrl, 'select from outbox_ready limit 1')).length === 0
    await eventually('everything is sent', isSent, 900_000).catch(() => undefined)
    const warm = samples.filter(({ at }) => at > warmUp * minutes * 60_000)
    const [rss, heap] = [growthOf(warm.map((sample) => sample.rss)), growthOf(warm.map(({ heapUsed }) => heapUsed))]
    const faults = [...notOnce(said, await storedTimes(database.superUrl), 'stored')]
    for (const [what, sql] of Object.entries(broken)) {
      const found = await rowsOf(database.superUrl, sql)
      if (found.length > 0) faults.push(`${what}: ${found.length}, such as ${JSON.stringify(found.slice(0, 3))}`)
    }
    if (rss > mostGrowth) faults.push(`it grew by ${inMegabytes(rss)}`)
    if (heap > mostGrowth) faults.push(`its heap grew by ${inMegabytes(heap)}`)
    return {
      count: said,
      faults,
      figures: `RSS ${inMegabytes(rss)} more than ${inMegabytes(warm[0]!.rss)} after the warm-up, heap ${inMegabytes(heap)} more than ${inMegabytes(warm[0]!.heapUsed)}, each after a collection`,
    }
  } finally {
    await ended(desk)
    await wire.close()
    await database.drop()
    await folder.remove()
  }
}

const told = (output: string): readonly NodeJS.MemoryUsage[] =>
  [...output.matchAll(/^memory (\{.*\}) end$/gm)].map(([, json]) => JSON.parse(json!) as NodeJS.MemoryUsage)
const inMegabytes = (bytes: number) => `${(bytes / megabyte).toFixed(1)} MB`
/** From the first quarter to the last. */
const growthOf = (values: readonly number[]): number => {
  const quarter = Math.max(1, Math.floor(values.length / 4))
  return median(values.slice(-quarter)) - median(values.slice(0, quarter))
}
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

faultRow(40, {
  what: `${perSecond} messages a second: less than 5 MB more after the warm-up, invariants hold`,
  count: 0,
  minutes: 4,
  run: async (turn) => soaked(turn),
  control: {
    off: 'what was sent to the database is kept',
    run: async (turn) => soaked({ ...turn, minutes: Math.min(1, turn.minutes) }, { LEAK: 'on' }),
  },
})
