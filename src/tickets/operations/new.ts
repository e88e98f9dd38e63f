import { z } from 'zod'
import { flag, moment, nameOf, richText, shortText, ticketFields, user } from '../../core/fields'
import { timeToCome } from '../../core/moment'
import { defineOperation } from '../../core/operation'
import { meetNamed, strangersName } from '../../people/meet-named'
import { findPerson, personName, suggestPeople } from '../../people/find-person'
import { notAllowed } from '../../people/not-allowed'
import { hasRole, type Actor, type Person } from '../../model/person'
import { firstLine, isEmpty, type Answer, type RichText, type UserRef } from '../../platform'
import type { Queue } from '../../queues/queue-rows'
import { suggestQueues } from '../../queues/suggest-queues'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { refuseUnanswered } from '../life/refuse-unfilled'
import { isOffered, type Field } from '../../model/field'
import { askField } from '../fields/field-form'
import { openLater, subjectOf } from '../../due/open-later'
import { openTicket, type CustomerSide, type NewTicket } from '../conversation/open-ticket'
import type { Opening } from '../conversation/opening-rows'
import { cancelButton } from './cancel'
import { hearCustomer, type CustomersWords } from '../conversation/hear-customer'
import { lastOfTooMany } from '../conversation/limits'
import { readerZone } from '../../people/reader-zone'
import { richSentence, timeIn } from '../../core/rich-words'

export const newTicket = defineOperation({
  name: 'new',
  by: 'customer',
  claimed: true,
  menus: ['post', 'user'],
  reaction: '🎫',
  asks: ['fields', 'text'],
  offers: (actor) => (hasRole(actor, 'agent') ? ['later'] : []),
  input: z.object({
    for: user.optional(),
    customer: personName.optional(),
    topic: shortText(60).optional(),
    queue: nameOf(60).optional(),
    internal: flag,
    fields: ticketFields.optional(),

    text: richText(4000).optional(),
    // After the words: `new 2h without network` opens now.
    later: moment.optional(),
  }),
  unfolds: async (tx, _input, actor) =>
    (await askedOf(tx, actor)).map((field) =>
      askField(field, undefined, { locale: actor.speaks, zone: tx.desk.zone, isRequired: field.needed === 'open' }),
    ),
  suggest: {
    queue: suggestQueues,
    customer: async (tx, typed, actor) => (hasRole(actor, 'agent') ? suggestPeople(tx, typed) : []),
  },
  needs: {
    given: ['for'],
    // For others it is not, and they are told so.
    read: async (tx, { for: somebody }, actor) => (hasRole(actor, 'agent') ? strangersName(tx, somebody) : []),
  },
  run: async (
    tx,
    { text: typed, for: somebody, customer, topic, queue: queueName, internal, later, fields = {} },
    actor,
  ) => {
    const text = typed ?? actor.onText
    const files = typed === undefined ? (actor.onFiles ?? []) : []
    if (text === undefined || (isEmpty(text) && files.length === 0))
      throw new Refusal('missing-input', { field: 'text' }, 'text')
    const field =
      somebody !== undefined ? 'for' : customer !== undefined ? 'customer' : internal ? 'internal' : undefined
    if (field !== undefined && !hasRole(actor, 'agent')) throw forAgents(actor, field)
    const asked = await askedOf(tx, actor)
    const mayTell = (name: string) => hasRole(actor, 'agent') || asked.some((one) => one.name === name)
    const told = Object.fromEntries(Object.entries(fields).filter(([name]) => mayTell(name)))
    if (later !== undefined && actor.identity === 'claimed')
      throw new Refusal('not-proven', { operation: 'new' }, 'later')
    if (typed !== undefined) refuseUnanswered(tx, asked, told)
    const { requester, user: at } = await requesterOf(tx, actor, { typed, somebody, customer, internal })
    const author = typed === undefined ? await authorOf(tx, actor) : undefined
    // Only now: whose post it is was checked, and the number is told to nobody else.
    const known = actor.on === undefined ? undefined : await tx.rooms.post(actor.on)
    if (known !== undefined) throw new Refusal('already-done', { number: known.ticket })
    const joined = requester.id === actor.id ? await intoLast(tx, actor, { text, files }) : undefined
    if (joined !== undefined) return joined
    const { side, queue } = await sideOf(tx, actor, typed, at)
    const chosen = queueName === undefined ? undefined : await queueOf(tx, queueName)
    const request: NewTicket = {
      requester,
      ...(requester.id === actor.id ? { claimed: actor.identity === 'claimed' } : { by: actor }),
      ...(author === undefined || author.id === requester.id ? {} : { author }),
      text,
      ...(files.length === 0 ? {} : { files }),
      fields: told,
      ...(topic === undefined ? {} : { subject: `${topic}: ${firstLine(text, 80)}` }),
      queue: chosen?.id ?? queue,
      side: internal ? { kind: 'none' } : side,
      ...(actor.on === undefined || typed !== undefined ? {} : { post: { ref: actor.on, at: tx.now } }),
    }
    if (later !== undefined) {
      const zone = await readerZone(tx, actor.id)
      return answerLater(tx, await openLater(tx, request, timeToCome(tx, later, 'later', zone)), zone)
    }
    const ticket = await openTicket(tx, request)
    return tx.say(internal ? 'new.done-internal' : 'new.done', { number: ticket.number, subject: ticket.subject })
  },
})

/** Adds to the last ticket of a customer who has as many open as they may. */
const intoLast = async (tx: Tx, actor: Actor, said: CustomersWords): Promise<Answer | undefined> => {
  const last = actor.role === 'customer' && actor.identity === 'proven' ? await lastOfTooMany(tx, actor) : undefined
  if (last === undefined) return undefined
  await hearCustomer(tx, (await tx.tickets.hold(last.ticket))!, actor, said)
  return tx.say('flood.many', { number: last.ticket })
}

const forAgents = (actor: Actor, field?: string) => notAllowed('new', 'agent', actor, field)

/** By its name, or by its id as a button carries it. */
const queueOf = async (tx: Tx, named: string): Promise<Queue> => {
  const queue = z.uuid().safeParse(named).success ? await tx.queues.get(named) : await tx.queues.named(named)
  if (queue === undefined) throw new Refusal('no-such-queue', { name: named }, 'queue')
  return queue
}

/** Fields of a new ticket's form: of customers what is theirs to say, of agents what must not be missing too. */
const askedOf = async (tx: Tx, actor: Actor): Promise<Field[]> =>
  (await tx.fields.all()).filter(
    (field) => isOffered(field) && (field.byCustomer || (field.needed === 'open' && hasRole(actor, 'agent'))),
  )

const answerLater = (tx: Tx, opening: Opening, zone: string): Answer => {
  const at = timeIn(tx.speaks, zone, opening.at, tx.now)
  const text = richSentence(tx.speaks, 'opening.done', { at, subject: subjectOf(tx, opening) })
  return tx.answer({
    text,
    card: {
      title: subjectOf(tx, opening),
      tone: 'neutral',
      blocks: [
        { kind: 'text', text },
        { kind: 'controls', controls: [cancelButton(tx, opening)] },
      ],
    },
  })
}

interface ForWhom {
  readonly typed: RichText | undefined
  readonly somebody: UserRef | undefined
  readonly customer: string | undefined
  readonly internal: boolean
}

/** Requester and where they are reached. A ticket made of somebody's post is that person's. */
const requesterOf = async (
  tx: Tx,
  actor: Actor,
  { typed, somebody, customer, internal }: ForWhom,
): Promise<{ requester: Person; user: UserRef }> => {
  if (somebody !== undefined)
    return {
      requester: await meetNamed(tx, somebody),
      user: somebody,
    }
  if (customer !== undefined) return onTheirNetwork(tx, actor, await findPerson(tx, customer, 'customer'))
  const self = { requester: actor, user: actor.user }
  if (internal || typed !== undefined || actor.onFrom === undefined) return self
  const author = await tx.people.meet(actor.onFrom.user, { name: actor.onFrom.name })
  if (author.id !== actor.id && !hasRole(actor, 'agent')) throw forAgents(actor)
  return { requester: author, user: actor.user }
}

/** Author of the post that it is made of: their words stay theirs, whoever it is opened for. */
const authorOf = async (tx: Tx, { onFrom }: Actor): Promise<Person | undefined> =>
  onFrom === undefined ? undefined : tx.people.meet(onFrom.user, { name: onFrom.name })

/** Named by an agent who may be on another network: here if they are here, else where they are. */
const onTheirNetwork = async (tx: Tx, { user: { platform } }: Actor, requester: Person) => {
  const users = await tx.people.identitiesOf(requester.id)
  const user = users.find((one) => one.platform === platform) ?? users[0]
  if (user === undefined) throw new Refusal('no-such-person', { name: requester.name }, 'customer')
  return { requester, user }
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
  return { side: { kind: 'direct', user: requester }, queue }
}
