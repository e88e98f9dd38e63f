import type { Document } from 'yaml'
import { z } from 'zod'
import { foldText, type Locale } from '../platform'
import { tooMuch } from './too-much'
import { yaml } from './yaml'
import { hasWords, words, wordsOf } from '../core/words'
import type { Fault, Section } from '../core/section'

/** Something in the file that cannot be used; `text` says what is wrong and what is allowed. Lines and columns from 1. */
export interface FileFault {
  readonly line: number
  readonly column: number
  /** `policies[2].warn`. */
  readonly path: string
  readonly text: string
}
/** Items in the file, by section; a section that it leaves out is not in it. */
export type FileItems = ReadonlyMap<string, readonly object[]>
export interface ReadFile {
  readonly items: FileItems
  readonly faults: readonly FileFault[]
  /** A fault of the use case's own, at what stands there. */
  fault(path: Path, fault: Fault): FileFault
}
type Path = readonly PropertyKey[]

export const largestFile = 500_000
const mostFaults = 100
/** Of one section. */
const mostItems = 5000

/** Reads the configuration file: every fault at once, each with its place. */
export const readFile = (text: string, sections: readonly Section[], speaks: Locale): ReadFile => {
  const refused = unreadable(text, speaks)
  if (refused !== undefined) return { items: new Map(), faults: [refused], fault: () => refused }
  const lines = new (yaml().LineCounter)()
  const document = yaml().parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
    // Each key would be compared with all others.
    uniqueKeys: false,
  })
  const at = (offset: number) => ({ line: lines.linePos(offset).line, column: lines.linePos(offset).col })
  const fault = (path: Path, { words: key, params = {} }: Fault): FileFault => {
    const { offset, found } = find(document, path, key === 'settings.unknown')
    const text = hasWords(key) ? words(speaks, key, params) : words(speaks, 'fault.other')
    return { ...at(offset), path: printPath(found), text }
  }
  const broken = (at0: { line: number; column: number }, message: string): ReadFile => ({
    items: new Map(),
    faults: [{ ...at0, path: '', text: message }],
    fault,
  })
  const errors = [
    ...document.errors.map(({ pos, message }) => ({ offset: pos[0], message })),
    ...doubledKeys(document).map((offset) => ({ offset, message: 'Map keys must be unique' })),
  ]
  if (errors.length > 0)
    return {
      items: new Map(),
      faults: errors.slice(0, mostFaults).map(({ offset, message }) => ({ ...at(offset), path: '', text: message })),
      fault,
    }
  let root: unknown
  try {
    // No aliases: a few lines could stand for gigabytes, and nobody needs them here.
    root = document.toJS({ maxAliasCount: 0 })
  } catch {
    return broken({ line: 1, column: 1 }, words(speaks, 'settings.aliases'))
  }
  const schema = fileSchema(sections)
  const parsed = schema.safeParse(root ?? {}, { reportInput: true })
  const faults = parsed.success
    ? doubled(parsed.data as Readonly<Record<string, unknown>>, sections).map(([path, one]) => fault(path, one))
    : parsed.error.issues
        .slice(0, mostFaults)
        .flatMap((issue) => faultsOf(issue, sections))
        .slice(0, mostFaults)
        .map(([path, one]) => fault(path, one))
  return { items: parsed.success ? itemsOf(parsed.data, sections) : new Map(), faults: sorted(faults), fault }
}

/** Judged by its size and its signs, before anything is read. */
const unreadable = (text: string, speaks: Locale): FileFault | undefined => {
  const fault = (text: string) => ({ line: 1, column: 1, path: '', text })
  if (text.length > largestFile) return fault(words(speaks, 'settings.too-large', { size: largestFile / 1000 }))
  const why = tooMuch(text)
  return why === undefined
    ? undefined
    : fault(words(speaks, why === 'parts' ? 'settings.too-much.parts' : 'settings.too-much.depth'))
}

/** Offsets of the keys that their map has already. */
const doubledKeys = (document: Document): number[] => {
  const { isScalar, visit } = yaml()
  const offsets: number[] = []
  visit(document, {
    Map: (_key, { items }) => {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        const value = isScalar(key) ? key.value : key
        if (seen.has(value)) offsets.push(startOf(key) ?? 0)
        seen.add(value)
      }
    },
  })
  return offsets
}

const fileSchema = (sections: readonly Section[]) =>
  z.strictObject(
    Object.fromEntries(
      sections.map(({ name, item, isSingle }) => [
        name,
        (isSingle ? item : z.array(item).max(mostItems, 'fault.too-many')).optional(),
      ]),
    ),
  )

const itemsOf = (data: object, sections: readonly Section[]): FileItems =>
  new Map(
    sections.flatMap(({ name, isSingle }) => {
      const given = (data as Readonly<Record<string, object | readonly object[] | undefined>>)[name]
      return given === undefined ? [] : [[name, (isSingle ? [given] : given) as readonly object[]] as const]
    }),
  )

export const foldKey = foldText

/** Two of one name. */
const doubled = (data: Readonly<Record<string, unknown>>, sections: readonly Section[]): [Path, Fault][] =>
  sections.flatMap(({ name, isSingle, keys }) => {
    const items = data[name] as readonly object[] | undefined
    if (items === undefined || isSingle) return []
    const seen = new Set<string>()
    return items.flatMap((item, index): [Path, Fault][] => {
      const mine = keys(item)
      const known = mine.find((key) => seen.has(foldKey(key)))
      for (const key of mine) seen.add(foldKey(key))
      return known === undefined ? [] : [[[name, index], { words: 'settings.twice', params: { name: known } }]]
    })
  })

type Issue = z.core.$ZodIssue

const faultsOf = (issue: Issue, sections: readonly Section[]): [Path, Fault][] => {
  const { path } = issue
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => [
        [...path, key],
        { words: 'settings.unknown', params: { key, allowed: allowedKeys(path, sections).join(', ') || '—' } },
      ])
    case 'invalid_value':
      return [[path, { words: 'settings.allowed', params: { allowed: issue.values.map(String).join(', ') } }]]
    case 'invalid_type':
      if (issue.input === undefined)
        return [[path, { words: 'settings.missing', params: { key: String(path.at(-1) ?? '') } }]]
      return [[path, { words: `settings.expected.${issue.expected}` }]]
    case 'custom':
      return [[path, { words: issue.message, params: issue.params as Fault['params'] & object }]]
    case 'too_big':
      if (issue.origin === 'string')
        return [[path, { words: 'settings.longest', params: { most: Number(issue.maximum) } }]]
      break
    default:
  }
  return [[path, { words: issue.message }]]
}

/** Of the section, or of the file itself. */
const allowedKeys = (path: Path, sections: readonly Section[]): string[] => {
  const section = sections.find(({ name }) => name === path[0])
  if (section === undefined) return sections.map(({ name }) => name)
  return path.length <= 2 ? Object.keys(shapeOf(section.item)) : []
}
const shapeOf = (schema: unknown): object => {
  const { shape, def } = schema as { shape?: object; def?: { in?: unknown; innerType?: unknown } }
  return shape ?? (def === undefined ? {} : shapeOf(def.in ?? def.innerType ?? {}))
}

/** Offset of what stands at `path` (its key's, when it is more than a word) or of where it would stand, and how much of `path` stands. */
const find = (document: Document, path: Path, isAboutKey: boolean): { offset: number; found: Path } => {
  const { isMap, isScalar, isSeq } = yaml()
  let node: unknown = document.contents
  let offset = startOf(node) ?? 0
  for (const [index, step] of path.entries()) {
    if (isScalar(node)) return { offset: startOf(node) ?? offset, found: path.slice(0, index) }
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      : undefined
    const next = pair === undefined && isSeq(node) && typeof step === 'number' ? node.items[step] : pair?.value
    offset = startOf(pair?.key ?? next) ?? offset
    if (next === undefined || next === null) return { offset, found: path }
    node = next
  }
  return { offset: isScalar(node) && !isAboutKey ? (startOf(node) ?? offset) : offset, found: path }
}
const startOf = (node: unknown): number | undefined => (yaml().isNode(node) ? node.range?.[0] : undefined)

const printPath = (path: Path): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step + 1}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '')

const sorted = (faults: readonly FileFault[]): FileFault[] => {
  const unique = new Map(faults.map((fault) => [`${fault.line}:${fault.column} ${fault.text}`, fault]))
  return [...unique.values()].sort((a, b) => a.line - b.line || a.column - b.column).slice(0, mostFaults)
}

/** `line 3, column 5, policies[1].warn: “abc” cannot be read. …` */
export const formatFault = (speaks: Locale, { line, column, path, text }: FileFault): string =>
  wordsOf(speaks, 'settings.fault', { line, column, path: path === '' ? '' : `${path}: `, text })
