import { type Plan, isFreeText, isHere, planOf } from './command-plan'
import { choiceOf, isOpen, type Looking, readValue, type Resolve } from './command-values'
import { type Named, namedAt, restAt, type Word, wordAt } from './command-words'
import type { InputValue } from './inbound'
import type { FieldInfo, OperationInfo } from './platform'

export interface Reading {
  readonly input: Readonly<Record<string, InputValue>>
  /** The field that took the rest of the line, and where in the line it began. */
  readonly rest?: { readonly field: string; readonly offset: number }
  /** Field that would come next. */
  readonly next?: FieldInfo
  readonly wrong?: string
  readonly extra?: string
}

/** As many as a person types; the rest of an endless line is no list of words. */
const mostWords = 100

interface Draft {
  input: Record<string, InputValue>
  at: number
  rest?: { field: string; offset: number }
  next?: FieldInfo
  wrong?: string
  extra?: string
}

/** A line that is being read. */
interface Reader {
  readonly line: string
  readonly fields: readonly FieldInfo[]
  readonly plan: Plan
  readonly resolve?: Resolve
  /** Written in a ticket's room with `!`: what follows the command is the text, `ticket:69` included. */
  readonly inRoom: boolean
  readonly draft: Draft
}

const lookingIn = ({ resolve }: Reader, mayBeWords: boolean): Looking => ({ mayBeWords, ...(resolve && { resolve }) })

const isGiven = ({ draft }: Reader, field: FieldInfo): boolean =>
  Object.hasOwn(draft.input, field.name) && field.kind !== 'choices'

/** The sink, while it has nothing yet. */
const openSink = ({ plan: { sink }, draft }: Reader): FieldInfo | undefined =>
  sink && (sink.kind === 'choices' || !Object.hasOwn(draft.input, sink.name)) ? sink : undefined

/** The field that is named here and not given yet. */
const newlyNamed = (reader: Reader, word: Word): Named | undefined => {
  const named = word.quoted ? undefined : namedAt(reader.line, word.start, reader.fields)
  return named && !isGiven(reader, named.field) ? named : undefined
}

const addWords = (draft: Draft, field: FieldInfo, text: string, quoted: boolean): void => {
  const before = draft.input[field.name]
  const words = (quoted ? [text] : text.split(',')).filter((word) => word.trim() !== '')
  const values = words.map((word) => choiceOf(field, word) ?? word)
  if (field.choices && !isOpen(field) && words.some((word) => choiceOf(field, word) === undefined))
    draft.wrong = field.name
  const all = [...(Array.isArray(before) ? (before as readonly string[]) : []), ...values]
  if (all.length > mostWords) draft.wrong = field.name
  if (all.length > 0) draft.input[field.name] = all
}

const takeRest = ({ draft, line }: Reader, field: FieldInfo, offset: number): void => {
  draft.at = line.length
  if (line.slice(offset).trim() === '') return
  draft.input[field.name] = line.slice(offset)
  draft.rest = { field: field.name, offset }
}

/** Word at which those from `from` on end because `ends` says so of it; undefined when they go to the end of the line. */
const wordsUntil = ({ line }: Reader, from: number, ends: (word: Word, index: number) => boolean): Word | undefined => {
  let word = wordAt(line, from)
  for (let index = 0; word && !ends(word, index); index++) word = index < mostWords ? wordAt(line, word.end) : undefined
  return word
}

/** A text with a name ends where the next field is named: `queue:Support routing:round-robin`. */
const takeNamedText = (reader: Reader, field: FieldInfo, offset: number): void => {
  const { draft, line } = reader
  // Text that is written to people stays whole: `reply text:… status:open …` is about a status.
  if (field.kind === 'rich-text') return takeRest(reader, field, offset)
  const next = wordsUntil(reader, offset, (word, index) => {
    const named = index === 0 ? undefined : newlyNamed(reader, word)
    return named !== undefined && named.field !== field
  })
  if (!next) return takeRest(reader, field, offset)
  const text = line.slice(offset, next.start).trim()
  draft.at = next.start
  if (text !== '') draft.input[field.name] = text
}

/** A name ends where a field is named, or where what comes next fits its place; before a text it is one word. */
const takeName = (reader: Reader, field: FieldInfo, from: number, after: readonly FieldInfo[]): void => {
  const { draft, line } = reader
  const first = wordAt(line, from)!
  if (first.quoted) {
    draft.input[field.name] = first.text
    draft.at = first.end
    return
  }
  const fits = after.filter(({ kind }) => kind === 'duration' || kind === 'time' || kind === 'user')
  let isNamed = false
  const next = wordsUntil(reader, from, (word, index) => {
    const named = index === 0 ? undefined : newlyNamed(reader, word)
    isNamed = named !== undefined && named.field !== field
    return isNamed || (index > 0 && (line.slice(first.end, word.start).includes('\n') || standsFor(reader, fits, word)))
  })
  const sink = openSink(reader)
  const isOneWord = sink !== undefined && sink !== field && !isNamed
  const end = isOneWord ? first.end : (endsInChoice(reader, after, from, next) ?? next?.start ?? line.length)
  draft.input[field.name] = line.slice(first.start, end).trim()
  draft.at = end
}

const standsFor = (reader: Reader, fields: readonly FieldInfo[], { start, text }: Word): boolean =>
  fields.some((field) => {
    if (field.kind === 'user' && !/^<?@/.test(text)) return false
    const read = readValue(field, reader.line, start, lookingIn(reader, false))
    return read !== undefined && read !== 'wrong'
  })

/** `canned refund everybody text:"…"`: where the choice begins that stands last before a named field. */
const endsInChoice = (
  reader: Reader,
  after: readonly FieldInfo[],
  from: number,
  next: Word | undefined,
): number | undefined => {
  const choices = after.filter((field) => reader.plan.guarded.has(field))
  if (choices.length === 0 || !next) return undefined
  const found = wordsUntil(
    reader,
    from,
    (word, index) =>
      word.start >= next.start || (index > 0 && choices.some((one) => choiceOf(one, word.text) !== undefined)),
  )
  return found && found.start < next.start ? found.start : undefined
}

const takeNamed = (reader: Reader, { field, value, apart }: Named): void => {
  const { draft, line, plan } = reader
  const word = wordAt(line, value)
  if (field.kind === 'flag' && apart) {
    draft.input[field.name] = 'true'
    draft.at = value
  } else if (!word) {
    draft.next = field
    draft.at = line.length
  } else if (field.kind === 'choices') {
    addWords(draft, field, word.text, word.quoted)
    draft.at = word.end
  } else if (field.kind === 'text' && field !== plan.sink && !word.quoted && plan.sink?.kind !== 'rich-text')
    takeName(reader, field, value, [])
  else if ((field === plan.sink || field.typed === 'by-name') && !word.quoted && isFreeText(field))
    takeNamedText(reader, field, apart ? restAt(line, value) : value)
  else {
    const read = readValue(field, line, value, { ...lookingIn(reader, true), isNamed: true })
    if (read === 'wrong' || !read) draft.wrong = field.name
    else {
      draft.input[field.name] = read.value
      draft.at = read.end
    }
  }
}

/**
 * Tells whether what is named here is an option, or the text begins with it. In a ticket's room it says neither which
 * ticket is meant nor that the text begins, and its value must read: `!reply time:flies` is said to the customer.
 */
const isOption = (reader: Reader, { field, value }: Named, atText: boolean): boolean => {
  if (!reader.inRoom || !atText) return true
  if (isHere(field) || field === reader.plan.sink) return false
  if (field.kind === 'flag' || field.kind === 'choices') return true
  const read = readValue(field, reader.line, value, lookingIn(reader, false))
  return read !== undefined && read !== 'wrong'
}

const takePositional = (reader: Reader, field: FieldInfo, word: Word, after: readonly FieldInfo[]): void => {
  const { draft, plan, line } = reader
  if (field.typed === 'name' && field.kind === 'text') {
    // `policy 1h` has no name.
    const isLeftOut =
      !field.required &&
      standsFor(
        reader,
        after.filter(({ kind }) => kind === 'duration'),
        word,
      )
    return isLeftOut ? undefined : takeName(reader, field, word.start, after)
  }
  const mayBeWords = field.required || plan.sink === undefined
  const read = readValue(field, line, word.start, lookingIn(reader, mayBeWords))
  const fits = read && read !== 'wrong' && (!plan.guarded.has(field) || endsThere(reader, read.end))
  if (fits) {
    draft.input[field.name] = read.value
    draft.at = read.end
  } else if (field.required) draft.wrong = field.name
}

/** Nothing follows but what is named. */
const endsThere = (reader: Reader, at: number): boolean => {
  const next = wordAt(reader.line, at)
  return next === undefined || newlyNamed(reader, next) !== undefined
}

/** Reads an operation's fields from `from` on. `here`: the ticket it is about when none is named. */
export const readFields = (
  operation: OperationInfo,
  line: string,
  from: number,
  { resolve, here, inRoom = false }: { resolve?: Resolve; here?: string; inRoom?: boolean },
): Reading => {
  const plan = planOf(operation)
  const { sink } = plan
  const ticket = here === undefined ? undefined : operation.fields.find(isHere)
  const draft: Draft = { input: {}, at: from }
  const reader: Reader = { line, fields: operation.fields, plan, inRoom, draft, ...(resolve && { resolve }) }
  let queue = plan.positional.filter((field) => field !== ticket)
  for (let word = wordAt(line, from); word && !draft.wrong; word = wordAt(line, draft.at)) {
    queue = queue.filter((field) => !Object.hasOwn(draft.input, field.name))
    const atText = isFreeText(openSink(reader)) && !queue.some(({ required }) => required)
    const isNewLine = atText && sink?.kind === 'rich-text' && line.slice(draft.at, word.start).includes('\n')
    const named = isNewLine ? undefined : newlyNamed(reader, word)
    const [field, ...after] = isNewLine ? [] : queue
    if (named && isOption(reader, named, atText)) takeNamed(reader, named)
    else if (field && !(named && atText)) {
      takePositional(reader, field, word, after)
      if (!draft.wrong) queue = after
    } else if (sink?.kind === 'choices') {
      addWords(draft, sink, word.text, word.quoted)
      draft.at = word.end
    } else if (openSink(reader)) takeRest(reader, sink!, restAt(line, draft.at))
    else {
      draft.extra = word.text
      break
    }
  }
  if (ticket && !Object.hasOwn(draft.input, ticket.name)) draft.input = { [ticket.name]: here!, ...draft.input }
  const { input, rest, wrong, extra } = draft
  const next = draft.next ?? queue.find((field) => !Object.hasOwn(input, field.name)) ?? openSink(reader)
  return { input, ...(rest && { rest }), ...(next && { next }), ...(wrong && { wrong }), ...(extra && { extra }) }
}
