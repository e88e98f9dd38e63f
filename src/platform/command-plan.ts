import type { FieldInfo, OperationInfo } from './platform'

export interface Plan {
  /** In this order, without names. */
  readonly positional: readonly FieldInfo[]
  /** Takes all that remains: a text as it stands, or words. */
  readonly sink?: FieldInfo
  /** Fields that may also stand without their name before a text, when nothing but named fields follows them. */
  readonly guarded: ReadonlySet<FieldInfo>
}

const isText = (field: FieldInfo): boolean => field.kind === 'text' || field.kind === 'rich-text'
export const isHere = (field: FieldInfo): boolean => field.name === 'ticket' && field.kind === 'ticket'
/** A text that takes the rest of the line as it stands. */
export const isFreeText = (sink: FieldInfo | undefined): boolean => sink !== undefined && isText(sink)

/** Takes its values from a list that is known, and is not just a `yes`. */
export const isClosedChoice = ({ kind, choices, suggests }: FieldInfo): boolean =>
  kind === 'choice' && !suggests && (choices?.length ?? 0) > 1

const isClear = ({ kind }: FieldInfo): boolean => kind === 'duration' || kind === 'time'
const isRef = ({ kind }: FieldInfo): boolean => kind === 'user' || kind === 'place'

/**
 * Before a text only required fields stand without their names: `new High CPU on server` has no priority. A ticket and
 * a length of time cannot be taken for words of the text, nor a person for a name that may be left out: `assign 12 @bo`.
 * The name of what an operation is about stands first, also where it may be left out: `canned refund text:"…"`.
 */
export const planOf = (operation: OperationInfo): Plan => {
  const fields = operation.fields.filter(({ typed, kind }) => typed !== 'by-name' && kind !== 'file')
  const words = fields.find(({ kind, required }) => kind === 'choices' && required)
  const text = fields.findLast(isText)
  const isWordsFirst = text !== undefined && words !== undefined && fields.indexOf(words) < fields.indexOf(text)
  const last = isWordsFirst ? undefined : text
  const tail = last?.typed === 'name' ? last : undefined
  const sink = last === undefined || tail ? fields.find(({ kind }) => kind === 'choices') : last
  const about = fields.find((field) => !isHere(field))
  const mayLeadWithName = sink?.kind !== 'rich-text' && about?.typed === 'name'
  const before = sink ? fields.slice(0, fields.indexOf(sink)) : fields
  const isFree = tail !== undefined || isFreeText(sink)

  const mayBeLeftOut = tail !== undefined || (sink?.kind === 'text' && !sink.required)
  const guarded = new Set(tail || !mayBeLeftOut ? [] : before.filter((one) => isClosedChoice(one) && !one.required))
  const positional = before.filter((field) => {
    if (isHere(field) || field === tail || (mayLeadWithName && field === about)) return true
    if (field.kind === 'choices') return false
    if (field.kind === 'flag') return field.required
    if (field.required || !isFree || isClear(field)) return true
    return (mayBeLeftOut && isRef(field)) || guarded.has(field)
  })
  return { positional, guarded, ...(sink && { sink }) }
}
