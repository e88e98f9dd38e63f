import { z } from 'zod'
import { choice, nameOf, place as placeField } from '../../fields'
import { defineOperation } from '../../operation'
import { refuseUnproven } from '../../people/refuse-unproven'
import { Refusal } from '../../refusal'
import { wordsOf } from '../../words'
import { intakeModes, purposes } from '../queue-rows'
import { suggestQueues } from '../suggest-queues'

const uses = [...purposes, 'none'] as const

export const place = defineOperation({
  name: 'place',
  command: 'desk',
  by: 'admin',
  input: z.object({
    purpose: choice(uses, 'purpose'),
    place: placeField.optional(),
    queue: nameOf(60).optional(),
    mode: choice(intakeModes, 'mode').optional(),
  }),
  suggest: { queue: suggestQueues },
  run: async (tx, { purpose, place: named, queue: queueName, mode }, admin) => {
    const place = named ?? admin.parent ?? admin.place
    if (place === undefined) throw new Refusal('missing-input', { field: 'place' }, 'place')
    if (purpose === 'none') {
      await tx.queues.clearPlace(place)
      return tx.say('place.cleared')
    }
    if (purpose !== 'intake') refuseUnproven(tx, place.platform, 'place')
    const queue = queueName === undefined ? await tx.queues.first() : await tx.queues.named(queueName)
    if (queue === undefined) throw new Refusal('no-such-queue', { name: queueName ?? '' }, 'queue')
    await tx.queues.setPlace(place, purpose, queue.id, mode)
    tx.audit(admin.id, 'place', purpose)
    const facts = { purpose: wordsOf(tx.speaks, `purpose.${purpose}`), queue: queue.name }
    return purpose === 'intake' && mode !== undefined
      ? tx.say('place.done-mode', { ...facts, mode: wordsOf(tx.speaks, `mode.${mode}`) })
      : tx.say('place.done', facts)
  },
})
