import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describeConfig } from '../../src/config'
import { createMetrics } from '../../src/metrics'
import { operationInfo } from '../../src/operation'
import { operations } from '../../src/operations'
import { usageOf, type OperationInfo, type PlatformDefinition } from '../../src/platform'
import { inEachLocale } from '../../src/words'

/** The parts of documents that are made of the program itself; `npm run docs` writes them. */
export const project = resolve(__dirname, '../..')

/** Every document of ours, from the project's root. */
export const documents = (): readonly string[] => [
  ...readdirSync(project).filter((name) => name.endsWith('.md')),
  ...['docs', 'manifest'].flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
]
export const readDocument = (path: string): string => readFileSync(join(project, path), 'utf8')

/** What stands between `<!-- name -->` and `<!-- /name -->`. */
export type Parts = Readonly<Record<string, string>>
export const generatedParts = (): Parts => ({
  commands: commandsTable(),
  configuration: configurationTable(),
  metrics: metricsTable(),
})

/** The document with its generated parts as they should be. Throws when it opens one and does not close it. */
export const withParts = (text: string, parts: Parts): string =>
  Object.entries(parts).reduce((whole, [name, part]) => {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
    const from = whole.indexOf(open)
    if (from < 0) return whole
    const to = whole.indexOf(close, from)
    if (to < 0) throw new Error(`${open} is never closed`)
    return `${whole.slice(0, from + open.length)}\n\n${part}\n\n${whole.slice(to)}`
  }, text)

const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string => {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n')
}
const code = (text: string) => (text === '' ? '' : `\`${text}\``)

const commandsTable = () =>
  table(
    ['Command', 'What it does', 'Who', 'Also'],
    operations
      .map((operation) => operationInfo(operation, inEachLocale))
      .map((info) => [code(usageOf(info, 'en')), info.summary.en, doers[info.by], otherDoors(info)]),
  )

const doers: Readonly<Record<OperationInfo['by'], string>> = {
  customer: 'everybody',
  agent: 'agents',
  supervisor: 'supervisors',
  admin: 'admins',
}
const otherDoors = ({ menus, reaction }: OperationInfo) =>
  [
    ...(menus.includes('post') ? ['a post’s menu'] : []),
    ...(menus.includes('user') ? ['a person’s menu'] : []),
    ...(reaction === undefined ? [] : [`${reaction} on a post`]),
  ].join(', ')

/** The networks that main.ts puts together: it starts the program, so it is read and not imported. */
const definitions = (): readonly PlatformDefinition[] =>
  [...readDocument('src/main.ts').matchAll(/from '\.\.\/adapters\/([\w-]+)'/g)].map(
    ([, name]) => (require(join(project, 'adapters', name!)) as { platform: PlatformDefinition }).platform,
  )

const configurationTable = () => {
  const variables = describeConfig(definitions())
  // The core's own line of a variable that an adapter reads too.
  const once = variables.filter(
    ({ variable }, index) => variables.findIndex((other) => other.variable === variable) === index,
  )
  return table(
    ['Variable', 'What it is', 'Allowed', 'Without it'],
    once.map(({ variable, meaning, allowed, default: fallback }) => [
      code(variable),
      meaning,
      allowed,
      variable === 'DESK_ZONE' || fallback.includes(' ') ? fallback : code(fallback),
    ]),
  )
}

const metricsTable = () =>
  table(
    ['Metric', 'What it counts', 'Labels'],
    createMetrics()
      .registry.getMetricsAsArray()
      .filter(({ name }) => name.startsWith('taquilla_'))
      .map((metric) => [
        code(metric.name),
        metric.help,
        ((metric as unknown as { labelNames?: readonly string[] }).labelNames ?? []).map(code).join(', '),
      ]),
  )
