import { cut, distance } from '../platform'
import { z } from 'zod'

export type Shape = Readonly<Record<string, z.ZodType>>

/** The object a schema reads, looking through transforms and refinements around it. */
export function shapeOf(schema: z.ZodType): Shape {
  if (schema instanceof z.ZodObject) return schema.shape as Shape
  if (schema instanceof z.ZodPipe) return shapeOf(schema.def.in as z.ZodType)
  return {}
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional)
    return unwrap(schema.def.innerType as z.ZodType)
  return schema
}

export function allowedOf(schema: z.ZodType): string {
  const allowed = schema.meta()?.['allowed']
  if (typeof allowed === 'string') return allowed
  const inner = unwrap(schema)
  if (inner instanceof z.ZodEnum) return inner.options.join(' or ')
  return 'text'
}

export function defaultOf(schema: z.ZodType): string {
  const told = schema.meta()?.['default']
  if (typeof told === 'string') return told
  return schema instanceof z.ZodDefault ? String(schema.def.defaultValue) : ''
}

const looksSecret = (name: string, schema: z.ZodType | undefined): boolean =>
  schema?.meta()?.['secret'] === true || /TOKEN|SECRET|PASSWORD|KEY|URL/.test(name)

export function faultsOf(
  error: z.ZodError,
  shape: Shape,
  given: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return error.issues.map((issue) => {
    const name = String(issue.path[0] ?? '')
    const schema = shape[name]
    if (!schema) return issue.message
    const value = given[name]
    // A refinement over several variables says itself what is wrong: its text is the author's.
    if (issue.code === 'custom' && issue.message !== 'Invalid input') return `${name}: ${issue.message}`
    const fallback = defaultOf(schema)
    const mend = `Allowed: ${allowedOf(schema)}.${fallback ? ` Without it: ${fallback}.` : ''}`
    if (value === undefined) return `${name} is missing. ${mend}`
    return `${name}${looksSecret(name, schema) ? '' : ` is "${cut(value, 80)}", which`} cannot be used. ${mend}`
  })
}

/** Only names within a slip of the finger: an environment is full of other programs' variables. */
export function misspelt(given: readonly string[], known: readonly string[]): readonly string[] {
  return given
    .filter((name) => !known.includes(name))
    .flatMap((name) => {
      const meant = known.find(
        (variable) => variable.length >= 6 && distance(name, variable) <= (variable.length < 8 ? 1 : 2),
      )
      return meant ? [`${name} is not a variable of this program: did you mean ${meant}? Rename it or remove it.`] : []
    })
}
