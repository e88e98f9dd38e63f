import en from '../../src/core/locales/en.json'
import es from '../../src/core/locales/es.json'
import { operationInfo } from '../../src/core/operation'
import { operations as all } from '../../src/slices'
import { locales, parseCommand, usageParts, type Answer, type FieldInfo, type Locale } from '../../src/platform'
import { hasWords, inEachLocale, wordsOf } from '../../src/core/words'
import { openFor, startDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'
import { registeredPaths, unknownIn } from '../support/discord-paths'
import { documents, readDocument } from '../support/generated-documents'
import { hintsIn, type Hint } from '../support/hints'

const operations = all.map((operation) => operationInfo(operation, inEachLocale))
const messages = { en: en as Record<string, string>, es: es as Record<string, string> }

/** Values for the braces of our sentences; a name has a space. */
const samples: Readonly<Record<string, string | number>> = {
  number: 12,
  ticket: 12,
  into: 11,
  parent: 11,
  reply: 1,
  count: 2,
  name: 'Two words',
  by: 'Two words',
  code: 'ABCD-1234',
  role: 'agent',
  operation: 'merge',
  example: 'category=software',
  word: 'claim',
  minutes: 30,
  tickets: 2,
}
const format = (locale: Locale, key: string): string => {
  const names = [...messages[locale][key]!.matchAll(/\{(\w+)/g)].map(([, name]) => name!)
  return wordsOf(locale, key, Object.fromEntries(names.map((name) => [name, samples[name] ?? 'x'])))
}
const holdsCommand = (locale: Locale, key: string) => /\/(?:ticket|desk)\b|!\p{L}/u.test(messages[locale][key]!)

/** Commands that cannot be done by typing them alone, and why. */
const needsMore: Readonly<Record<string, string>> = {
  '!resend': 'there is a reply that did not arrive',
  '/ticket link-account ABCD-1234': 'a code of the other platform',
  '/desk workspaces code:ABCD-1234': 'a code of the other workspace',
  '/desk workspaces code:CODE': 'a code of the other workspace',
  '/desk workspaces code:CÓDIGO': 'a code of the other workspace',
}

type People = Awaited<ReturnType<typeof openFor>>

const world = async () => {
  const network = fakeNetwork('fake')
  const desk = await startDesk([network.platform])
  const people = await openFor(network)
  const { ada } = people
  await people.carlos.says('The VPN is down', 'dm.carlos')
  for (let count = 2; count <= 16; count++) await ada.invokes('new', { customer: 'Carlos', text: `Request ${count}` })
  await desk.settle()
  const name = 'Two words'
  await ada.invokes('queue', { queue: name, take_back: '0' })
  await ada.invokes('team', { team: name, add: network.user('kim') })
  await ada.invokes('macro', { macro: name, audience: 'everybody', actions: 'tag done' })
  await ada.invokes('canned', { canned: name, audience: 'everybody', text: 'Hello' })
  await ada.invokes('calendar', { title: name, week: 'mon-fri 09:00-18:00' })
  await ada.invokes('rule', { rule: name, event: 'created', filter: 'tag:nothing', actions: 'tag done' })
  await ada.invokes('view', { title: name, filter: 'tag:done', audience: 'everybody' })
  await ada.invokes('policy', { policy: name, first_response: '1h' })
  await ada.invokes('macro', { macro: 'refund', audience: 'everybody', actions: 'tag refund' })
  await ada.invokes('field', { name: 'category', choices: 'Software' })
  network.groups.set('agents', [])
  await people.ana.says('I am Ana')
  await ada.invokes('reply', { ticket: '12', text: 'We look into it' })
  await desk.settle()
  return { network, desk, people }
}

/** Reads a line as Slack hands it over: one line, people and channels by their mention. */
const read = (network: FakeNetwork, line: string, locale: Locale, here?: string) =>
  parseCommand(line, {
    operations,
    locale,
    resolve: (kind, text) =>
      kind === 'user'
        ? /^@\S+$/.test(text)
          ? network.user('kim')
          : undefined
        : /^#\S+$/.test(text)
          ? network.place('agents')
          : undefined,
    ...(here !== undefined && { here }),
  })

/** Refusals with words of their own; those that hand on another's have none to be known by. */
const refusals = Object.keys(en).filter(
  (key) => /^(?:refusal|fault)\./.test(key) && /\p{L}/u.test(messages.en[key]!.replaceAll(/\{[^{}]*\}/g, '')),
)
const pattern = (text: string) =>
  new RegExp(
    `^${text.replaceAll(/[\\^$.*+?()[\]|]/g, '\\$&').replaceAll(/\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g, '[^]*')}`,
  )

/** A further line of another, and one that is all somebody else's words. */
const wordless = ['refusal.near', 'refusal.unfit-place']
const isRefusal = (told: string, locale: Locale): boolean =>
  refusals.some((key) => !wordless.includes(key) && pattern(messages[locale][key]!).test(told))

/** Part of a value that was meant for another field. */
const swallowed = (fields: readonly FieldInfo[], input: Readonly<Record<string, unknown>>): string | undefined => {
  for (const { name, typed } of fields) {
    const value = input[name]
    if (typeof value !== 'string') continue
    if (typed === 'name' && /\w[:=]\S/.test(value)) return `an option in ${name}`
    const other = fields.find((one) => one.name !== name && new RegExp(`(^|\\s)${one.name}[:=]`).test(value))
    if (other) return `${other.name} in ${name}`
  }
  return undefined
}

const clean = async (people: People, operation: string, line: string) => {
  const { ada } = people
  const undone: Record<string, () => Promise<unknown>> = {
    claim: async () => ada.invokes('release', { ticket: '12' }),
    release: async () => ada.invokes('claim', { ticket: '12' }),
    acknowledge: async () => ada.invokes('claim', { ticket: '12' }),
    status: async () => ada.invokes('link', { ticket: '13', other: '12', way: 'none' }),
    merge: async () => (line.includes('undo') ? ada.invokes('merge', { ticket: '12', into: '11' }) : undefined),
  }
  if (/\b12\b|^!/.test(line)) await ada.invokes('status', { ticket: '12', status: 'open' })
  await undone[operation]?.()
}

/** Types a hint as printed and tells what is wrong with what becomes of it; undefined when it does what it promises. */
const trial = async (
  { network, people }: Awaited<ReturnType<typeof world>>,
  hint: Hint,
  locale: Locale,
): Promise<string | undefined> => {
  const { line } = hint
  if (line in needsMore) return undefined
  const inThread = line.startsWith('!')
  const parsed = read(network, line, locale, inThread ? '12' : undefined)
  if (parsed.kind === 'help') return undefined
  if (parsed.kind === 'usage' && parsed.missing !== undefined && line.split(' ').length === 2) return undefined
  if (parsed.kind !== 'invoke') return `is not read: ${JSON.stringify(parsed)}`
  const info = operations.find(({ name }) => name === parsed.operation)!
  const lost = swallowed(info.fields, parsed.input)
  if (lost !== undefined) return `loses ${lost}`
  await clean(people, parsed.operation, line)
  let answer: Answer
  if (inThread) {
    const thread = network.thread(network.card(12)!)
    if (['take-back', 'send-now'].includes(parsed.operation)) await people.ada.says('!reply wait', thread)
    answer = await network.receive({ ...people.ada.message(line, thread), locale })
  } else {
    const who = info.name === 'link-account' ? people.ana : people.ada
    answer = await who.invokes(parsed.operation, parsed.input, 'agents', { locale })
  }
  if (answer.kind === 'form') return undefined
  if (answer.kind === 'invalid') {
    // Nothing was typed for it: networks ask for it in a form.
    const wrong = Object.keys(answer.fields).filter((field) => field in parsed.input)
    return wrong.length === 0 && Object.keys(answer.fields).length > 0
      ? undefined
      : `${wrong.join()}: ${wordsOfAnswer(answer)}`
  }
  const told = wordsOfAnswer(answer)
  if (told === hint.text) return 'says the same again'
  return isRefusal(told, locale) ? `is refused: ${told}` : undefined
}

const failing = async (here: Awaited<ReturnType<typeof world>>, hints: readonly Hint[], locale: Locale) => {
  const wrong: string[] = []
  const seen = new Set<string>()
  for (const hint of hints) {
    if (seen.has(hint.line)) continue
    seen.add(hint.line)
    const fault = await trial(here, hint, locale)
    if (fault !== undefined) wrong.push(`${hint.from}: ${hint.line}: ${fault}`)
  }
  return wrong
}

/** Everything that the desk says with a command in it; what destroys comes last. */
const printed = (locale: Locale): Hint[] => {
  const last = ['block', 'merge', 'delete', 'view', 'customer-data', 'role']
  const rank = ({ line }: Hint) => last.findIndex((name) => line.includes(` ${name}`))
  return Object.keys(en)
    .filter((key) => holdsCommand(locale, key))
    .flatMap((key) => {
      const text = format(locale, key)
      return key.endsWith('.example') ? [{ line: text, text: '', from: key }] : hintsIn(text, key, operations)
    })
    .toSorted(
      (a, b) => rank(a) - rank(b) || Number(b.from.startsWith('operation.')) - Number(a.from.startsWith('operation.')),
    )
}

const sampleOf = (field: FieldInfo): string =>
  ({
    ticket: '12',
    number: '3',
    duration: '2h',
    time: '2h',
    user: '@kim',
    place: '#agents',
    flag: 'true',
    choices: field.typed === 'numbers' ? '2' : 'vpn',
    choice: field.choices?.[0]?.value ?? 'x',
    text: 'Words',
    'rich-text': 'Some words',
    file: '',
  })[field.kind]

describe.each(locales)('every hint works, in %s', (locale) => {
  let here: Awaited<ReturnType<typeof world>>
  beforeAll(async () => {
    here = await world()
  })
  afterAll(async () => here.desk.stop())

  test('each command in what the desk says: copied and typed, it does what was said', async () => {
    expect(await failing(here, printed(locale), locale)).toEqual([])
  })

  test('what it really says: each command alone, help on each, and each name that is not there', async () => {
    const said: Hint[] = []
    // The steps of the setup are told once there is something behind them.
    const setupLast = [...operations].sort((a, b) => Number(a.name === 'setup') - Number(b.name === 'setup'))
    for (const { name, command, fields } of setupLast) {
      const inputs = [
        {},
        ...fields
          .filter(({ typed, required }) => typed === 'name' && !required)
          .map((field) => ({ [field.name]: 'Nowhere' })),
        ...(fields.some((field) => field.name === 'ticket') ? [{ ticket: '500' }] : []),
      ]
      for (const input of name === 'delete' ? [] : inputs) {
        const told = wordsOfAnswer(await here.people.ada.invokes(name, input, 'agents', { locale }))
        said.push(...hintsIn(told, `/${command} ${name} ${JSON.stringify(input)}`, operations))
      }
      const told = wordsOfAnswer(await here.people.ada.invokes('help', { command: name }, 'agents', { locale }))
      if (hasWords(`operation.${name}.example`)) expect(told).toContain(wordsOf(locale, `operation.${name}.example`))
    }
    expect(said.length).toBeGreaterThan(10)
    expect(await failing(here, said, locale)).toEqual([])
  })

  test('a usage line, filled in as it stands, puts each value where it says', () => {
    for (const operation of operations.filter(({ name }) => name !== 'help')) {
      const parts = usageParts(operation, locale)
      const line = [
        `/${operation.command} ${operation.name}`,
        ...parts.map(({ field, text }) => {
          if (text.includes('--')) return `--${field.name}`
          return text.slice(1).startsWith(`${field.name}:`) ? `${field.name}:${sampleOf(field)}` : sampleOf(field)
        }),
      ].join(' ')
      const parsed = read(here.network, line, locale)
      const expected = parts.map(({ field }) => field.name).sort()
      expect({ line, fields: parsed.kind === 'invoke' ? Object.keys(parsed.input).sort() : parsed }).toEqual({
        line,
        fields: expected,
      })
    }
  })

  test('would be noticed if one did not (control)', async () => {
    const broken = [
      'There are none. Create one: /desk canned nme:refund text:"…"',
      'Saved. Use it like this: /ticket reply 12 canned:Three small words',
      'Create it: /desk macro "x" actions:"…"',
      'See them with /ticket nonsense.',
      'Take it with /ticket claim 500.',
      'There are no rules. Create one: /desk rule',
    ].flatMap((text) => hintsIn(text, 'control', operations))
    expect(broken.length).toBe(6)
    const wrong = await failing(here, broken, locale)
    expect(wrong.length).toBeGreaterThanOrEqual(5)
  })
})

describe('what the documents say to type', () => {
  test('is read, in README and docs', async () => {
    const network = fakeNetwork('fake')
    const files = documents().filter((file) => /^(?:README|CHANGELOG|docs\/[^/]+)\.md$/.test(file))
    const paths = registeredPaths(operations)
    // As Discord has it: `/ticket find search`.
    const isGrouped = (line: string) => paths.has(line.split(' ').slice(0, 3).join(' '))
    const wrong = files.flatMap((file) =>
      [...readDocument(file).matchAll(/`((?:\/(?:ticket|desk)|!)[^`<>[\]{}]*)`/g)].flatMap(([, line = '']) => {
        if (/^\/(ticket|desk) …$|^!(command|word)$/.test(line)) return []
        // There commands are picked, not typed.
        if (file === 'docs/connect-discord.md' && /^\/\w+ /.test(line)) return unknownIn(line, paths)
        const parsed = read(network, line.replace(/…/g, 'words'), 'en', line.startsWith('!') ? '12' : undefined)
        const isName = parsed.kind === 'usage' && parsed.missing !== undefined
        return parsed.kind === 'invoke' || parsed.kind === 'help' || isName || isGrouped(line)
          ? []
          : [`${file}: ${line}: ${JSON.stringify(parsed)}`]
      }),
    )
    expect(wrong).toEqual([])
  })
})
