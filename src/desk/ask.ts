import type { Operation } from '../core/operation'
import { hasRole, type Actor } from '../model/person'
import { formField, isAskedFor, isNeeded, stampOf } from '../core/form-fields'
import type { Answer, Choice, Form, Input, OperationInfo, Page, Question } from '../platform'
import { own, say } from '../platform'
import { Refusal } from '../core/refusal'
import { authorise, checkOwn, withTicket, type Registry } from './invoke'
import type { Tx } from '../core/tx'
import { formName } from '../model/field'
import { stamp } from '../tickets/fields/field-form'
import { parseSearch } from '../model/ticket-query'
import { ownNames } from '../model/own-names'
import type { Filter } from '../model/filter'
import type { Ticket } from '../model/ticket'
import { customerCard } from '../tickets/cards/customer-card'
import { ticketCard } from '../tickets/cards/ticket-card'
import { readCard } from '../lists/slots'
import type { Writers } from '../tickets/conversation/writers'
import { hasWords, words, wordsOf } from '../core/words'

const mostChoices = 25

/** Completes a field while it is being typed. Reads only. */
export const choicesFor = async (
  tx: Tx,
  registry: Registry,
  question: Question & { kind: 'choices' },
  actor: Actor,
): Promise<readonly Choice[]> => {
  const operation = authorise(registry, question.operation, actor)
  const suggest = own(operation.suggest ?? {}, question.field)
  return suggest === undefined ? [] : (await suggest(tx, question.typed, actor, question.input)).slice(0, mostChoices)
}

const pageSize = 10

/** Tickets that fit what is typed so far: a number, or words and filters as a search has them. Reads only. */
export const searchPage = async (tx: Tx, question: Question & { kind: 'search' }, actor: Actor): Promise<Page> => {
  const typed = question.typed.trim()
  if (actor.identity === 'claimed') return { items: [] }
  // Whatever the network lists with it: a customer finds nothing but their own.
  if (!hasRole(actor, 'agent')) return itemsOf(tx, await tx.tickets.like(typed, actor.id, pageSize), actor)
  const named = /^#?(\d{1,15})$/.exec(typed)?.[1]
  const byNumber = named === undefined ? undefined : await tx.tickets.get(Number(named))
  if (byNumber !== undefined) return { items: [await foundItem(tx, byNumber, actor)] }
  const { filter } = parseSearch(typed, await ownNames(tx))
  const { tickets, next } = await tx.pages.page(
    { filter: asTyped(filter), order: 'newest' },
    { person: actor.id, size: pageSize, ...(question.cursor === undefined ? {} : { cursor: question.cursor }) },
  )
  return { ...(await itemsOf(tx, tickets, actor)), ...(next === undefined ? {} : { next }) }
}

const itemsOf = async (tx: Tx, tickets: readonly Ticket[], actor: Actor): Promise<Page> => {
  const items: Page['items'][number][] = []
  for (const ticket of tickets) items.push(await foundItem(tx, ticket, actor))
  return { items }
}

/** The last word may not be whole yet. */
const asTyped = (filter: Filter): Filter =>
  filter.map((term, index) =>
    index === filter.length - 1 &&
    term.field === 'words' &&
    term.test.kind === 'contains' &&
    !term.test.text.endsWith('*')
      ? { ...term, test: { kind: 'contains', text: `${term.test.text}*` } }
      : term,
  )

const foundItem = async (
  tx: Tx,
  { number, subject, status, mergedInto }: Ticket,
  actor: Actor,
): Promise<Page['items'][number]> => {
  const facts = (await readCard(tx, number, actor.speaks))!
  return {
    id: String(number),
    title: `#${number} · ${subject}`,
    summary:
      mergedInto !== null && !hasRole(actor, 'agent')
        ? words(actor.speaks, 'customer.merged')
        : wordsOf(actor.speaks, `status.${status}`),
    content: hasRole(actor, 'agent') ? ticketCard(facts) : customerCard(facts),
  }
}

/** The form of an operation, with what is known already filled in or carried along unseen. Reads only. */
export const formFor = async (
  tx: Tx,
  registry: Registry,
  info: (operation: Operation) => OperationInfo,
  question: Pick<Question, 'operation' | 'input'>,
  actor: Actor,
  writers: Writers,
): Promise<Answer> => {
  const operation = authorise(registry, question.operation, actor)
  const input = await withTicket(tx, operation, question.input, actor)
  const { ticket } = input
  const number = typeof ticket === 'string' && /^#?\d{1,15}$/.test(ticket) ? Number(ticket.replace('#', '')) : undefined
  await checkOwn(tx, operation, { ticket: number }, actor)
  const known = number === undefined ? undefined : await tx.tickets.get(number)
  // A form without its ticket would be an empty one.
  if (number !== undefined && known === undefined && 'ticket' in operation.input.shape)
    throw new Refusal('no-such-ticket', { number }, 'ticket')
  const other =
    known === undefined || operation.showsWriters !== true ? undefined : writers.begin(tx.desk.id, known.number, actor)
  const filled = (await operation.fill?.(tx, input, actor)) ?? {}
  const { title, fields } = info(operation)
  const speaks = actor.speaks
  const asked = fields.filter((field) => isAskedFor(operation, field, input, operation.offers?.(actor) ?? []))
  const listed = await listsFor(tx, operation, asked, actor, input)
  const shown = asked.filter(({ name }) => listed.get(name)?.length !== 0)
  const unfolded = (await operation.unfolds?.(tx, input, actor)) ?? []
  const names = shown.map(({ name }) => name)
  const drawn = shown.map((field) =>
    formField(field, speaks, {
      value: filled[field.name],
      required: isNeeded(operation, field, input, names),
      ...(field.choices === undefined ? {} : { choices: listed.get(field.name) }),
    }),
  )
  const isUnfolded = (name: string) => name === 'fields' && operation.unfolds !== undefined
  const form: Form = {
    operation: operation.name,
    title:
      known === undefined ? title[speaks] : words(speaks, 'form.title', { title: title[speaks], number: known.number }),
    ...(known === undefined
      ? {}
      : {
          intro: [
            ...say(known.subject),
            ...(other === undefined ? [] : say(words(speaks, 'reply.other', { name: other }))),
          ],
        }),
    submit: submitOf(operation, title[speaks], speaks),
    ...(operation.isDangerous ? { isDangerous: true } : {}),
    fields: drawn.flatMap((field) => (isUnfolded(field.name) ? unfolded : field)),
    hidden: {
      ...input,
      ...stampOf(drawn),
      ...(unfolded.length === 0 ? {} : { [formName('')]: stamp(unfolded) }),
    },
  }
  return { kind: 'form', form }
}

/** What a list offers that the desk adds to, and whether there is anything to pick that would stand for another field. */
const listsFor = async (
  tx: Tx,
  operation: Operation,
  fields: OperationInfo['fields'],
  actor: Actor,
  input: Input,
): Promise<ReadonlyMap<string, readonly Choice[]>> => {
  const lists = new Map<string, readonly Choice[]>()
  for (const { name, choices, kind } of fields) {
    const suggest = operation.suggest?.[name]
    const mayBeEmpty = kind === 'text' && operation.oneOf?.some((names) => names.includes(name)) === true
    if (suggest !== undefined && (choices !== undefined || mayBeEmpty))
      lists.set(name, await suggest(tx, '', actor, input))
  }
  return lists
}

/** What pressing it does: the word of the button that opens it, or the command's own; `Save` where it sets something up. */
const submitOf = ({ name, command }: Operation, title: string, speaks: Actor['speaks']): string => {
  if (command === 'desk') return words(speaks, 'form.save')
  const key = [`submit.${name}`, `button.${name}`].find(hasWords)
  return key === undefined ? title : wordsOf(speaks, key)
}
