import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { migrations } from '../migrations'
import { createMetrics } from '../src/run/metrics'
import { sections } from '../src/slices'
import { defineSection } from '../src/core/section'
import { deadLinks, examplesIn, faultyActions, faultyFilters, unknownCommands, unread } from './support/document-checks'
import { unsaid } from './support/generated-configuration'
import { documents, generatedParts, project, readDocument, withParts } from './support/generated-documents'

const parts = generatedParts()
const commands = ['npm ci && npm start', 'npm ci && npm test']

/** The formatter aligns tables; what they say is what counts. */
const unaligned = (text: string) => text.replaceAll(/ +\|/g, ' |').replaceAll(/-{3,}/g, '---')
const isStale = (text: string) => unaligned(withParts(text, parts)) !== unaligned(text)

const blocksOf = (text: string) => [...text.matchAll(/^```\w*\n([^]*?)\n```$/gm)].map(([, block]) => block)
const withoutCommands = (text: string) => commands.filter((command) => !blocksOf(text).includes(command))

const folders = (path: string) =>
  readdirSync(join(project, path)).filter((name) => {
    const full = join(project, path, name)
    return statSync(full).isDirectory() && readdirSync(full).length > 0
  })
const tables = () =>
  migrations.flatMap(({ up }) => [...String(up).matchAll(/\bcreate table (\w+)/g)].map(([, name]) => name!))
/** Names that docs/architecture.md must mention, as they are written there. */
const rooms = () => [
  ...folders('src').map((name) => `src/${name}`),
  ...folders('adapters').map((name) => `adapters/${name}`),
  ...tables(),
]
const untold = (text: string, names: readonly string[]) => names.filter((name) => !text.includes(`\`${name}\``))

/** Metrics that dashboard and alerts ask for, without the endings that Prometheus gives a histogram. */
const metricsIn = (text: string) => [
  ...new Set([...text.matchAll(/\b(?:taquilla|process|nodejs)_\w+/g)].map(([name]) => name.replace(/_bucket$/, ''))),
]
const unmeasured = (text: string) =>
  metricsIn(text).filter((name) => createMetrics().registry.getSingleMetric(name) === undefined)

describe('the documents', () => {
  test.each(documents())('%s tells of the program as it is', (path) => {
    const text = readDocument(path)
    if (process.env['UPDATE_DOCUMENTS'] !== undefined && isStale(text))
      writeFileSync(join(project, path), withParts(text, parts))
    expect({ stale: isStale(readDocument(path)), mend: 'npm run docs' }).toMatchObject({ stale: false })
  })

  test.each(documents())('%s has no dead link', (path) => {
    expect(deadLinks(path, readDocument(path))).toEqual([])
  })

  it('has both commands in the README, each to be copied whole, and is read in some minutes', () => {
    expect(withoutCommands(readDocument('README.md'))).toEqual([])
    expect(Buffer.byteLength(readDocument('README.md'))).toBeLessThan(12_288)
  })

  test.each(documents())('%s names no command that there is not', (path) => {
    expect(unknownCommands(readDocument(path))).toEqual([])
  })

  it('has an example for each command that can be typed, which the desk reads', () => {
    const examples = examplesIn(readDocument('docs/commands.md'))
    expect(examples.length).toBeGreaterThan(60)
    expect(unread(examples)).toEqual([])
  })

  it('tells every field of the configuration file, with an example of each section that can be imported', () => {
    expect(unsaid(sections)).toEqual([])
    expect(faultyActions(readDocument('docs/configuration.md'))).toEqual([])
  })

  it('tells every term of a filter, as it can be typed', () => {
    expect(faultyFilters(readDocument('docs/filters.md'))).toEqual([])
  })

  it('tells of every room and every table', () => {
    expect(untold(readDocument('docs/architecture.md'), rooms())).toEqual([])
  })

  it.each(['docs/deploy/alerts.yaml', 'docs/deploy/grafana.json'])('%s asks for what is measured', (path) => {
    expect(metricsIn(readDocument(path)).length).toBeGreaterThan(4)
    expect(unmeasured(readDocument(path))).toEqual([])
  })

  it('would be noticed if it were not so (control)', () => {
    expect(unmeasured('rate(taquilla_events_total[5m]) + taquilla_gone_bucket')).toEqual(['taquilla_gone'])
    const readme = readDocument('README.md')
    const listed = readDocument('docs/commands.md')
    const stale = listed.replace('Assign an unassigned ticket to yourself', 'Eat a ticket')
    expect(stale).not.toBe(listed)
    expect(isStale(stale)).toBe(true)
    expect(() => withParts('<!-- commands -->', parts)).toThrow('never closed')
    expect(withoutCommands(readme.replace(commands[0]!, 'npm start'))).toEqual([commands[0]])
    expect(deadLinks('docs/a.md', '[x](../README.md) [y](gone.md) [z](../README.md#no-such-part)')).toEqual([
      'gone.md',
      '../README.md#no-such-part',
    ])
    expect(deadLinks('docs/filters.md', '## One\n```\n# two\n```\n## One\n[a](#one-1) [b](#two)')).toEqual(['#two'])
    expect(untold('`src/store`', ['src/store', 'src/attic'])).toEqual(['src/attic'])
    expect(unknownCommands('`/ticket eat 12` `!eat` `/desk claim, /ticket claim` `!tomar` `/desk help`')).toEqual([
      '/ticket eat',
      '/desk claim',
      '!eat',
    ])
    expect(unread(['/ticket claim 12', '/ticket claim', '/ticket eat 12', '!claim'])).toEqual([
      '/ticket claim',
      '/ticket eat 12',
    ])
    expect(faultyFilters(`| \`staus:open\` |\n${readDocument('docs/filters.md')}`)).toEqual(['staus:open'])
    const actions = readDocument('docs/configuration.md').replace('`close`, ', '`shut`, ')
    expect(faultyActions(actions)).toEqual(['shut', 'close'])
    const bare = { name: 'bare', item: z.strictObject({ size: z.int() }), keys: () => [], read: async () => [] }
    expect(unsaid([defineSection({ ...bare, save: async () => {} })])).toEqual([
      'bare',
      'bare: no example',
      'bare.size',
    ])
  })
})
