import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createMetrics } from '../../src/run/metrics'
import type { PlatformDefinition } from '../../src/platform'
import { commandsPart } from './generated-commands'
import { firstVariablesPart, sectionsPart, variablesPart } from './generated-configuration'
import { doorsPart, fidelityPart, sizesPart } from './generated-networks'
import { code, table } from './markdown-parts'

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

/** Text between `<!-- name -->` and `<!-- /name -->`, by name. */
export type Parts = Readonly<Record<string, string>>
export const generatedParts = (): Parts => ({
  commands: commandsPart(),
  doors: doorsPart(),
  fidelity: fidelityPart(),
  sizes: sizesPart(),
  'first variables': firstVariablesPart(),
  variables: variablesPart(definitions()),
  sections: sectionsPart(),
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

/** The networks that main.ts puts together: it starts the program, so it is read and not imported. */
export const definitions = (): readonly PlatformDefinition[] =>
  [...readDocument('src/main.ts').matchAll(/from '\.\.\/adapters\/([\w-]+)\/definition'/g)].map(
    ([, name]) =>
      (require(join(project, 'adapters', name!, 'definition')) as { platform: PlatformDefinition }).platform,
  )

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
