import {
  complete,
  parseCommand,
  quoteWord,
  type CommandOptions,
  type Input,
  type Locale,
  type ParsedCommand,
} from '../../src/platform'
import { personNamed, placeNamed } from './directory-lookup'
import { readForm } from './forms-read'
import type { Done } from './receive-act'
import { enter } from './network-access'
import { answerAlone } from './interactions-answer'
import { invoke } from './interactions'
import type { Session } from './session'
import { people } from './directory'
import { placeRef, readPlace, userRef, workspaceRef } from './refs'
import type { State } from './network'
import type { Completion } from './page/wire'
import { controlsOf, placesFor } from './network-view'
import { usageWords } from './words'

type Known = Pick<Session, 'host' | 'network'>

interface Line {
  readonly as: string
  readonly place: string
  readonly line: string
  readonly id?: string
}

/** Carries out what was typed. What cannot be read is answered in private; what is incomplete gets the operation's form. */
export const runCommand = async (session: Session, act: Line): Promise<Done & { readonly operation?: string }> => {
  const { as, place, line, id } = act
  enter(session.network.read(), place, as)
  const parsed = parseCommand(line, optionsFor(session, act))
  if (parsed.kind === 'invoke' || parsed.kind === 'help') {
    const { operation, input: typed } = asInvocation(parsed)
    const input = readForm(session, operation, typed)
    const done = await invoke(session, { as, place, operation, input, ...(id && { id }) })
    return { ...done, operation, answer: await aboutFaults(session, act, { operation, input }, done.answer) }
  }
  const form = parsed.kind === 'usage' && parsed.missing ? await formFor(session, act, parsed.operation) : undefined
  if (form) return { event: '', operation: parsed.kind === 'usage' ? parsed.operation : '', answer: form }
  return { event: '', answer: answerAlone(session, act, explain(session, as, parsed)) }
}

/** A command line has no fields to show faults at: they are said, or, when nothing of what is wrong was filled in yet, asked for. */
const aboutFaults = async (
  session: Session,
  act: Line,
  { operation, input }: { readonly operation: string; readonly input: Input },
  answer: Done['answer'],
): Promise<Done['answer']> => {
  if (answer.kind !== 'invalid') return answer
  const typed = Object.keys(input).some((field) => field !== 'ticket' || Object.hasOwn(answer.fields, field))
  const form = typed ? undefined : await formFor(session, act, operation)
  return form ?? answerAlone(session, act, Object.values(answer.fields).join('\n\n'))
}

const explain = (session: Session, as: string, parsed: Parameters<typeof usageWords>[1]): string => {
  const locale = localeOf(session, as)
  const fields =
    parsed.kind === 'usage' ? session.host.operations.find((one) => one.name === parsed.operation)?.fields : []
  return usageWords(locale, parsed, (name) => fields?.find((field) => field.name === name)?.label[locale] ?? name)
}

/** A command with nothing left to ask, as an invocation. */
const asInvocation = (
  parsed: ParsedCommand & { kind: 'invoke' | 'help' },
): { readonly operation: string; readonly input: Input } => {
  if (parsed.kind === 'help') return { operation: 'help', input: { command: parsed.operation ?? parsed.command } }
  return { operation: parsed.operation, input: parsed.input }
}

const formFor = async (
  session: Session,
  { as, place, line }: Line,
  operation: string,
): Promise<Done['answer'] | undefined> => {
  const read = complete(`${line} `, line.length + 1, optionsFor(session, { as, place, line }))
  const locale = localeOf(session, as)
  const here = hereIn(session.network.read(), place)
  const input = { ...(here && { ticket: here }), ...read?.input }
  const question = { operation, input, from: userRef(as), workspace: workspaceRef, place: placeRef(place), locale }
  const answer = await session.host.ask({ ...question, kind: 'form' })
  return answer.kind === 'form' ? answer : undefined
}

/** Lists what can be typed at the cursor. */
export const completeLine = async (
  session: Session,
  { as, place, line, cursor }: Line & { readonly cursor: number },
): Promise<Completion> => {
  const options = optionsFor(session, { as, place, line })
  const found = complete(line, cursor, options)
  if (!found) return { from: cursor, choices: [] }
  const operation = session.host.operations.find((one) => one.name === found.operation)
  const field = operation?.fields.find((one) => one.name === found.field)
  if (!operation || !field || found.choices.length > 0) return { from: found.from, choices: found.choices }
  if (field.kind === 'user') return { from: found.from, choices: peopleLike(found.typed) }
  if (field.kind === 'place') return { from: found.from, choices: placesLike(session, as, found.typed) }
  if (!field.suggests) return { from: found.from, choices: [], hint: field.label[options.locale] }
  const asked = { operation: operation.name, input: found.input, from: userRef(as), workspace: workspaceRef }
  const choices = await session.host.ask({
    ...asked,
    kind: 'choices',
    place: placeRef(place),
    locale: options.locale,
    field: field.name,
    typed: found.typed,
  })
  return { from: found.from, choices: choices.map((choice) => ({ ...choice, value: quoteWord(choice.value) })) }
}

const peopleLike = (typed: string): Completion['choices'] => {
  const start = typed.replace(/^@/, '').toLowerCase()
  return people
    .filter(({ id, name }) => id.startsWith(start) || name.toLowerCase().startsWith(start))
    .map(({ id, name }) => ({ value: `@${id}`, label: name }))
}
const placesLike = (session: Session, as: string, typed: string): Completion['choices'] =>
  placesFor(session.network.read(), as)
    .filter(({ id }) => readPlace(id)?.kind === 'channel' && id.startsWith(typed.replace(/^#/, '').toLowerCase()))
    .map(({ id }) => ({ value: `#${id}`, label: `#${id}` }))

export const optionsFor = (session: Known, { as, place }: Line): CommandOptions => {
  const here = hereIn(session.network.read(), place)
  return {
    operations: session.host.operations,
    locale: localeOf(session, as),
    resolve: (kind, text) => {
      if (kind === 'place') return placeNamed(session.network.read(), text)
      return personNamed(text)
    },
    ...(here && { here }),
  }
}

/** The ticket of the card that this thread hangs under: the card's own buttons name it. */
const hereIn = (state: State, place: string): string | undefined => {
  const root = state.posts.get(readPlace(place)?.root ?? '')
  const inputs = root?.body.card ? controlsOf(root.body.card).flatMap((one) => ('input' in one ? [one.input] : [])) : []
  return inputs.map((input) => input['ticket']).find((ticket) => typeof ticket === 'string')
}

const localeOf = (session: Known, as: string): Locale => session.network.read().locales.get(as) ?? 'en'
