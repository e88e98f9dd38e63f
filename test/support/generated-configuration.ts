import { z } from 'zod'
import { describeConfig, type Variable } from '../../src/run/config'
import type { PlatformDefinition } from '../../src/platform'
import { sections } from '../../src/slices'
import { readFile, type FileItems } from '../../src/settings/read-file'
import type { Section } from '../../src/core/section'
import { writeFile } from '../../src/settings/write-file'
import { block, code, oneOf, table } from './markdown-parts'

const variableTable = (variables: readonly Variable[]): string =>
  table(
    ['Variable', 'What it is', 'Allowed', 'Without it'],
    variables.map(({ variable, meaning, allowed, default: fallback }) => [
      code(variable),
      meaning,
      allowed,
      variable === 'DESK_ZONE' || fallback.includes(' ') ? fallback : code(fallback),
    ]),
  )

/** The core’s own line of a variable that an adapter reads too. */
const variablesOf = (definitions: readonly PlatformDefinition[]): Variable[] =>
  describeConfig(definitions).filter(
    ({ variable }, index, all) => all.findIndex((other) => other.variable === variable) === index,
  )

/** Environment variables: the program’s own, then each platform’s under its name. */
export const variablesPart = (definitions: readonly PlatformDefinition[]): string => {
  const own = variablesOf([])
  const known = new Set(own.map(({ variable }) => variable))
  return [
    variableTable(own),
    ...definitions.flatMap((definition) => [
      `### ${definition.name[0]!.toUpperCase()}${definition.name.slice(1)}`,
      variableTable(variablesOf([definition]).filter(({ variable }) => !known.has(variable))),
    ]),
  ].join('\n\n')
}

const firstVariables = ['PORT', 'HOST', 'DATA_DIR', 'DATABASE_URL', 'MASTER_KEY', 'PUBLIC_URL', 'DESK_NAME']
/** Variables that one needs first, for README. */
export const firstVariablesPart = (): string => {
  const all = variablesOf([])
  return table(
    ['Variable', 'What it is', 'Without it'],
    firstVariables.map((name) => {
      const { meaning, default: fallback } = all.find(({ variable }) => variable === name)!
      return [code(name), meaning, fallback]
    }),
  )
}

interface Described {
  readonly description?: string
  readonly allowed?: string
  readonly type?: string
  readonly field?: string
  readonly const?: string
  readonly enum?: readonly string[]
  readonly anyOf?: readonly Described[]
  readonly items?: Described
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, Described>>
  readonly required?: readonly string[]
}

const described = ({ item }: Section): Described =>
  z.toJSONSchema(item, { io: 'input', unrepresentable: 'any' }) as Described

/** Values that a field takes, as its schema says. */
export const allowedIn = (schema: Described): string => {
  if (schema.allowed !== undefined) return schema.allowed
  if (schema.const !== undefined) return code(schema.const)
  if (schema.enum !== undefined) return oneOf(schema.enum.map(code))
  if (schema.anyOf !== undefined) return oneOf(schema.anyOf.map(allowedIn))
  switch (schema.type) {
    case 'array':
      return `a list of ${allowedIn(schema.items ?? {}).replace(/^text/, 'texts')}`
    case 'boolean':
      return '`true`'
    case 'integer':
    case 'number':
      return `a number from ${schema.minimum} to ${schema.maximum}`
    default:
      return schema.maxLength === undefined ? 'text' : `text, at most ${schema.maxLength} characters`
  }
}

const defaultIn = (schema: unknown): string => {
  const { def } = schema as { def: { defaultValue?: unknown; innerType?: unknown; in?: unknown } }
  if (def.defaultValue !== undefined)
    return Array.isArray(def.defaultValue) || def.defaultValue === '' ? '' : code(String(def.defaultValue))
  const inner = def.innerType ?? def.in
  return inner === undefined ? '' : defaultIn(inner)
}
const shapeIn = (schema: unknown): Readonly<Record<string, unknown>> => {
  const { shape, def } = schema as { shape?: Readonly<Record<string, unknown>>; def: { in?: unknown } }
  return shape ?? shapeIn(def.in)
}

const sectionPart = (section: Section): string => {
  const { description = '', properties = {}, required = [] } = described(section)
  const shape = shapeIn(section.item)
  return [
    `### ${section.name}`,
    `${description}${section.isSingle ? ' One item, not a list.' : ''}${section.isOrdered ? ' Their order counts.' : ''}`,
    table(
      ['Field', 'What it is', 'Allowed', 'Without it'],
      Object.entries(properties).map(([name, field]) => [
        code(name),
        field.description ?? '',
        allowedIn(field),
        required.includes(name) ? 'needed' : defaultIn(shape[name]),
      ]),
    ),
    block('yaml', exampleText([section])),
  ].join('\n\n')
}

/** The sections of the configuration file, each with its fields and an example. */
export const sectionsPart = (): string => sections.map(sectionPart).join('\n\n')

const examplesOf = ({ item }: Section): readonly object[] =>
  (z.globalRegistry.get(item)?.['examples'] as readonly object[] | undefined) ?? []
const exampleText = (of: readonly Section[]): string => {
  const items: FileItems = new Map(of.map((section) => [section.name, examplesOf(section)]))
  return writeFile(items, of, 'x').replace(/^#.*\n+/, '')
}
/** A whole configuration file: the examples of all sections together. */
export const exampleFile = (): string => exampleText(sections)

/** Gaps: sections and fields without a description, sections without an example, and faults of the examples. */
export const unsaid = (of: readonly Section[]): string[] => [
  ...of.flatMap((section) => {
    const { description, properties = {} } = described(section)
    return [
      ...(description === undefined ? [section.name] : []),
      ...(examplesOf(section).length === 0 ? [`${section.name}: no example`] : []),
      ...Object.entries(properties)
        .filter(([, field]) => field.description === undefined)
        .map(([name]) => `${section.name}.${name}`),
    ]
  }),
  ...readFile(exampleText(of), of, 'en').faults.map(({ path, text }) => `${path}: ${text}`),
]
