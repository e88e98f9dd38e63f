import { isStoodFor, withoutUntouched } from '../core/form-fields'
import { notAllowed } from '../people/not-allowed'
import { hasRole, type Actor } from '../model/person'
import type { Operation } from '../core/operation'
import { paragraph, type Answer, type Input, type Inline } from '../platform'
import { Refusal } from '../core/refusal'
import { refusalText } from '../core/refusal-words'
import { fieldNoun } from '../core/field-words'
import { formName } from '../model/field'
import { changedIn } from '../tickets/fields/field-form'
import type { Tx } from '../core/tx'
import { hasWords, words } from '../core/words'
import { namingCommands } from '../core/rich-words'

export type Registry = (name: string) => Operation | undefined

export const registryOf = (operations: readonly Operation[]): Registry => {
  const byName = new Map(
    operations.flatMap((operation) => [operation.name, ...(operation.was ?? [])].map((name) => [name, operation])),
  )
  return (name) => byName.get(name)
}

/** Checks that this actor may ask for it at all. The one place where roles and proofs of identity are checked, whatever the door. */
export const authorise = (registry: Registry, name: string, actor: Actor): Operation => {
  if (actor.blockedAt !== null) throw new Refusal('blocked')
  const operation = registry(name)
  if (operation === undefined) throw new Refusal('unknown-operation', { operation: name })
  if (actor.identity === 'claimed' && operation.claimed !== true)
    throw new Refusal('not-proven', { operation: operation.name })
  if (!hasRole(actor, operation.by)) throw notAllowed(operation.name, operation.by, actor)
  return operation
}

/** Chosen without what its form asks for (a select, a bare command): the form comes first. A form that was sent has the field, if empty. */
export const asksFirst = (
  registry: Registry,
  name: string,
  given: Input,
  { onText }: Pick<Actor, 'onText'>,
): boolean => {
  const operation = registry(name)
  if (onText !== undefined || operation?.asks === undefined) return false
  // Left empty for what stands for it, a canned reply for the words, it is shown before it is sent.
  const isEmpty = (field: string) => given[field] === '' && isStoodFor(operation, field, given)
  return operation.asks.some((field) => field !== 'fields' && (!Object.hasOwn(given, field) || isEmpty(field)))
}

/** Runs an operation: the answer is for the actor alone. Throws Refusal; faults of the input come as `invalid`. */
export const invoke = async (tx: Tx, registry: Registry, name: string, given: Input, actor: Actor): Promise<Answer> => {
  const request = await readRequest(tx, registry, name, given, actor)
  if (request.operation === undefined) return { kind: 'invalid', fields: request.faults }
  const { operation, input } = request
  try {
    return await operation.run(tx, input, actor)
  } catch (error) {
    if (error instanceof Refusal) error.operation = operation.name
    throw error
  }
}

/** Questions to ask outside before an operation runs; none where it will not. */
export const needsOf = async (tx: Tx, registry: Registry, name: string, given: Input, actor: Actor) => {
  try {
    const request = await readRequest(tx, registry, name, given, actor)
    return (await request.operation?.needs?.read(tx, request.input, actor)) ?? []
  } catch (error) {
    // It is refused in words when it runs.
    if (error instanceof Refusal) return []
    throw error
  }
}

/** The request, once it is sure that this actor may, that it can be read, and that it is about what is theirs. */
const readRequest = async (tx: Tx, registry: Registry, name: string, given: Input, actor: Actor) => {
  const operation = authorise(registry, name, actor)
  const parsed = operation.input.safeParse(await withTicket(tx, operation, given, actor))
  if (!parsed.success) return { faults: faultsOf(parsed.error.issues, actor) }
  await checkOwn(tx, operation, parsed.data, actor)
  return { operation, input: parsed.data }
}

/** In a ticket's room, or on its card, the ticket need not be named. */
export const withTicket = async (tx: Tx, operation: Operation, given: Input, actor: Actor): Promise<Input> => {
  // An empty form field is one that was left out.
  const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
  const input = gatherFields(operation, withoutUntouched(filled))
  if (!('ticket' in operation.input.shape) || input['ticket'] !== undefined) return input
  const card = actor.on === undefined ? undefined : await tx.slots.byPost(actor.on.platform, actor.on.id)
  if (card?.kind === 'ticket-card') return { ...input, ticket: card.about }
  const post = actor.on === undefined ? undefined : await tx.rooms.post(actor.on)
  const room = post === undefined && actor.place !== undefined ? await tx.rooms.at(actor.place) : undefined
  // A customer knows a ticket that became one with another by its own number.
  const known = post?.room == null || hasRole(actor, 'agent') ? room : await tx.rooms.get(post.room)
  const here = (hasRole(actor, 'agent') ? undefined : known?.origin) ?? post?.ticket ?? room?.ticket
  return here === undefined ? input : { ...input, ticket: String(here) }
}

/** A form asks for each of a ticket's own fields apart; the operation takes them together. */
const gatherFields = (operation: Operation, given: Input): Input => {
  if (!('fields' in operation.input.shape)) return given
  const own = Object.entries(given).filter(([name]) => name.startsWith(formName('')))
  if (own.length === 0) return given
  const others = Object.entries(given).filter(([name]) => !name.startsWith(formName('')))
  const { '': stood, ...typed } = Object.fromEntries(
    own.map(([name, value]) => [name.slice(formName('').length), String(value)]),
  )
  return { ...Object.fromEntries(others), fields: changedIn(stood, typed) as never }
}

/** Checks that it is theirs: anything else looks to people as if it did not exist. */
export const checkOwn = async (
  tx: Tx,
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
  actor: Actor,
) => {
  if (operation.may === undefined || typeof input['ticket'] !== 'number') return
  const ticket = await tx.tickets.get(input['ticket'])
  if (ticket === undefined || !operation.may(actor, ticket))
    throw new Refusal('no-such-ticket', { number: input['ticket'] }, 'ticket')
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}
const faultsOf = (issues: readonly Issue[], actor: Actor): Record<string, string> =>
  Object.fromEntries(
    issues.map(({ path, message }) => [
      String(path[0] ?? ''),
      words(actor.speaks, hasWords(message) ? message : 'fault.other'),
    ]),
  )

/** The "no" as its sender reads it: at its field when the refusal names one and a form can show it. */
export const refusalAnswer = (refusal: Refusal, speaks: Actor['speaks']): Answer => {
  const { near } = refusal.params
  const sentence = refusalText(refusal, speaks)
  const text = near === undefined ? sentence : `${sentence}\n${words(speaks, 'refusal.near', { names: near })}`
  return refusal.field === undefined
    ? { kind: 'private', content: { text: [paragraph(...namingCommands(text))] } }
    : { kind: 'invalid', fields: { [refusal.field]: text } }
}

/** Faults of an input in words, for a door that has no form to show them in. */
export const faultsText = (
  fields: Readonly<Record<string, string>>,
  speaks: Actor['speaks'],
  operation?: string,
): Answer => {
  const lines = Object.entries(fields).map(([name, fault]) => {
    const noun = fieldNoun(speaks, operation, name)
    const label: Inline = { kind: 'text', text: noun === undefined ? '' : `${noun}: `, bold: true }
    return paragraph(label, ...namingCommands(fault))
  })
  return { kind: 'private', content: { text: lines } }
}

/** The same for an answer that may be such faults. */
export const inWords = (answer: Answer, { speaks }: Actor, operation?: string): Answer =>
  answer.kind === 'invalid' ? faultsText(answer.fields, speaks, operation) : answer
