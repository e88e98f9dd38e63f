import {
  complete,
  parseCommand,
  quoteWord,
  type CommandOptions,
  type Input,
  type InputValue,
  type Locale,
  type ParsedCommand,
} from '../../src/platform'
import { addressable, enter, invoke, tellAlone, type Done, type Scene } from './receive'
import { ApiError } from './connect-error'
import { people, placeRef, readPlace, userRef, workspaceRef } from './directory'
import { fileRef } from './inbound'
import { parseMarkdown } from './markdown-read'
import { roomOf, type State } from './network'
import type { Completion } from './page/wire'
import { isInputValue } from './render'
import { controlsOf, placesFor } from './network-view'
import { usageWords } from './words'

type Known = Pick<Scene, 'host' | 'network'>

interface Line {
  readonly as: string
  readonly place: string
  readonly line: string
  readonly id?: string
}

/** Carries out what was typed. What cannot be read is answered in private; what is incomplete gets the operation's form. */
export const runCommand = async (scene: Scene, act: Line): Promise<Done & { readonly operation?: string }> => {
  const { as, place, line, id } = act
  enter(scene.network.read(), place, as)
  const parsed = parseCommand(line, optionsFor(scene, act))
  if (parsed.kind === 'invoke' || parsed.kind === 'help') {
    const { operation, input: typed } = asInvocation(parsed)
    const input = inputFor(scene, operation, typed)
    const done = await invoke(scene, { as, place, operation, input, ...(id && { id }) })
    return { ...done, operation, answer: await aboutFaults(scene, act, { operation, input }, done.answer) }
  }
  const form = parsed.kind === 'usage' && parsed.missing ? await formFor(scene, act, parsed.operation) : undefined
  if (form) return { event: '', operation: parsed.kind === 'usage' ? parsed.operation : '', answer: form }
  return { event: '', answer: tellAlone(scene, act, explain(scene, as, parsed)) }
}

/** A command line has no fields to show faults at: they are said, or, when nothing of what is wrong was filled in yet, asked for. */
const aboutFaults = async (
  scene: Scene,
  act: Line,
  { operation, input }: { readonly operation: string; readonly input: Input },
  answer: Done['answer'],
): Promise<Done['answer']> => {
  if (answer.kind !== 'invalid') return answer
  const typed = Object.keys(input).some((field) => field !== 'ticket' || Object.hasOwn(answer.fields, field))
  const form = typed ? undefined : await formFor(scene, act, operation)
  return form ?? tellAlone(scene, act, Object.values(answer.fields).join('\n\n'))
}

const explain = (scene: Scene, as: string, parsed: Parameters<typeof usageWords>[1]): string => {
  const locale = localeOf(scene, as)
  const fields =
    parsed.kind === 'usage' ? scene.host.operations.find((one) => one.name === parsed.operation)?.fields : []
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
  scene: Scene,
  { as, place, line }: Line,
  operation: string,
): Promise<Done['answer'] | undefined> => {
  const read = complete(`${line} `, line.length + 1, optionsFor(scene, { as, place, line }))
  const locale = localeOf(scene, as)
  const here = hereIn(scene.network.read(), place)
  const input = { ...(here && { ticket: here }), ...read?.input }
  const question = { operation, input, from: userRef(as), workspace: workspaceRef, place: placeRef(place), locale }
  const answer = await scene.host.ask({ ...question, kind: 'form' })
  return answer.kind === 'form' ? answer : undefined
}

/** What can be typed at the cursor. */
export const completeLine = async (
  scene: Scene,
  { as, place, line, cursor }: Line & { readonly cursor: number },
): Promise<Completion> => {
  const options = optionsFor(scene, { as, place, line })
  const found = complete(line, cursor, options)
  if (!found) return { from: cursor, choices: [] }
  const operation = scene.host.operations.find((one) => one.name === found.operation)
  const field = operation?.fields.find((one) => one.name === found.field)
  if (!operation || !field || found.choices.length > 0) return { from: found.from, choices: found.choices }
  if (field.kind === 'user') return { from: found.from, choices: peopleLike(found.typed) }
  if (field.kind === 'place') return { from: found.from, choices: placesLike(scene, as, found.typed) }
  if (!field.suggests) return { from: found.from, choices: [], hint: field.label[options.locale] }
  const asked = { operation: operation.name, input: found.input, from: userRef(as), workspace: workspaceRef }
  const choices = await scene.host.ask({
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
const placesLike = (scene: Scene, as: string, typed: string): Completion['choices'] =>
  placesFor(scene.network.read(), as)
    .filter(({ id }) => readPlace(id)?.kind === 'channel' && id.startsWith(typed.replace(/^#/, '').toLowerCase()))
    .map(({ id }) => ({ value: `#${id}`, label: `#${id}` }))

export const optionsFor = (scene: Known, { as, place }: Line): CommandOptions => {
  const here = hereIn(scene.network.read(), place)
  return {
    operations: scene.host.operations,
    locale: localeOf(scene, as),
    resolve: (kind, text) => {
      if (kind === 'place') return placeNamed(scene.network.read(), text)
      return personNamed(text)
    },
    ...(here && { here }),
  }
}

const personNamed = (text: string): ReturnType<typeof userRef> | undefined => {
  const wanted = text.replace(/^@/, '').toLowerCase()
  return addressable.find(({ names }) => names.some((name) => name.toLowerCase() === wanted))?.user
}
const placeNamed = (state: State, text: string): ReturnType<typeof placeRef> | undefined => {
  const room = roomOf(state, text.replace(/^#/, ''))
  return room && placeRef(room.id)
}

/** The ticket of the card that this thread hangs under: the card's own buttons name it. */
const hereIn = (state: State, place: string): string | undefined => {
  const root = state.posts.get(readPlace(place)?.root ?? '')
  const inputs = root?.body.card ? controlsOf(root.body.card).flatMap((one) => ('input' in one ? [one.input] : [])) : []
  return inputs.map((input) => input['ticket']).find((ticket) => typeof ticket === 'string')
}

/**
 * Values as the operation wants them. Scripts write `"bo"` for a person, `"help"` for a place, a file's id for a file and
 * Markdown for rich text; what a button or form of ours carried comes back as it was. Throws ApiError.
 */
export const inputFor = (scene: Known, name: string, raw: Readonly<Record<string, unknown>>): Input => {
  const state = scene.network.read()
  const operation = scene.host.operations.find((one) => one.name === name || one.was.includes(name))
  if (!operation)
    throw new ApiError(
      404,
      'unknown-operation',
      `There is no operation ${name}`,
      scene.host.operations.map((one) => one.name),
    )
  const entries = Object.entries(raw).map(([field, value]): readonly [string, InputValue] => {
    if (!isInputValue(value))
      throw new ApiError(400, 'bad-request', `input.${field}: text, a list of texts, or a reference`)
    const kind = operation.fields.find((one) => one.name === field)?.kind
    if (typeof value !== 'string' || value === '') return [field, value]
    if (kind === 'rich-text') return [field, parseMarkdown(value, addressable)]
    if (kind === 'choices') return [field, value.split(/[\s,]+/).filter(Boolean)]
    if (kind === 'user') return [field, personNamed(value) ?? value]
    if (kind === 'place') return [field, placeNamed(state, value) ?? value]
    if (kind === 'file') return [field, fileRef(state, value) ?? value]
    return [field, value]
  })
  return Object.fromEntries(entries)
}

const localeOf = (scene: Known, as: string): Locale => scene.network.read().locales.get(as) ?? 'en'
