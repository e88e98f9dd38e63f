import { defined } from '../../platform'
import { z } from 'zod'
import { byName, choice, fieldOf, nameOf } from '../../core/fields'
import { printDuration, readDuration } from '../../core/duration'
import { defineOperation } from '../../core/operation'
import { Refusal } from '../../core/refusal'
import { spanOf, wordsOf, words } from '../../core/words'
import { handOut } from '../../routing/hand-out'
import { routings } from '../pick-agent'
import { longestTakeBack, offShifts, personaModes, replyModes } from '../queue-rows'
import { suggestQueues } from '../suggest-queues'

/** A duration that may be 0: off. */
const takeBack = fieldOf(z.string().trim().max(20), { field: 'duration', maxLength: 20 })

export const queue = defineOperation({
  name: 'queue',
  command: 'desk',
  by: 'admin',
  input: z.object({
    queue: nameOf(60),
    take_back: byName(takeBack).optional(),
    routing: choice(routings, 'routing').optional(),
    silent: byName(takeBack).optional(),
    off_shift: choice(offShifts, 'off_shift').optional(),
    reopen: byName(takeBack).optional(),
    replies: choice(replyModes, 'replies').optional(),
    persona: choice(personaModes, 'persona').optional(),
  }),
  takesNew: ['queue'],
  suggest: { queue: suggestQueues },
  run: async (tx, input, admin) => {
    const { queue: name, take_back: typed, routing, silent, off_shift: offShift, reopen, replies, persona } = input
    const known = await tx.queues.named(name)
    const queue = known ?? (await tx.queues.add(name))
    const ms = typed === undefined || typed === '' ? queue.takeBackMs : typed === '0' ? 0 : readDuration(typed)
    if (ms === undefined) throw new Refusal('bad-duration', { typed: typed! }, 'take_back')
    if (ms > longestTakeBack)
      throw new Refusal('out-of-range', { term: typed!, allowed: `0 – ${printDuration(longestTakeBack)}` }, 'take_back')
    const silentMs = readSpan(silent, queue.silentMs, ['0', '-'], 'silent')
    const reopenMs = readSpan(reopen, queue.reopenMs, ['-'], 'reopen')
    await tx.queues.change(queue.id, {
      takeBackMs: ms,
      silentMs,
      reopenMs,
      ...defined({ routing, offShift, replies, persona }),
    })
    if (offShift !== undefined) await tx.clocks.scheduleOpen('retarget', { queue: queue.id })
    if (routing !== undefined) await handOut(tx, queue.id)
    tx.audit(admin.id, 'queue', known === undefined ? 'added' : 'changed')
    return tx.say(known === undefined ? 'queue.added' : 'queue.changed', {
      name: queue.name,
      span: ms === 0 ? words(tx.speaks, 'span.off') : spanOf(tx.speaks, ms),
      routing: wordsOf(tx.speaks, `routing.${routing ?? queue.routing}`),
      offShift: wordsOf(tx.speaks, `off_shift.${offShift ?? queue.offShift}`),
      replies: wordsOf(tx.speaks, `replies.${replies ?? queue.replies}`),
      persona: wordsOf(tx.speaks, `persona.${persona ?? queue.persona}`),
    })
  },
})

/** Null for one of the words that mean none; as it stands when nothing was typed. */
const readSpan = (typed: string | undefined, stands: number | null, none: readonly string[], field: string) => {
  if (typed === undefined || typed === '') return stands
  if (none.includes(typed)) return null
  const ms = typed === '0' ? 0 : readDuration(typed)
  if (ms === undefined) throw new Refusal('bad-duration', { typed }, field)
  return ms
}
