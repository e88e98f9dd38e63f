import { setTimeout as pause } from 'node:timers/promises'
import { DeliveryFailure, type Platform } from '../../src/platform'
import { fakeNetwork } from '../support/fake-network'
import { faultRow, type Seen, type Turn } from './fault-row'
import { openTickets } from './sends'
import { startWired, withoutPace } from './wired-desk'
import { wires, type Wire } from './wires'

const most = 100
const everyMs = 500

/** The network refuses everything, by turns as unauthorized and as forbidden in other runs; customers go on writing. */
const refused = async (
  name: Wire['name'],
  status: 401 | 403,
  { minutes }: Turn,
  tamper = withoutPace,
): Promise<Seen> => {
  const wire = await wires[name]()
  const other = fakeNetwork('chat')
  const desk = await startWired(wire, { tamper, others: [other.platform] })
  try {
    await openTickets(wire, desk)
    let invalid = 0
    wire.wrong = () => {
      invalid++
      return { status }
    }
    const until = Date.now() + minutes * 60_000
    for (let number = 0; Date.now() < until; number++) {
      await wire.says(number % wire.channels.length, `say-${number}.`)
      await pause(everyMs)
      await desk.program.courier.tick()
    }
    wire.wrong = undefined
    await desk.settle()
    const told = other.texts('dm.ada').length
    const what = `${name} ${status}`
    return {
      faults: [
        ...(invalid < most ? [] : [`${what}: ${invalid} invalid requests`]),
        ...(told > 0 ? [] : [`${what}: no admin was told`]),
      ],
      figures: `${what}: ${invalid} requests`,
    }
  } finally {
    await desk.stop()
    await wire.close()
  }
}

/** Takes every refusal for something that will pass. */
const hopeful = (platform: Platform): Platform => ({
  ...withoutPace(platform),
  post: async (...given) =>
    platform.post(...given).catch((error: unknown) => {
      throw error instanceof DeliveryFailure && error.kind === 'blocked'
        ? new DeliveryFailure('again', error.message, new Date(Date.now() + 200))
        : error
    }),
})

const everywhere = async (turn: Turn): Promise<Seen> => {
  const seen = await Promise.all(
    (['slack', 'discord', 'teams'] as const).flatMap((name) =>
      ([401, 403] as const).map(async (status) => refused(name, status, turn)),
    ),
  )
  return { faults: seen.flatMap(({ faults }) => faults), figures: seen.map(({ figures }) => figures).join('; ') }
}

faultRow(14, {
  what: `401/403 storm: less than ${most} invalid requests, the workspace paused, the admin told`,
  count: 0,
  minutes: 1,
  run: async (turn) => everywhere(turn),
  control: {
    off: 'a refusal is taken for something that passes',
    run: async (turn) => refused('slack', 403, { ...turn, minutes: Math.min(0.75, turn.minutes) }, hopeful),
  },
})
