import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { importsOf, project, sourcesIn, type Source } from '../support/house'

const adapters = ['discord', 'playground', 'slack', 'teams'] as const
type Adapter = (typeof adapters)[number]

/** Parts of an adapter: what each does. One that grew is several files whose names begin with it (`outgoing-rooms`). */
const parts = {
  definition: 'what is known of the network before it is loaded',
  settings: 'its environment variables',
  index: 'puts the parts together',
  session: 'what there is between start and stop',
  connect: 'tokens, sockets, HTTP',
  receive: 'hands what happened to the desk, and acknowledges it once it is stored',
  inbound: 'what happened there, as an Inbound; pure',
  interactions: 'presses, commands and menus, answered in time',
  forms: 'a form as the network draws it, and what was filled in',
  commands: 'a command as it is typed there',
  outgoing: 'posts, edits, rooms, private answers',
  render: 'content as a message of the network; pure',
  markdown: 'its way of writing rich text: markdown-read, markdown-print',
  files: 'bytes there and back',
  backfill: 'what was said while the bot was away',
  directory: 'people, groups, places and their names',
  refs: 'its ids, as refs and back; pure',
  limits: 'what it can do, as data',
  manifest: 'the app as the network is told of it',
  diagnose: 'what an admin should mend',
  words: 'what the adapter itself says',
} as const
type Part = keyof typeof parts

/** Files that some networks need beside those. */
const ownParts: Readonly<Record<Adapter, readonly string[]>> = {
  discord: [],
  playground: ['network', 'payload'],
  slack: ['emoji', 'payload'],
  teams: ['emoji', 'payload'],
}
/** What a network has not got, and why. */
const lacking: ReadonlyMap<string, string> = new Map([
  ['playground manifest', 'nobody installs it'],
  ['teams backfill', 'the connector reads no messages'],
])

/** What a part gives under the same name everywhere. */
const exported: readonly (readonly [file: string, names: readonly string[]])[] = [
  ['definition', ['platform']],
  ['index', ['createPlatform']],
  ['settings', ['config']],
  ['session', ['Session']],
  ['inbound', ['toInbound']],
  ['render', ['render']],
  ['forms-read', ['readForm']],
  ['refs', ['platformName', 'postRef', 'userRef', 'workspaceRef', 'postOfLink', 'readAnswer', 'laneOf']],
  ['diagnose', ['diagnose']],
]

const filesOf = (sources: readonly Source[], adapter: string): ReadonlyMap<string, Source> =>
  new Map(
    sources.flatMap((source) => {
      const name = new RegExp(`^adapters/${adapter}/([^/]+)\\.ts$`).exec(source.path)?.[1]
      return name === undefined ? [] : [[name, source] as const]
    }),
  )
const isOf = (file: string, part: string): boolean => file === part || file.startsWith(`${part}-`)
const namesIn = ({ text }: Source): readonly string[] =>
  [...text.matchAll(/^export (?:declare )?(?:async )?(?:const|function\*?|interface|type|class) (\w+)/gm)].map(
    ([, name = '']) => name,
  )

const missing = (files: ReadonlyMap<string, Source>, adapter: string): readonly string[] =>
  (Object.keys(parts) as Part[])
    .filter((part) => !lacking.has(`${adapter} ${part}`) && ![...files.keys()].some((file) => isOf(file, part)))
    .map((part) => `${adapter} has no ${part}: ${parts[part]}`)
const strange = (files: ReadonlyMap<string, Source>, adapter: Adapter): readonly string[] =>
  [...files.keys()].filter((file) => ![...Object.keys(parts), ...ownParts[adapter]].some((part) => isOf(file, part)))
const namedOtherwise = (files: ReadonlyMap<string, Source>): readonly string[] =>
  exported.flatMap(([file, names]) => {
    const source = files.get(file)
    const given = source ? namesIn(source) : []
    return names.filter((name) => !given.includes(name)).map((name) => `${file} exports no ${name}`)
  })
/** Files that come along with a definition, and so are loaded for every network at each start. */
const loadedWith = (files: ReadonlyMap<string, Source>, file: string): readonly string[] => {
  const found = new Set<string>()
  const follow = (name: string): void => {
    const source = files.get(name)
    if (!source || found.has(name)) return
    found.add(name)
    // What is required is loaded later.
    const now = { ...source, text: source.text.replaceAll(/\brequire\([^)]*\)/g, '') }
    for (const { to, isType } of importsOf(now)) {
      if (isType) continue
      const own = /^adapters\/[^/]+\/([^/]+)$/.exec(to)?.[1]
      if (own !== undefined) follow(own.replace(/\.ts$/, ''))
      else if (!to.startsWith('src/')) found.add(to)
    }
  }
  follow(file)
  return [...found].sort()
}

describe.each(adapters)('the adapter of %s', (adapter) => {
  const files = filesOf(sourcesIn(`adapters/${adapter}`), adapter)

  it('has the parts that every adapter has, under the same names', () => {
    expect(missing(files, adapter)).toEqual([])
    expect(strange(files, adapter)).toEqual([])
    expect(existsSync(join(project, 'adapters', adapter, 'samples'))).toBe(true)
  })
  it('gives what is the same by the same name', () => {
    expect(namedOtherwise(files)).toEqual([])
  })
  it('is loaded when it is configured: its definition brings its settings and refs along, and no SDK', () => {
    const packages = loadedWith(files, 'definition').filter((name) => !files.has(name))
    expect(loadedWith(files, 'definition')).toEqual(expect.arrayContaining(['definition', 'refs', 'settings']))
    expect(packages.filter((name) => name !== 'zod' && !name.startsWith('node:'))).toEqual([])
    expect(loadedWith(files, 'definition')).not.toContain('index')
  })
})

describe('another name (control)', () => {
  const source = (path: string, text = ''): Source => ({ path, text })
  const fake = filesOf(
    [
      source('adapters/slack/doors.ts'),
      source('adapters/slack/outgoing-rooms.ts'),
      source('adapters/slack/refs.ts', 'export const ids = 1'),
      source('adapters/slack/definition.ts', `import { createPlatform } from './connect'`),
      source('adapters/slack/connect.ts', `import { App } from '@slack/bolt'\nimport type { A } from './refs'`),
    ],
    'slack',
  )
  it('would be noticed', () => {
    expect(strange(fake, 'slack')).toEqual(['doors'])
    expect(missing(fake, 'slack')).toContain(`slack has no receive: ${parts.receive}`)
    expect(missing(fake, 'slack').join()).not.toContain('no outgoing')
    expect(namedOtherwise(fake)).toContain('refs exports no userRef')
    expect(loadedWith(fake, 'definition')).toEqual(['@slack/bolt', 'connect', 'definition'])
  })
  it('is an excuse no longer once the part is there', () => {
    for (const excuse of lacking.keys()) {
      const [adapter = '', part = ''] = excuse.split(' ')
      expect([...filesOf(sourcesIn(`adapters/${adapter}`), adapter).keys()].filter((file) => isOf(file, part))).toEqual(
        [],
      )
    }
  })
})
