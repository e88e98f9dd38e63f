import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { migrations } from '../migrations'
import { createMetrics } from '../src/run/metrics'
import { documents, generatedParts, project, readDocument, withParts } from './support/generated-documents'

const parts = generatedParts()
const commands = ['npm ci && npm start', 'npm ci && npm test']

/** The formatter aligns tables; what they say is what counts. */
const unaligned = (text: string) => text.replaceAll(/ +\|/g, ' |').replaceAll(/-{3,}/g, '---')
const isStale = (text: string) => unaligned(withParts(text, parts)) !== unaligned(text)

const blocksOf = (text: string) => [...text.matchAll(/^```\w*\n([^]*?)\n```$/gm)].map(([, block]) => block)
const withoutCommands = (text: string) => commands.filter((command) => !blocksOf(text).includes(command))

/** As GitHub names a heading. */
const slugsOf = (text: string) =>
  [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  )
const linksOf = (text: string) =>
  [...text.replaceAll(/^```[^]*?^```$/gm, '').matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)]
    .map(([, link, source]) => link ?? source ?? '')
    .filter((link) => !/^[a-z]+:/.test(link))

const deadLinks = (path: string, text: string) =>
  linksOf(text).filter((link) => {
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? path : posix.join(dirname(path), file)
    if (!existsSync(join(project, target))) return true
    return anchor !== undefined && !slugsOf(file === '' ? text : readDocument(target)).includes(anchor)
  })

const folders = (path: string) =>
  readdirSync(join(project, path)).filter((name) => {
    const full = join(project, path, name)
    return statSync(full).isDirectory() && readdirSync(full).length > 0
  })
const tables = () =>
  migrations.flatMap(({ up }) => [...String(up).matchAll(/\bcreate table (\w+)/g)].map(([, name]) => name!))
/** What must be told in docs/architecture.md, as it is written there. */
const rooms = () => [
  ...folders('src').map((name) => `src/${name}`),
  ...folders('adapters').map((name) => `adapters/${name}`),
  ...tables(),
]
const untold = (text: string, names: readonly string[]) => names.filter((name) => !text.includes(`\`${name}\``))

/** What dashboard and alerts ask for, without the endings that Prometheus gives a histogram. */
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

  it('has both commands in the README, each to be copied whole', () => {
    expect(withoutCommands(readDocument('README.md'))).toEqual([])
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
    const stale = readme.replace('assign an unassigned ticket to yourself', 'eat a ticket')
    expect(stale).not.toBe(readme)
    expect(isStale(stale)).toBe(true)
    expect(() => withParts('<!-- commands -->', parts)).toThrow('never closed')
    expect(withoutCommands(readme.replace(commands[0]!, 'npm start'))).toEqual([commands[0]])
    expect(deadLinks('docs/a.md', '[x](../README.md) [y](gone.md) [z](../README.md#no-such-part)')).toEqual([
      'gone.md',
      '../README.md#no-such-part',
    ])
    expect(untold('`src/store`', ['src/store', 'src/attic'])).toEqual(['src/attic'])
  })
})
