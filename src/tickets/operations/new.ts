import { z } from 'zod'
import { richText, shortText, user } from '../../fields'
import { defineOperation } from '../../operation'
import { hasRole, type Actor, type Person } from '../../people/person'
import { firstLine, isEmpty, type RichText, type UserRef } from '../../platform'
import type { Queue } from '../../queues/queue-rows'
import { suggestQueues } from '../../queues/suggest-queues'
import { Refusal } from '../../refusal'
import type { Tx } from '../../tx'
import { wordsOf } from '../../words'
import { openTicket, type CustomerSide } from '../open-ticket'

export const newTicket = defineOperation({
  name: 'new',
  by: 'customer',
  menus: ['post', 'user'],
  reaction: '🎫',
  asks: ['text'],
  input: z.object({
    for: user.optional(),
    topic: shortText(60).optional(),
    queue: shortText(60).optional(),
    text: richText(4000).optional(),
  }),
  suggest: { queue: suggestQueues },
  run: async (tx, { text: typed, for: somebody, topic, queue: queueName }, actor) => {
    const text = typed ?? actor.onText
    if (text === undefined || isEmpty(text)) throw new Refusal('missing-input', { field: 'text' }, 'text')
    const requester = somebody === undefined ? await requesterOf(tx, actor, typed) : await onBehalf(tx, actor, somebody)
    const known = actor.on === undefined ? undefined : await tx.rooms.post(actor.on)
    if (known !== undefined) throw new Refusal('already-done', { number: known.ticket })
    const { side, queue } = await sideOf(tx, actor, typed, somebody ?? actor.user)
    const chosen = queueName === undefined ? undefined : await queueOf(tx, queueName)
    const ticket = await openTicket(tx, {
      requester,
      ...(requester.id === actor.id ? {} : { by: actor }),
      text,
      ...(topic === undefined ? {} : { subject: `${topic}: ${firstLine(text, 80)}` }),
      queue: chosen?.id ?? queue,
      side,
      ...(actor.on === undefined || typed !== undefined ? {} : { post: { ref: actor.on, at: tx.now } }),
    })
    return tx.say('new.done', { number: ticket.number, subject: ticket.subject })
  },
})

/** By its name, or by its id as a button carries it. */
const queueOf = async (tx: Tx, named: string): Promise<Queue> => {
  const queue = z.uuid().safeParse(named).success ? await tx.queues.get(named) : await tx.queues.named(named)
  if (queue === undefined) throw new Refusal('no-such-queue', { name: named }, 'queue')
  return queue
}

const onBehalf = async (tx: Tx, actor: Actor, somebody: UserRef): Promise<Person> => {
  if (!hasRole(actor, 'agent'))
    throw new Refusal('not-allowed', { operation: 'new', role: wordsOf(actor.speaks, 'role.agent') }, 'for')
  return (await tx.people.known(somebody)) ?? (await tx.people.meet(somebody, { name: somebody.id }))
}

/** A ticket made of somebody's post is that person's: agents may make one, and everybody of their own post. */
const requesterOf = async (tx: Tx, actor: Actor, typed: RichText | undefined): Promise<Person> => {
  if (typed !== undefined || actor.onFrom === undefined) return actor
  const author = await tx.people.meet(actor.onFrom.user, { name: actor.onFrom.name })
  if (author.id !== actor.id && !hasRole(actor, 'agent'))
    throw new Refusal('not-allowed', { operation: 'new', role: wordsOf(actor.speaks, 'role.agent') })
  return author
}

const sideOf = async (
  tx: Tx,
  actor: Actor,
  typed: RichText | undefined,
  requester: UserRef,
): Promise<{ side: CustomerSide; queue: string }> => {
  const { place } = actor
  const here = place === undefined ? undefined : await tx.queues.place(actor.parent ?? place)
  const queue = here?.queue ?? (await tx.queues.first()).id
  if (place === undefined) throw new Refusal('missing-input', { field: 'place' })
  if (actor.on !== undefined && typed === undefined)
    return { side: { kind: 'under-post', post: actor.on, parent: actor.parent ?? place }, queue }
  if (here?.purpose === 'intake' && requester.id === actor.user.id)
    return { side: { kind: 'under-receipt', place: actor.parent ?? place }, queue }
  return { side: { kind: 'direct', user: requester, lanePlace: place }, queue }
}
