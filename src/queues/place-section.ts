import { z } from 'zod'
import { shortText } from '../core/fields'
import { unprovenFault } from '../people/refuse-unproven'
import { defineSection } from '../core/section'
import { intakeModes, placeRef, purposes } from './queue-rows'

const item = z.strictObject({
  network: shortText(40),
  /** The network's own name for it. */
  place: shortText(300),
  purpose: z.enum(purposes),
  queue: shortText(60),
  /** What opens a ticket there. */
  mode: z.enum(intakeModes).optional(),
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
