import { readFileSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { Client } from 'pg'
import { drawHouse } from './support/draw-house'
import { arrowsUp, circlesOf, graphOf, importsOf, project, sourcesIn, type Import, type Source } from './support/house'
import { freshDatabase, type TestDatabase } from './support/postgres'

interface Rule {
  readonly says: string
  /** The faults of one file. */
  faults(source: Source, imports: readonly Import[]): readonly string[]
  /** Files that break it: the rule is tried on each, so that it cannot have gone blind. */
  readonly broken: readonly Source[]
  /** A file that must pass, close to the limit. */
  readonly kept: Source
}

const under = (path: string, ...folders: readonly string[]): boolean =>
  folders.some((folder) => path === folder || path.startsWith(`${folder}/`))

const isPackage = (to: string): boolean =>
  !/^(src|adapters|migrations|manifest|test|bench)(\/|$)/.test(to) && !to.startsWith('..')
const isNode = (to: string): boolean => to.startsWith('node:') || builtinModules.includes(to)

const importRule = (
  says: string,
  where: (path: string) => boolean,
  forbidden: (to: string, path: string) => boolean,
  broken: readonly Source[],
  kept: Source,
): Rule => ({
  says,
  faults: ({ path }, imports) =>
    where(path) ? imports.filter(({ to }) => forbidden(to, path)).map(({ to }) => `${path} imports ${to}`) : [],
  broken,
  kept,
})
const textRule = (
  says: string,
  where: (path: string) => boolean,
  pattern: RegExp,
  broken: readonly Source[],
  kept: Source,
): Rule => ({
  says,
  faults: ({ path, text }) => (where(path) && pattern.test(withoutComments(text)) ? [`${path}: ${pattern}`] : []),
  broken,
  kept,
})
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|(^|[^:'"`])\/\/.*$/gm, '$1')

const file = (path: string, text = ''): Source => ({ path, text })
const adapterOf = (path: string): string => path.split('/').slice(0, 2).join('/')
const networkSdk = (to: string): boolean =>
  /^(@slack\/|discord\.js$|@discordjs\/|discord-api-types$|botbuilder|botframework|@microsoft\/)/.test(`${to}`)
/** Rooms that know nothing of what runs the program. */
const slices = ['tickets', 'sla', 'rules', 'queues', 'people', 'delivery', 'due', 'lists', 'privacy', 'workspaces'].map(
  (room) => `src/${room}`,
)
const productive = (path: string): boolean => under(path, 'src', 'adapters', 'migrations')

/** Packages that a desk can open without; the Bot Framework is behind adapters/teams/connect.ts. */
const laterModules =
  /^import (?!type)[^'"]*'(?:agenda|@agendajs\/[\w-]+|mongodb|undici|yaml|unified|remark-\w+|file-type[\w/]*|discord\.js|botbuilder\S*|botframework\S*)'/m

/** Files where a text is cut otherwise, and why. */
const ownCuts = new Map([
  ['src/platform/text.ts', 'the functions that cut'],
  ['src/platform/split.ts', 'finds borders between signs by itself'],
  ['src/files/serve-files.ts', 'two letters of a header'],
  ['src/model/filter.ts', 'what is searched, not shown; quotes around a value'],
  ['src/lists/found-words.ts', 'between words that were found'],
  ['src/platform/mention-names.ts', 'compares a name with what is there'],
  ['adapters/playground/page/composer.tsx', 'what stands before the cursor; a quotation by signs'],
  ['src/model/field.ts', 'quotes around a value'],
  ['src/people/staff-names.ts', 'up to a slash'],
  ['src/platform/markdown-blocks.ts', 'without the signs that close a heading'],
  ['src/rules/action.ts', 'a list of words'],
  ['src/model/steps.ts', 'a list of words'],
  ['src/tickets/conversation/echo.ts', 'a list of words, and what is compared'],
  ['src/sla/week-text.ts', 'three letters of a weekday, to look it up'],
  ['src/tickets/suggest-tickets.ts', 'a list of words without the last'],
  ['adapters/discord/markdown-print.ts', 'the blanks before the words'],
  ['adapters/slack/markdown-print.ts', 'the blanks before the words'],
])
const ownCodings = new Map([
  ['src/platform/text.ts', 'is `encodePart`'],
  ['src/store/embedded.ts', 'a folder of ours'],
  ['adapters/playground/page/api.ts', 'ids of the desk’s own, in the browser'],
])
/** Tables whose keys are our own. */
const ownTables = new Map([
  ['src/platform/command-words.ts', 'one sign'],
  ['src/platform/action-id.ts', 'one sign that a pattern found'],
  ['src/queues/agent-rows.ts', 'names of our columns'],
  ['src/run/http.ts', 'codes of Node'],
  ['src/rules/rule-section.ts', 'kinds of actions, asked by Object.hasOwn'],
  ['src/store/embedded-server.ts', 'written, never looked up'],
  ['src/model/field.ts', 'names of the usual fields'],
  ['adapters/discord/directory-permissions.ts', 'written, never looked up'],
  ['src/platform/span-words.ts', 'asked by `own`'],
  ['src/model/filter-names.ts', 'asked by `own`'],
  ['adapters/slack/inbound-contents.ts', 'asked by `own`'],
  ['adapters/playground/connect-api.ts', 'a method, a blank and a path'],
  ['adapters/playground/page/avatar.tsx', 'ids of the cast, in the browser'],
])

const rules: readonly Rule[] = [
  textRule(
    'what a desk needs only later is loaded by `lazily`, at its first use',
    (path) => under(path, 'src', 'adapters') && path !== 'adapters/teams/connect-botbuilder.ts',
    laterModules,
    [
      file('src/jobs/agenda.ts', `import { Agenda } from 'agenda'`),
      file(
        'adapters/teams/connect-sdk.ts',
        `import { connectSdk } from './connect'\nimport {\n  ClaimsIdentity,\n} from 'botframework-connector'`,
      ),
    ],
    file('src/jobs/agenda.ts', `import { Pool } from 'pg'\nimport type { Agenda } from 'agenda'`),
  ),
  importRule(
    'an adapter knows src/platform, its own files and packages, and nothing else of ours',
    (path) => under(path, 'adapters'),
    (to, path) => !isPackage(to) && !under(to, 'src/platform', adapterOf(path)),
    [
      file('adapters/slack/definition.ts', `import { x } from '../discord/render'`),
      file('adapters/slack/definition.ts', `import type { Ticket } from '../../src/tickets/ticket'`),
      file('adapters/slack/definition.ts', `import {\n  a,\n  b,\n} from '../../src/store/transaction'`),
      file('adapters/slack/definition.ts', `const x = require('../../src/config')`),
      file('adapters/slack/definition.ts', `export * from '../teams'`),
    ],
    file(
      'adapters/slack/definition.ts',
      `import { App } from '@slack/bolt'\nimport { a } from '../../src/platform'\nimport b from './render'`,
    ),
  ),
  importRule(
    'src/platform imports Node, zod and its own files only',
    (path) => under(path, 'src/platform'),
    (to) => !isNode(to) && to !== 'zod' && !under(to, 'src/platform'),
    [
      file('src/platform/fit.ts', `import { Refusal } from '../refusal'`),
      file('src/platform/fit.ts', `import { unified } from 'unified'`),
    ],
    file(
      'src/platform/platform.ts',
      `import type { z } from 'zod'\nimport { Readable } from 'node:stream'\nimport './card'`,
    ),
  ),
  importRule(
    'src/core/refusal.ts imports nothing',
    (path) => path === 'src/core/refusal.ts',
    () => true,
    [file('src/core/refusal.ts', `import { z } from 'zod'`)],
    file('src/core/refusal.ts', 'export class Refusal extends Error {}'),
  ),
  importRule(
    'nobody imports main.ts',
    () => true,
    (to) => /^src\/main(\.ts|\.js)?$/.test(to),
    [file('bench/main.ts', `import { start } from '../src/main'`)],
    file('src/desk/desk.ts', `import { main } from './domain'`),
  ),
  importRule(
    'the core and its slices know no adapter; main.ts puts them together',
    (path) => under(path, 'src') && path !== 'src/main.ts',
    (to) => under(to, 'adapters'),
    [file('src/desk/desk.ts', `import { slack } from '../../adapters/slack'`)],
    file('src/main.ts', `import { slack } from '../adapters/slack/definition'`),
  ),
  importRule(
    'agenda is imported in src/jobs/agenda.ts only',
    (path) => productive(path) && path !== 'src/jobs/agenda.ts',
    (to) => to === 'agenda' || to.startsWith('@agendajs/') || to === 'mongodb',
    [
      file('src/due/sweep.ts', `import { Agenda } from 'agenda'`),
      file('src/main.ts', `import '@agendajs/postgres-backend'`),
    ],
    file('src/jobs/agenda.ts', `import { Agenda } from 'agenda'`),
  ),
  importRule(
    'slices do not reach for the scheduler',
    (path) => under(path, ...slices),
    (to) => under(to, 'src/jobs'),
    [file('src/due/sweep.ts', `import type { Scheduler } from '../jobs/scheduler'`)],
    file('src/main.ts', `import { createScheduler } from './jobs/agenda'`),
  ),
  importRule(
    'the core knows no network’s SDK',
    (path) => under(path, 'src', 'migrations'),
    networkSdk,
    [
      file('src/model/ticket.ts', `import { Client } from 'discord.js'`),
      file('src/main.ts', `import { App } from '@slack/bolt'`),
    ],
    file('src/main.ts', `import { Client } from 'pg'`),
  ),
  importRule(
    'botbuilder stays in adapters/teams: its makers gave it up',
    (path) => productive(path) && !under(path, 'adapters/teams'),
    (to) => /^bot(builder|framework)/.test(to),
    [file('adapters/slack/definition.ts', `import { CloudAdapter } from 'botbuilder'`)],
    file('adapters/teams/definition.ts', `import { CloudAdapter } from 'botbuilder'`),
  ),
  importRule(
    'typeorm and pg are imported in src/store, src/jobs/agenda.ts (pg) and *-rows.ts only',
    (path) => productive(path) && !under(path, 'src/store') && !path.endsWith('-rows.ts'),
    (to, path) => to === 'typeorm' || (to === 'pg' && path !== 'src/jobs/agenda.ts'),
    [
      file('src/model/ticket.ts', `import { EntitySchema } from 'typeorm'`),
      file('src/desk/desk.ts', `import { Pool } from 'pg'`),
    ],
    file('src/tickets/ticket-rows.ts', `import { EntitySchema } from 'typeorm'`),
  ),
  textRule(
    'process.env is read in src/run/config.ts only',
    (path) => under(path, 'src', 'adapters', 'migrations') && path !== 'src/run/config.ts',
    /\bprocess\s*(\.|\?\.|\[['"`])\s*env\b|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b|import\s*\{[^}]*\benv\b[^}]*\}\s*from\s*['"](node:)?process/,
    [
      file('src/run/log.ts', 'const level = process.env.LOG_LEVEL'),
      file('adapters/slack/definition.ts', `const x = process['env'].TOKEN`),
      file('src/run/log.ts', 'const { env } = process'),
      file('src/run/log.ts', `import { env } from 'node:process'`),
    ],
    file('src/run/log.ts', '// process.env is read in config.ts\nconst environment = process.environment'),
  ),
  textRule(
    'posting goes through the courier: nobody else calls a Platform’s post',
    (path) => under(path, 'src') && !under(path, 'src/delivery', 'src/platform'),
    // `tx.rooms.post(ref)` looks a row up.
    /(?<!\brooms)\.post\(/,
    [file('src/tickets/conversation/relay.ts', 'await platform.post(place, content, key)')],
    file('src/tickets/conversation/relay.ts', 'const known = await tx.rooms.post(ref)'),
  ),
  textRule(
    'people’s words are cut by `cut`, `clip` or `clipName`, between two signs: no bare slice from the beginning',
    (path) => under(path, 'src', 'adapters') && !ownCuts.has(path),
    /(?:`|\b\w*(?:text|name|title|label|message|subject|content|words|summary|value|initial|answer|typed|body|hint|note|reason)\b[!?]?|\.(?:trim|trimEnd|trimStart|replace|replaceAll|join|toLowerCase|toUpperCase|normalize|toString)\([^()]*\)|\bwords\([^()]*\)|[tT]ext\([^()]*\)|lineOf\([^()]*\))\s*\.(?:slice|substring)\(\s*0\s*,|\.substr\(/i,
    [
      file('src/a.ts', 'const short = name.slice(0, 60)'),
      file('src/a.ts', 'const short = `a: `.slice(0, 80)'),
      file('src/a.ts', 'const short = (error as Error).message.slice(0, 200)'),
      file('src/a.ts', 'const short = label\n    .trim()\n    .slice(0, 32)'),
      file('adapters/slack/a.ts', 'const short = file.name.substring(0, 250)'),
      file('adapters/slack/a.ts', 'const short = title.substr(2)'),
    ],
    file(
      'src/a.ts',
      'const few = tickets.slice(0, 20)\nconst id = hash.digest("hex").slice(0, 22)\nconst short = cut(name, 60)',
    ),
  ),
  textRule(
    'a text becomes part of an address by `encodePart`, which takes what has lost half a sign',
    (path) => under(path, 'src', 'adapters') && !ownCodings.has(path),
    /\bencodeURI(?:Component)?\b/,
    [file('src/a.ts', 'const url = "/files/" + encodeURIComponent(name)'), file('src/a.ts', 'names.map(encodeURI)')],
    file('src/a.ts', 'const url = "/files/" + encodePart(name)'),
  ),
  textRule(
    'a key from outside is asked of a Map, by `own` or by Object.hasOwn: never by `in`',
    (path) => under(path, 'src', 'adapters'),
    /(?:=> |\(|!\(|&& |\|\| )(?!(?:const|let|var)\b|u\.id in m\b)[a-z]\w*(?:\.\w+)* in (?!coalesce\b|m\.)[a-z]\w*/,
    [
      file('src/a.ts', 'const has = (key: string) => key in messages'),
      file('src/a.ts', 'fields.filter((field) => !(field.name in given))'),
    ],
    file('src/a.ts', `for (const key in Object.freeze({}));\nif ('ticket' in input) go()`),
  ),
  textRule(
    'a table of constants that is looked up by any string is a Map: an object knows `constructor` too',
    (path) => under(path, 'src', 'adapters') && !ownTables.has(path),
    /\bconst \w+: (?:Readonly<|Partial<)*Record<string, [^=]*(?:=>[^=]*)?= \{\s*['\w]/,
    [
      file('src/a.ts', `const days: Readonly<Record<string, number>> = { today: 0 }`),
      file('src/a.ts', `const acts: Record<string, () => void> = {\n  claim: () => go(),\n}`),
    ],
    file('src/a.ts', `const days: ReadonlyMap<string, number> = new Map([['today', 0]])`),
  ),
  textRule(
    'status, assignee and queue of a ticket change where all that hangs on them does: moveTicket, assignTicket, changeQueue',
    (path) =>
      under(path, 'src') &&
      !['src/tickets/life/move-ticket.ts', 'src/tickets/life/change-queue.ts'].includes(path) &&
      // A merge keeps what it takes away; what is erased hangs on nothing any more.
      !['src/tickets/links/merge-rows.ts', 'src/tickets/ticket-forgets-rows.ts'].includes(path),
    /tickets\.change\([^)]*\b(status|assignee|queue|ownStatus)\b|update tickets\b[^`'"]*\bset\b[^`'"]*\b(status|assignee|queue|own_status) =/,
    [
      file('src/tickets/operations/claim.ts', 'await tx.tickets.change(number, { assignee: agent.id })'),
      file('src/rules/a.ts', 'await tx.tickets.change(number, {\n  risen: false,\n  status,\n})'),
      file('src/queues/a-rows.ts', "unit.execute('update tickets t set team = null, queue = $1')"),
    ],
    file('src/tickets/a.ts', 'await tx.tickets.change(number, { priority })'),
  ),
  textRule(
    'what a slice keeps of people goes by its own `forgets`: src/privacy reads and writes no table but its own',
    (path) => under(path, 'src/privacy'),
    /\b(?:delete\s+from|insert\s+into|update|from|join|using)\s+(?!(?:erasures|desks)\b)[a-z_]+\b/,
    [
      file('src/privacy/a-rows.ts', "unit.execute('delete from files where entry = $1')"),
      file(
        'src/privacy/a-rows.ts',
        'unit.query(`select 1\n  from erasures e join tickets t on t.requester = e.person`)',
      ),
      file('src/privacy/a-rows.ts', "unit.execute('update people set name = $1')"),
    ],
    file(
      'src/privacy/a-rows.ts',
      "import { x } from './b'\nunit.execute('update desks set retention_days = $1')\nunit.query('select 1 from erasures')",
    ),
  ),
  {
    says: 'file and folder names are kebab-case',
    faults: ({ path }) =>
      path.split('/').every((name) => /^[a-z0-9_.]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/.test(name)) ? [] : [path],
    broken: [file('src/TicketCard.ts'), file('src/ticketCard.ts'), file('adapters/Slack/index.ts')],
    kept: file('src/tickets/ticket-card.test.ts'),
  },
  {
    says: 'no Manager, Helper, Util or Service, and no interface with an I',
    faults: ({ path, text }) =>
      (
        withoutComments(text).match(
          /\b(class|interface|type|const|function)\s+(\w+(Manager|Helper|Utils?|Service)|I[A-Z]\w*[a-z]\w*)\b/g,
        ) ?? []
      )
        .filter((found) => !/\s(Id|In|Is)[A-Z]/.test(found))
        .concat(/(^|[/-])(manager|helpers?|utils?|service)\.ts$/.test(path) ? [path] : [])
        .map((found) => `${path}: ${found}`),
    broken: [
      file('src/a.ts', 'class TicketManager {}'),
      file('src/a.ts', 'interface ITicket {}'),
      file('src/utils.ts'),
      file('src/ticket-helper.ts'),
    ],
    kept: file('src/a.ts', 'interface Inline {}\nconst ID = 1\nclass Issue {}'),
  },
  {
    says: 'desk words only: no TODO, no stub left behind',
    faults: ({ path, text }) => (/\b(TODO|FIXME|XXX|HACK)\b/.test(text) && productive(path) ? [path] : []),
    broken: [file('src/a.ts', '// TODO: later')],
    kept: file('src/a.ts', 'const todo = 1'),
  },
]

/** This file holds the broken samples. */
const sources = ['src', 'adapters', 'migrations', 'test', 'bench']
  .flatMap(sourcesIn)
  .filter(({ path }) => path !== 'test/architecture.test.ts')
const faultsOf = (rule: Rule, source: Source): readonly string[] => rule.faults(source, importsOf(source))

describe('the house', () => {
  it('is looked at', () => {
    expect(sources.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['src/run/config.ts', 'src/platform/platform.ts']),
    )
  })

  const graph = graphOf(sources)
  const graphOfFiles = (...files: readonly Source[]) => graphOf(files)

  it('has no two files that import each other, however far round and be it for a type', () => {
    expect(graph.length).toBeGreaterThan(2000)
    expect(circlesOf(graph)).toEqual([])
  })
  it('would be noticed if it had (control)', () => {
    const circle = graphOfFiles(
      file('src/tickets/a.ts', `import type { B } from '../sla/b'`),
      file('src/sla/b.ts', `export { c } from '../model/c'`),
      file('src/model/c.ts', `const a = import('../tickets/a')`),
    )
    expect(circlesOf(circle)).toEqual([['src/model/c.ts', 'src/sla/b.ts', 'src/tickets/a.ts']])
    expect(circlesOf(circle.slice(1))).toEqual([])
  })

  it('is drawn in docs/images/house.svg as it is', () => {
    const picture = join(project, 'docs/images/house.svg')
    const drawn = drawHouse(sources)
    if (process.env['UPDATE_DOCUMENTS'] !== undefined) writeFileSync(picture, drawn)
    expect({ same: readFileSync(picture, 'utf8') === drawn, mend: 'npm run docs' }).toMatchObject({ same: true })
  })

  it('takes values from floors below alone', () => {
    expect(arrowsUp(graph)).toEqual([])
  })
  it('would be noticed if it did not (control)', () => {
    const rules = file('src/rules/run-rules.ts', 'export const run = 1')
    const tickets = (text: string) => graphOfFiles(rules, file('src/tickets/life/move-ticket.ts', text))
    expect(arrowsUp(tickets(`import { run } from '../../rules/run-rules'`))).toHaveLength(1)
    expect(arrowsUp(tickets(`import { type Run, run } from '../../rules/run-rules'`))).toHaveLength(1)
    expect(arrowsUp(tickets(`import type { Run } from '../../rules/run-rules'`))).toEqual([])
    expect(arrowsUp(tickets(`import { type Run } from '../../rules/run-rules'`))).toEqual([])
    const beside = graphOfFiles(file('src/people/a.ts', `import { b } from '../audit/b'`), file('src/audit/b.ts'))
    expect(arrowsUp(beside)).toHaveLength(1)
    const unlisted = file('src/moods/mood.ts', `import { run } from '../rules/run-rules'`)
    expect(arrowsUp(graphOfFiles(unlisted, rules))).toEqual([])
    expect(
      arrowsUp(graphOfFiles(unlisted, file('src/rules/a.ts', `import { mood } from '../moods/mood'`))),
    ).toHaveLength(1)
  })

  describe.each(rules.map((rule) => [rule.says, rule] as const))('%s', (_, rule) => {
    it('holds', () => {
      expect(sources.flatMap((source) => faultsOf(rule, source))).toEqual([])
    })
    it('would be noticed if it did not (control)', () => {
      for (const broken of rule.broken)
        expect({ broken, faults: faultsOf(rule, broken) }).toMatchObject({ faults: [expect.any(String)] })
      expect(faultsOf(rule, rule.kept)).toEqual([])
    })
  })
})

/** Without row-level security: found before a desk is known, or by the sweep and the courier for every desk. Ids and times, sealed secrets. */
const directories = [
  'agenda_jobs',
  'config_versions',
  'data_keys',
  'due',
  'lanes',
  'link_codes',
  'memory',
  'migrations',
  'numbers',
  'outbox_ready',
  'unlinked_workspaces',
  'workspaces',
]

interface Table {
  readonly name: string
  readonly held: boolean
  readonly desk: boolean
}

describe('the database', () => {
  let database: TestDatabase
  let client: Client
  beforeAll(async () => {
    database = await freshDatabase()
    client = new Client({ connectionString: database.url })
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await database.drop()
  })
  const open = async (): Promise<readonly string[]> => {
    const { rows } = await client.query<Table>(
      `select c.relname as name,
              c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy where polrelid = c.oid) as held,
              exists (select from pg_attribute a where a.attrelid = c.oid and attname = 'desk' and attnotnull) as desk
       from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
    )
    return rows.filter(({ held, desk }) => !held || !desk).map(({ name }) => name)
  }

  it('keeps every table with content behind row-level security, FORCEd; the directories are these', async () => {
    expect((await open()).filter((name) => !directories.includes(name))).toEqual([])
  })

  it('would be noticed if it did not (control)', async () => {
    await client.query('create table diary (desk uuid not null, words text)')
    expect(await open()).toContain('diary')
    await client.query('alter table diary enable row level security; create policy p on diary using (true)')
    expect(await open()).toContain('diary')
    await client.query('alter table diary force row level security')
    expect(await open()).not.toContain('diary')
  })
})
