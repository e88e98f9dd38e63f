import { faultRow, type Turn } from './fault-row'
import { repeatsWhatWasUnclear, sendAll } from './sends'
import type { Wrong } from './wires'

const troubles: readonly Wrong[] = ['lost', 'dropped', { status: 500 }, { status: 503 }]
const halfOf =
  ({ random }: Turn) =>
  () =>
    random() < 0.5 ? troubles[Math.floor(random() * troubles.length)] : undefined

for (const network of ['slack', 'discord', 'teams'] as const)
  faultRow(15, {
    part: network,
    what: 'half of the sends end in 5xx or no answer: none lost without being listed, none twice',
    count: 300,
    run: async (turn) => sendAll(network, { count: turn.count, direction: 'replies', wrong: halfOf(turn) }),
    control: {
      off: 'what was unclear is sent again',
      count: 30,
      run: async (turn) =>
        sendAll(network, {
          count: turn.count,
          direction: 'replies',
          wrong: halfOf(turn),
          tamper: repeatsWhatWasUnclear,
        }),
    },
  })
