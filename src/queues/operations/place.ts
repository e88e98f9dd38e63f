import { z } from 'zod'
import { findingWords } from '../../doctor/format-findings'
import { choice, fieldOf, nameOf, place as placeField } from '../../core/fields'
import { findingsOf } from '../../core/needs'
import { defineOperation } from '../../core/operation'
import { refuseUnproven } from '../../people/refuse-unproven'
import { closing, type PlaceRef } from '../../platform'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { wordsOf } from '../../core/words'
import { intakeModes, purposes, type Purpose } from '../queue-rows'
import { suggestQueues } from '../suggest-queues'
import { isUnfit } from '../unfit-place'

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
    asked: fieldOf(z.literal('yes'), { field: 'text', isHidden: true }).optional(),
  }),
  suggest: { queue: suggestQueues },
  needs: {
    read: async (tx, { purpose, place: named }, admin) => {
      const place = named ?? admin.parent ?? admin.place
      if (place === undefined || purpose === 'none') return []
      if (purpose !== 'intake') refuseUnproven(tx, place.platform, 'place')
      return [findingsOf(place)]
    },
  },
  run: async (tx, { purpose, place: named, queue: queueName, mode, asked }, admin) => {
    const place = named ?? admin.parent ?? admin.place
    if (place === undefined) throw new Refusal('missing-input', { field: 'place' }, 'place')
    if (purpose === 'none') {
      await tx.queues.clearPlace(place)
      return tx.say('place.cleared')
    }
    if (purpose !== 'intake') refuseUnproven(tx, place.platform, 'place')
    const queue = queueName === undefined ? await tx.queues.first() : await tx.queues.named(queueName)
    if (queue === undefined) throw new Refusal('no-such-queue', { name: queueName ?? '' }, 'queue')
    refuseUnfit(tx, place, purpose)
    await tx.queues.setPlace(place, purpose, queue.id, mode)
    tx.audit(admin.id, 'place', purpose)
    const facts = { purpose: wordsOf(tx.speaks, `purpose.${purpose}`), queue: queue.name }
    const told =
      purpose === 'intake' && mode !== undefined
        ? tx.say('place.done-mode', { ...facts, mode: wordsOf(tx.speaks, `mode.${mode}`) })
        : tx.say('place.done', facts)
    return asked === undefined ? told : closing(told)
  },
})

/** Throws Refusal for an unfit place, before a customer's words are lost in it. */
const refuseUnfit = (tx: Tx, place: PlaceRef, purpose: Purpose) => {
  const finding = (tx.answerOf(findingsOf(place)) ?? []).find(({ what }) => isUnfit(purpose, what))
  if (finding === undefined) return
  const { fault, mend } = findingWords(tx.speaks, finding)
  throw new Refusal('unfit-place', { why: `${fault} ${mend}` }, 'place')
}
