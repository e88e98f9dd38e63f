import { fold, type Named, namedAt, restAt, wordAt } from './command-words'
import type { InputValue, PlaceRef, UserRef } from './inbound'
import type { FieldInfo, OperationInfo } from './platform'
import { readTimeWords } from './time-words'

/** Finds whom or what a person named: `@bo`, `#help`, or the network's own mark for them. */
export type Resolve = (kind: 'user' | 'place', text: string) => UserRef | PlaceRef | undefined

export interface Reading {
  readonly input: Readonly<Record<string, InputValue>>
  /** The field that took the rest of the line, and where in the line it began. */
  readonly rest?: { readonly field: string; readonly offset: number }
  /** Which field would come next. */
  readonly next?: FieldInfo
  readonly wrong?: string
  readonly extra?: string
}

export interface Plan {
  /** In this order, without names. */
  readonly positional: readonly FieldInfo[]
  /** Takes all that remains: a text as it stands, or words. */
  readonly sink?: FieldInfo
}

const isText = (field: FieldInfo): boolean => field.kind === 'text' || field.kind === 'rich-text'

/**
 * Before a text only required fields stand without their names: `new High CPU on server` has no priority. A ticket and
 * a length of time cannot be taken for words of the text, nor a person for a name that may be left out: `assign 12 @bo`.
 */
export const planOf = (operation: OperationInfo): Plan => {
  const { fields } = operation
  const words = fields.find((field) => field.kind === 'choices' && field.required)
  const text = fields.findLast(isText)
  const textFirst = text && !(words && fields.indexOf(words) < fields.indexOf(text))
  const sink = textFirst ? text : fields.find((field) => field.kind === 'choices')
  const before = sink ? fields.slice(0, fields.indexOf(sink)) : fields
  const positional = before.filter((field) => {
    if (isHere(field)) return true
    if (field.kind === 'file' || field.kind === 'choices') return false
    const isClear = field.kind === 'duration' || field.kind === 'time'
    const isPerson = field.kind === 'user' && sink?.kind === 'text' && !sink.required
    return field.required || !textFirst || isClear || isPerson
  })
  return { positional, ...(sink && { sink }) }
}
const isHere = (field: FieldInfo): boolean => field.name === 'ticket' && field.kind === 'ticket'

/** The value of the choice with that value or label in any language. */
const choiceOf = (field: FieldInfo, text: string): string | undefined => {
  const typed = fold(text)
  const choices = field.choices ?? []
  const found =
    choices.find((choice) => fold(choice.value) === typed) ??
    choices.find((choice) => Object.values(choice.label).some((label) => fold(label) === typed))
  return found?.value
}
const isOpen = (field: FieldInfo): boolean => field.suggests || (field.choices ?? []).length === 0

const yes = new Set(['yes', 'true', 'on', 'si', '1'])
const no = new Set(['no', 'false', 'off', '0'])
const amount = /^(?:(?:in|en)\s+)?(?:\d{1,7}\s*[smhdw]\s*)+$/i
const moment = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/i

/** How a value is looked for: a time in words, a bare number or `-` (none) could be the beginning of a text. */
interface Looking {
  readonly resolve?: Resolve
  readonly mayBeWords: boolean
}

const valueOf = (
  field: FieldInfo,
  text: string,
  words: number,
  { resolve, mayBeWords }: Looking,
): InputValue | undefined => {
  const bare = words === 1
  switch (field.kind) {
    case 'text':
    case 'rich-text':
      return bare ? text : undefined
    case 'ticket':
      return /^#?\d{1,15}$/.test(text) ? text.replace('#', '') : undefined
    case 'number':
      return /^-?\d{1,15}(?:[.,]\d{1,15})?$/.test(text) ? text.replace(',', '.') : undefined
    case 'choice':
      return choiceOf(field, text) ?? (bare && isOpen(field) ? text : undefined)
    case 'choices':
      return [choiceOf(field, text) ?? text]
    case 'user':
    case 'place':
      return resolve ? resolve(field.kind, text) : bare ? text : undefined
    case 'duration':
      return amount.test(text) || (mayBeWords && /^(?:\d{1,7}|-)$/.test(text)) ? text : undefined
    case 'time':
      if (amount.test(text) || moment.test(text)) return text.replace(/^(\d{4}-\d\d-\d\d) /, '$1T')
      return mayBeWords && (readTimeWords(text) !== undefined || /^\d{1,7}$/.test(text)) ? text : undefined
    case 'flag':
      return yes.has(fold(text)) ? 'true' : no.has(fold(text)) ? 'false' : undefined
    case 'file':
      return undefined
  }
}

/** How many words a value may have: `on hold`, `Bo Lindqvist`, `in 2h`. */
const reach = (field: FieldInfo): number =>
  field.kind === 'time' ? 6 : ['choice', 'user', 'place', 'duration'].includes(field.kind) ? 3 : 1

interface Value {
  readonly value: InputValue
  readonly end: number
}

const readValue = (field: FieldInfo, line: string, from: number, looking: Looking): Value | 'wrong' | undefined => {
  const first = wordAt(line, from)
  if (!first) return undefined
  const ends = [first.end]
  for (let word = first; ends.length < reach(field) && !word.quoted;) {
    const next = wordAt(line, word.end)
    if (!next || next.quoted || line.slice(word.end, next.start).includes('\n')) break
    ends.push(next.end)
    word = next
  }
  for (let words = ends.length; words > 0; words--) {
    const end = ends[words - 1] ?? first.end
    const text = words === 1 ? first.text : line.slice(first.start, end).replace(/\s+/g, ' ')
    const value = valueOf(field, text, words, looking)
    if (value !== undefined) return { value, end }
  }
  return 'wrong'
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

const takeRest = (draft: Draft, field: FieldInfo, line: string, offset: number): void => {
  draft.at = line.length
  if (line.slice(offset).trim() === '') return
  draft.input[field.name] = line.slice(offset)
  draft.rest = { field: field.name, offset }
}

/** A text with a name ends where the next field is named: `queue:Support routing:round-robin`. */
const takeNamedText = (draft: Draft, field: FieldInfo, line: string, offset: number, others: readonly FieldInfo[]) => {
  // What is written to people stays whole: `reply text:… status:open …` is about a status.
  if (field.kind === 'rich-text') return takeRest(draft, field, line, offset)
  const open = others.filter((other) => other !== field && !Object.hasOwn(draft.input, other.name))
  let word = wordAt(line, offset)
  for (let words = 0; word && (word.quoted || namedAt(line, word.start, open) === undefined); words++)
    word = words < mostWords ? wordAt(line, word.end) : undefined
  if (!word) return takeRest(draft, field, line, offset)
  const text = line.slice(offset, word.start).trim()
  draft.at = word.start
  if (text !== '') draft.input[field.name] = text
}

const takeNamed = (
  draft: Draft,
  named: Named,
  line: string,
  fields: readonly FieldInfo[],
  sink?: FieldInfo,
  resolve?: Resolve,
): void => {
  const { field, value, apart } = named
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
  } else if (field === sink && !word.quoted)
    takeNamedText(draft, field, line, apart ? restAt(line, value) : value, fields)
  else {
    const read = readValue(field, line, value, { ...(resolve && { resolve }), mayBeWords: true })
    if (read === 'wrong' || !read) draft.wrong = field.name
    else {
      draft.input[field.name] = read.value
      draft.at = read.end
    }
  }
}

/** Reads an operation's fields from `from` on. `here`: the ticket it is about when none is named. */
export const readFields = (
  operation: OperationInfo,
  line: string,
  from: number,
  { resolve, here }: { resolve?: Resolve; here?: string },
): Reading => {
  const { positional, sink } = planOf(operation)
  const queue = [...positional]
  const hasTicket = here !== undefined && operation.fields.some(isHere)
  const draft: Draft = { input: hasTicket ? { ticket: here } : {}, at: from }
  for (let word = wordAt(line, from); word && !draft.wrong; word = wordAt(line, draft.at)) {
    while (queue[0] && queue[0].name in draft.input) queue.shift()
    const named = word.quoted ? undefined : namedAt(line, word.start, operation.fields)
    const field = queue[0]
    if (named) takeNamed(draft, named, line, operation.fields, sink, resolve)
    else if (field) {
      const mayBeWords = field.required || sink === undefined
      const read = readValue(field, line, word.start, { ...(resolve && { resolve }), mayBeWords })
      if (read && read !== 'wrong') {
        draft.input[field.name] = read.value
        draft.at = read.end
      } else if (field.required) draft.wrong = field.name
      if (!draft.wrong) queue.shift()
    } else if (sink?.kind === 'choices') {
      addWords(draft, sink, word.text, word.quoted)
      draft.at = word.end
    } else if (sink && !Object.hasOwn(draft.input, sink.name)) takeRest(draft, sink, line, restAt(line, draft.at))
    else {
      draft.extra = word.text
      break
    }
  }
  const { input, rest, wrong, extra } = draft
  const next = draft.next ?? queue.find((field) => !Object.hasOwn(input, field.name)) ?? (sink && openSink(sink, input))
  return { input, ...(rest && { rest }), ...(next && { next }), ...(wrong && { wrong }), ...(extra && { extra }) }
}

const openSink = (sink: FieldInfo, input: Reading['input']): FieldInfo | undefined =>
  sink.kind === 'choices' || !Object.hasOwn(input, sink.name) ? sink : undefined
