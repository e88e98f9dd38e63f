import { setTimeout as pause } from 'node:timers/promises'
import { openLine } from '../support/line'
import { freshDatabase } from '../support/postgres'
import { faultRow, type Seen, type Turn } from './fault-row'
import { openTickets } from './sends'
import { notOnce, startWired, storedTimes } from './wired-desk'
import { slackWire } from './wires'

const mostMs = 30_000
const roundMs = 60_000

/** Every connection to the database dies without a word; events come on, and what is not acknowledged comes again. */
const halfOpen = async ({ count }: Turn, heals: boolean): Promise<Seen> => {
  const wire = await slackWire(count)
  const own = await freshDatabase()
  const line = await openLine(own.url)
  const desk = await startWired(wire, { database: { ...own, url: line.url } })
  try {
    await openTickets(wire, desk)
    line.freeze()
    const began = Date.now()
    let storedAt = Infinity
    const deliver = async (number: number) => {
      const said = await Promise.race([wire.says(number, `say-${number}.`), pause(roundMs, undefined)])
      for (let is = said?.acknowledged ?? true; !is && Date.now() < began + roundMs;) {
        if (!heals) line.freeze()
        await pause(200)
        is = await said!.again()
      }
      if (said?.acknowledged !== false) return
      storedAt = Math.min(storedAt, Date.now())
    }
    const refreezing = heals ? undefined : setInterval(() => line.freeze(), 50)
    await Promise.all(Array.from({ length: count }, async (_, number) => deliver(number)))
    clearInterval(refreezing)
    const stored = await storedTimes(own.superUrl)
    const noticedMs = storedAt - began
    return {
      faults: [
        ...(noticedMs < mostMs ? [] : [`noticed after ${noticedMs / 1000} s`]),
        ...notOnce(count, stored, 'stored'),
      ],
      figures: `stored again after ${(noticedMs / 1000).toFixed(1)} s`,
    }
  } finally {
    await line.close()
    await desk.stop()
    await wire.close()
    await own.drop()
  }
}

faultRow(11, {
  what: 'half-open database connections for 60 s: noticed in less than 30 s',
  count: 20,
  run: async (turn) => halfOpen(turn, true),
  control: { off: 'new connections die too', count: 5, run: async (turn) => halfOpen(turn, false) },
})
