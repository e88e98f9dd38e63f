import { setTimeout as delay } from 'node:timers/promises'
import { openFor, startDesk } from '../support/desk'
import { fakeNetwork } from '../support/fake-network'
import { faultRow } from './fault-row'

const p95 = (times: readonly number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0
/** A machine's own unrest: less than this is nobody's flood. */
const unrestMs = 5

/** Others write in their threads, first alone and then beside one who writes so much in bursts: how long each waits. */
const flood = async (count: number, seconds: number, isLimited: boolean) => {
  const network = fakeNetwork('chat')
  const desk = await startDesk([network.platform], { env: { TICK_MS: '500' } })
  try {
    const people = await openFor(network)
    if (!isLimited) await desk.rows('update desks set rate_limit = null')
    const others = Array.from({ length: 10 }, (_, at) => network.person(`other${at}`))
    const rooms: string[] = []
    for (const one of others) rooms.push(network.thread(await one.says(`the printer of ${one.id} is out of paper`)))
    const room = network.thread(await people.ana.says('everything is broken'))
    await desk.settle()
    let said = 0
    const measure = async (until: number) => {
      const times: number[] = []
      const waits: Promise<void>[] = []
      while (performance.now() < until) {
        const at = said++ % others.length
        const began = performance.now()
        waits.push(
          others[at]!.says(`still out of paper, ${said}`, rooms[at]!).then(
            () => void times.push(performance.now() - began),
          ),
        )
        await delay(100)
      }
      await Promise.all(waits)
      return p95(times)
    }
    await measure(performance.now() + 3000)
    const quiet = await measure(performance.now() + seconds * 1000)
    const end = performance.now() + seconds * 1000
    const bursts = 10
    const flooding = (async () => {
      const stored: Promise<unknown>[] = []
      for (let burst = 0; burst < bursts; burst++) {
        for (let at = 0; at < count / bursts; at++) stored.push(people.ana.says(`word ${burst}.${at} of many`, room))
        await delay((seconds * 1000) / bursts)
      }
      await Promise.all(stored)
    })()
    const loud = await measure(end)
    await flooding
    for (let turn = 0; turn < 5; turn++) await desk.later(60_000)
    const [{ all } = { all: '' }] = await desk.rows<{ all: string }>(
      `select string_agg(e.text::text, ' ') as all from entries e where ticket = (select number from tickets where subject like 'everything%')`,
    )
    const lost = Array.from({ length: bursts }, (_, burst) =>
      Array.from({ length: count / bursts }, (__, at) => `word ${burst}.${at} of many`),
    )
      .flat()
      .filter((words) => !all.includes(words))
    const faults = lost.length === 0 ? [] : [`${lost.length} of ${count} are lost: ${lost[0]}`]
    if (loud > quiet * 1.2 + unrestMs)
      faults.push(`the others waited ${loud.toFixed(1)} ms, alone ${quiet.toFixed(1)} ms`)
    return { faults, count, figures: `p95 ${quiet.toFixed(1)} ms alone, ${loud.toFixed(1)} ms beside it` }
  } finally {
    await desk.stop()
  }
}

faultRow(34, {
  what: 'one customer with 1,000 messages in a minute: the others wait less than a fifth longer, nothing is lost',
  count: 1000,
  // As fast, whatever the number.
  run: async ({ count }) => flood(count, (count * 60) / 1000, true),
  control: { off: 'the limit of one customer', count: 900, run: async ({ count }) => flood(count, 10, false) },
})
