import { setTimeout as pause } from 'node:timers/promises'
import { openLine } from '../support/line'
import { freshDatabase } from '../support/postgres'
import { faultRow, type Seen, type Turn } from './fault-row'
import { notOnce, startWired, storedTimes } from './wired-desk'
import { wires } from './wires'

const perSecond = 50
const slowMs = 200
const mostMs = { slack: 2500, teams: 10_000 }

/** From the request to its 200, each message from another customer in a channel of many. */
const slowed = async (network: keyof typeof mostMs, { count }: Turn, each: 'packet' | 'statement'): Promise<Seen> => {
  const wire = await wires[network](200)
  const own = await freshDatabase()
  const line = await openLine(own.url)
  const desk = await startWired(wire, { database: { ...own, url: line.url } })
  try {
    line.slow(slowMs, each)
    const took: number[] = []
    const faults: string[] = []
    const began = Date.now()
    const under: Promise<void>[] = []
    const write = async (number: number) => {
      const sentAt = performance.now()
      const { acknowledged } = await wire.says(number % wire.channels.length, `say-${number}.`)
      if (acknowledged) took.push(performance.now() - sentAt)
      else faults.push(`say-${number} was refused`)
    }
    for (let number = 0; number < count; number++) {
      under.push(write(number))
      const due = began + ((number + 1) * 1000) / perSecond
      if (Date.now() < due) await pause(due - Date.now())
    }
    await Promise.all(under)
    line.slow(0)
    const p99 = took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? Infinity
    if (p99 > mostMs[network]) faults.push(`p99 of the acknowledgement is ${Math.round(p99)} ms`)
    return {
      faults: [...faults, ...notOnce(count, await storedTimes(own.superUrl), 'stored')],
      figures: `p99 ${Math.round(p99)} ms at ${perSecond} a second`,
    }
  } finally {
    await desk.stop()
    await line.close()
    await wire.close()
    await own.drop()
  }
}

for (const network of ['slack', 'teams'] as const)
  faultRow(9, {
    part: network,
    what: `the database answers ${slowMs} ms later, ${perSecond} messages a second: p99 of the acknowledgement under ${mostMs[network] / 1000} s`,
    count: 600,
    run: async (turn) => slowed(network, turn, 'packet'),
    control: {
      off: 'each statement waits for the one before',
      count: 900,
      run: async (turn) => slowed(network, turn, 'statement'),
    },
  })
