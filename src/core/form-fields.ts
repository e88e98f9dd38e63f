import { createHash } from 'node:crypto'
import type { Operation } from './operation'
import {
  type Choice,
  type FormField,
  type Input,
  type InputValue,
  type Locale,
  type OperationInfo,
  defined,
} from '../platform'

type Info = OperationInfo['fields'][number]

/** One of what stands for each other was given. */
const isMet = (names: readonly string[], input: Input): boolean =>
  names.some((name) => input[name] !== undefined && input[name] !== '')

/** True when a field that its form asks for was left out while another one stands for it, which the form shows in words first. */
export const isStoodFor = ({ oneOf = [] }: Pick<Operation, 'oneOf'>, name: string, input: Input): boolean =>
  oneOf.some((names) => names.includes(name) && isMet(names, input))

/** True when the form of an operation shows this field: all that is missing, and what it asks for or offers beside that. */
export const isAskedFor = (
  operation: Pick<Operation, 'asks' | 'oneOf'>,
  field: Pick<Info, 'name' | 'required'>,
  input: Input,
  offered: readonly string[],
): boolean => {
  const { name, required } = field
  if (Object.hasOwn(input, name)) return false
  const isAlternative = operation.oneOf?.some((names) => names.includes(name) && !isMet(names, input)) ?? false
  return required || isAlternative || offered.includes(name) || (operation.asks?.includes(name) ?? true)
}

/** True when it cannot be sent without this field: nothing in the input or among the shown fields stands for it. */
export const isNeeded = (
  operation: Pick<Operation, 'asks' | 'oneOf'>,
  field: Pick<Info, 'name' | 'required'>,
  input: Input,
  shown: readonly string[],
): boolean => {
  if (field.required) return true
  if (operation.asks?.includes(field.name) !== true) return false
  const others = (operation.oneOf ?? [])
    .filter((names) => names.includes(field.name))
    .flatMap((names) => names.filter((name) => name !== field.name))
  return !others.some((name) => Object.hasOwn(input, name) || shown.includes(name))
}

const stood = 'stood'
const idIn = (value: FormField['value'] | InputValue): string | undefined =>
  typeof value === 'string'
    ? value
    : typeof value === 'object' && 'id' in value && typeof value.id === 'string'
      ? value.id
      : undefined
const mark = (value: string) => createHash('sha256').update(value).digest('base64url').slice(0, 8)

/** Marks of what stood in fields that may be left alone, for the form to carry along unseen. */
export const stampOf = (fields: readonly FormField[]): Input => {
  const marks = fields.flatMap(({ name, value, required }) => {
    const id = required ? undefined : idIn(value)
    return id === undefined ? [] : [`${name}:${mark(id)}`]
  })
  return marks.length === 0 ? {} : { [stood]: marks.join(' ') }
}

/** Without what came back as it stood: somebody may have changed it since the form was opened. */
export const withoutUntouched = ({ [stood]: stamped, ...input }: Input): Input => {
  if (typeof stamped !== 'string') return input
  const marks = new Set(stamped.split(' '))
  return Object.fromEntries(
    Object.entries(input).filter(([name, value]) => {
      const id = idIn(value)
      return id === undefined || !marks.has(`${name}:${mark(id)}`)
    }),
  )
}

const capitalised = (label: string) => label.charAt(0).toUpperCase() + label.slice(1)

/** `choices`: a list that the desk adds to. */
export const formField = (
  field: Info,
  speaks: Locale,
  { value, required, choices }: { value?: FormField['value']; required: boolean; choices?: readonly Choice[] },
): FormField => ({
  name: field.name,
  label: capitalised(field.label[speaks]),
  ...(field.hint === undefined ? {} : { hint: capitalised(field.hint[speaks]) }),
  kind: field.kind,
  required,
  ...defined({ value, maxLength: field.maxLength }),
  ...(field.choices === undefined
    ? {}
    : { choices: field.choices.map(({ value: one, label }) => ({ value: one, label: label[speaks] })) }),
  ...(field.suggests ? { suggests: true } : {}),
  ...(field.takesNew === true ? { takesNew: true } : {}),
  ...defined({ choices }),
})
