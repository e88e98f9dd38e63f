import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import type { Inbound } from '../../src/platform'
import { people } from '../support/slack-harness'
import { slackActs, slackEvents } from '../support/slack-junk'
import { teamsJunk } from '../support/teams-junk'
import { openSlackDoor, openTeamsDoor, type Door } from './doors'
import { faultRow, type Seen, type Turn } from './fault-row'

const megabyte = 2 ** 20
const mostGrowth = 50
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const heap = (): number => {
  collect()
  return process.memoryUsage().heapUsed / megabyte
}

/** Sends bodies that were made before, so that only what the program keeps is measured. */
const thrown = async <D extends Door>(
  open: () => Promise<D>,
  bodies: readonly unknown[],
  send: (door: D, body: unknown) => Promise<number>,
  fails = false,
): Promise<Seen> => {
  const door = await open()
  try {
    if (fails) door.host.onReceive(async () => Promise.reject(new Error('a bug')))
    const statuses = new Map<number, number>()
    const warmUp = bodies.slice(0, 200)
    for (const body of warmUp) await send(door, body)
    const before = heap()
    for (const body of bodies) {
      const status = await send(door, body)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      // The test's own ledger is not the program's.
      ;(door.host.received as Inbound[]).length = 0
    }
    const growth = heap() - before
    const bad = [...statuses].filter(([status]) => (status >= 500 && status !== 501) || status === 0)
    return {
      faults: [
        ...bad.map(([status, times]) => `${times} were answered ${status}`),
        ...(growth < mostGrowth ? [] : [`the heap grew by ${growth.toFixed(1)} MB`]),
      ],
      figures: `heap ${growth.toFixed(1)} MB more`,
    }
  } finally {
    await door.close()
  }
}

const slackBodies = ({ count, seed }: Turn): readonly unknown[] => [
  ...fc.sample(slackEvents, { numRuns: count / 2, seed }).map(([fields, type]) => ({ event: { ...fields, type } })),
  ...fc.sample(slackActs, { numRuns: count / 2, seed }).map(([fields, type]) => ({ ...fields, type })),
]
const toSlack = async ({ fake }: Awaited<ReturnType<typeof openSlackDoor>>, body: unknown) => {
  const { event } = body as { event?: Record<string, unknown> }
  const whole = event
    ? fake.envelope(event)
    : { user: { id: people.agent }, team: { id: fake.team }, ...(body as object) }
  return (await fake.deliver(whole)).status
}
const teamsBodies = ({ count, seed }: Turn) => fc.sample(teamsJunk, { numRuns: count, seed })
const toTeams = async ({ post, issuer }: Awaited<ReturnType<typeof openTeamsDoor>>, body: unknown) =>
  post(body, issuer.token({}))

const off = 'the desk fails at what it hears'
faultRow(26, {
  part: 'slack',
  what: 'malformed payloads: no crash, no 5xx, less than 50 MB more heap',
  count: 6000,
  run: async (turn) => thrown(openSlackDoor, slackBodies(turn), toSlack),
  control: {
    off,
    count: 100,
    run: async (turn) =>
      thrown(
        openSlackDoor,
        [
          ...slackBodies(turn),
          {
            event: {
              type: 'message',
              user: people.customer,
              channel: 'C0HELP',
              text: 'hi',
              ts: '1.1',
              event_ts: '1.1',
            },
          },
        ],
        toSlack,
        true,
      ),
  },
})
faultRow(26, {
  part: 'teams',
  what: 'malformed payloads: no crash, no 5xx, less than 50 MB more heap',
  count: 4000,
  run: async (turn) => thrown(openTeamsDoor, teamsBodies(turn), toTeams),
  control: {
    off,
    count: 50,
    run: async (turn) =>
      thrown(
        openTeamsDoor,
        teamsBodies(turn),
        async (door, body) => toTeams(door, { ...(body as object), ...door.words() }),
        true,
      ),
  },
})
