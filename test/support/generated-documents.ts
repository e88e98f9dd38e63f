import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { limitsFor as discord } from '../../adapters/discord/limits'
import { limits as playground } from '../../adapters/playground/outgoing'
import { limits as slack } from '../../adapters/slack/limits'
import { limits as teams } from '../../adapters/teams/limits'
import { describeConfig, readConfig } from '../../src/run/config'
import { createMetrics } from '../../src/run/metrics'
import { operationInfo } from '../../src/core/operation'
import { operations } from '../../src/slices'
import { usageOf, type Limits, type OperationInfo, type PlatformDefinition } from '../../src/platform'
import { inEachLocale } from '../../src/core/words'

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
  fidelity: fidelityTable(),
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

/** What each network shows of what the others' people do, from the limits by which the core holds it to that. */
const shownBy: readonly (readonly [string, Limits])[] = [
  ['Slack', slack],
  ['Discord', discord('prefix')],
  ['Teams', teams],
  ['Playground', playground],
]
const { largest: largestFile } = readConfig([], {}).files
const inMegabytes = (bytes: number) => `${Math.round(Math.min(bytes, largestFile) / 1_048_576)} MB`
const fidelity: readonly (readonly [string, (limits: Limits) => string])[] = [
  ['Words', ({ text }) => `${text.toLocaleString('en')} characters a post, more in several`],
  ['Bold, italics, links, code, lists, quotes', () => 'in its own dialect'],
  ['A mention in what people write', () => 'the name, pings nobody'],
  ['An edit', ({ edits }) => (edits ? 'in place' : 'not shown, kept in the record')],
  ['A deletion', ({ deletes }) => (deletes ? 'taken away' : 'not shown, kept in the record')],
  ['A reaction', ({ reactions }) => (reactions ? 'the desk’s own' : 'not shown, kept in the record')],
  [
    'A file',
    ({ files }) =>
      files === 'none'
        ? 'its name'
        : `up to ${inMegabytes(files.size)}${files.where === 'direct' ? ', in one’s own chat; elsewhere its name' : ', a larger one by its name'}`,
  ],
  ['What a post answers', ({ replies }) => (replies ? 'points at it' : 'its first words come before')],
  ['That somebody says what they answer', ({ hears }) => (hears.replies ? 'heard' : 'the network does not tell')],
  ['A ticket’s thread', ({ threads }) => (threads ? 'a thread' : 'in the place itself')],
  ['A customer who is typing', ({ typing }) => (typing ? 'shown' : 'not shown')],
  ['That somebody is typing', ({ hears }) => (hears.typing ? 'heard' : 'the network does not tell')],
  ['Who speaks', ({ persona }) => (persona === 'native' ? 'name and picture' : 'the name, before the words')],
  [
    'A send whose answer was lost',
    ({ unclear }) =>
      unclear.by === 'key'
        ? 'sent again, shown once'
        : unclear.by === 'look'
          ? 'looked for'
          : 'told as possibly delivered',
  ],
]
const fidelityTable = () =>
  table(
    ['', ...shownBy.map(([name]) => name)],
    fidelity.map(([what, tell]) => [what, ...shownBy.map(([, limits]) => tell(limits))]),
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
export const definitions = (): readonly PlatformDefinition[] =>
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
