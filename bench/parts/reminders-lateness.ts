import { setTimeout as pause } from 'node:timers/promises'
import { startDesk, whileRuns } from '../child'
import type { Part } from '../part'
import { playgroundOf, type Post } from '../playground'

const tickets = 5
const targetMs = 20_000
const warnMs = 10_000
/** No multiple of the tick: the tickets fall due at different points of it. */
const apartMs = 710
const patienceMs = 15_000
const promised = 1000

export const remindersLateness: Part = {
  name: 'reminders-lateness',
  says: `how long after its time a reminder and a breach are seen in chat, with a policy of ${targetMs / 1000} s`,
  run: async (bench) =>
    whileRuns(await startDesk(await bench.folder()), async ({ url }) => {
      const playground = playgroundOf(url)
      await playground.invoke('ada', 'agents', 'policy', { first_response: '20s', resolution: '1h', warn: '10s' })
      const seen = new Map<string, number>()
      const stream = await playground.listen((post) => {
        const key = pingOf(post)
        if (key !== undefined && !seen.has(key)) seen.set(key, Date.now())
      })
      for (let index = 1; index <= tickets; index++) {
        await playground.invoke('ana', 'help', 'new', { text: `The printer on floor ${index} is out of paper` })
        await pause(apartMs)
      }
      const due = dueTimes(await playground.posts('agents'))
      if (due.size !== tickets) throw new Error(`only ${due.size} of ${tickets} cards came in time`)
      bench.progress(`${due.size} tickets are open; waiting for their reminders and breaches`)
      for (const until = Date.now() + targetMs + patienceMs; seen.size < 2 * tickets && Date.now() < until;)
        await pause(50)
      stream.close()
      const lateness = (kind: string, earlier: number) =>
        [...due].map(([number, at]) => (seen.get(`${kind} ${number}`) ?? Number.POSITIVE_INFINITY) - (at - earlier))
      return [
        { what: 'a reminder, after its time', unit: 'ms', samples: lateness('warning', warnMs), promised },
        { what: 'a breach, after its time', unit: 'ms', samples: lateness('breach', 0), promised },
      ]
    }),
}

/** `warning 3` where the queue is reminded of ticket 3, `breach 3` where the supervisors are told. */
const pingOf = ({ place, text }: Post): string | undefined => {
  const number = /#(\d+)/.exec(text)?.[1]
  if (place === 'agents' && text.startsWith('⚠️')) return `warning ${number}`
  return place === 'supervisors' && text.startsWith('🔴') ? `breach ${number}` : undefined
}

/** Due time of each ticket's first response, from its card: milliseconds by the database's clock, which is this machine's. */
const dueTimes = (posts: readonly Post[]): Map<string, number> =>
  new Map(
    posts.flatMap(({ card }) => {
      const number = /^#(\d+)/.exec(card?.title ?? '')?.[1]
      const at = /"kind":"time","at":"([^"]+)"/.exec(JSON.stringify(card?.blocks ?? []))?.[1]
      return number === undefined || at === undefined ? [] : [[number, new Date(at).getTime()] as const]
    }),
  )
