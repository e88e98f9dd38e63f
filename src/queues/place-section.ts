import { z } from 'zod'
import { shortText } from '../core/fields'
import { unprovenFault } from '../people/refuse-unproven'
import { defineSection } from '../core/section'
import { intakeModes, placeRef, purposes } from './queue-rows'

const item = z
  .strictObject({
    network: shortText(40).meta({
      description: 'Platform of the channel',
      allowed: '`slack`, `discord`, `teams`, `playground`',
    }),
    place: shortText(300).meta({
      description: 'The channel’s id there: Slack’s `WORKSPACE/CHANNEL`, Discord’s `SERVER/CHANNEL`',
    }),
    purpose: z
      .enum(purposes)
      .meta({ description: 'Customers ask there, agents work there, or supervisors are told there' }),
    queue: shortText(60).meta({
      description: 'Where its tickets go, or whose cards it shows',
      allowed: 'a name of `queues`',
    }),
    mode: z.enum(intakeModes).optional().meta({
      description:
        'What opens a ticket in an intake channel: every message (without it), every thread, an agent’s 🎫, a form, or a command alone',
    }),
  })
  .meta({
    description: 'Channels that the help desk works in.',
    examples: [
      { network: 'discord', place: '5001/7001', purpose: 'intake', queue: 'Support', mode: 'threads' },
      { network: 'slack', place: 'T01/C01', purpose: 'agents', queue: 'Support' },
    ],
  })

const refOf = ({ network, place }: { network: string; place: string }) => placeRef({ platform: network, place })

export const placeSection = defineSection<z.output<typeof item>>({
  name: 'places',
  item,
  keys: ({ network, place }) => [`${network}/${place}`],
  uses: ({ queue }) => [{ section: 'queues', name: queue, at: ['queue'] }],
  read: async (tx) => {
    const names = new Map((await tx.queues.all()).map(({ id, name }) => [id, name]))
    return (await tx.queues.allPlaces()).map(({ platform, place, purpose, queue, mode }) => ({
      network: platform,
      place,
      purpose,
      queue: names.get(queue),
      mode: purpose === 'intake' && mode !== 'every' ? mode : undefined,
    }))
  },
  save: async (tx, one) => {
    const queue = (await tx.queues.named(one.queue))!
    await tx.queues.setPlace(refOf(one), one.purpose, queue.id, one.mode ?? 'every')
  },
  refuses: async (tx, kind, { network, purpose }) =>
    kind === 'removed' || purpose === 'intake' ? undefined : unprovenFault(tx, [network]),
  remove: async (tx, one) => void (await tx.queues.clearPlace(refOf(one))),
})
