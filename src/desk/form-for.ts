import type { Operation } from '../core/operation'
import type { Tx } from '../core/tx'
import { formField, isAskedFor, isNeeded, stampOf } from '../core/form-fields'
import { Refusal } from '../core/refusal'
import { hasWords, words, wordsOf } from '../core/words'
import { formName } from '../model/field'
import type { Actor } from '../model/person'
import { say, type Answer, type Choice, type Form, type Input, type OperationInfo, type Question } from '../platform'
import { stamp } from '../tickets/fields/field-form'
import type { Writers } from '../tickets/conversation/writers'
import { authorise, checkOwn, withTicket, type Registry } from './invoke'

export type InfoOf = (operation: Operation) => OperationInfo

/** The form of an operation, with what is known already filled in or carried along unseen. Reads only. */
export const formFor = async (
  tx: Tx,
  registry: Registry,
  info: InfoOf,
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

/** Choices of each list that the desk adds to, and whether there is anything to pick that would stand for another field. */
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

/** Label of the submit button: the word of the button that opens the form, or the command's own; `Save` where it sets something up. */
const submitOf = ({ name, command }: Operation, title: string, speaks: Actor['speaks']): string => {
  if (command === 'desk') return words(speaks, 'form.save')
  const key = [`submit.${name}`, `button.${name}`].find(hasWords)
  return key === undefined ? title : wordsOf(speaks, key)
}
