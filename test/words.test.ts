import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import type { Delivery } from '../src/delivery/delivery'
import en from '../src/core/locales/en.json'
import es from '../src/core/locales/es.json'
import { fileFaults } from '../src/files/file-fault'
import { operationInfo } from '../src/core/operation'
import { operations } from '../src/slices'
import { locales, findingKinds, roles, unshownKinds, type OperationInfo } from '../src/platform'
import { purposes } from '../src/queues/queue-rows'
import type { RefusalCode } from '../src/core/refusal'
import { alarmKinds } from '../src/due/alarm'
import { clockKinds } from '../src/model/policy'
import { reasons } from '../src/tickets/conversation/intake'
import { ownFields, usualFields } from '../src/model/field'
import { priorities, statuses } from '../src/model/ticket'
import { builtInViews } from '../src/lists/view-rows'
import { commandGroups } from '../src/core/command-groups'
import { hasWords } from '../src/core/words'

type Messages = Readonly<Record<string, string>>
const english: Messages = en
const spanish: Messages = es

/** Types alone in the source: the compiler holds these lists to them. */
const refusalCodes: Record<RefusalCode, true> = {
  'not-allowed': true,
  'too-common': true,
  'not-proven': true,
  'network-unproven': true,
  'no-such-ticket': true,
  'no-such-group': true,
  'group-unread': true,
  'no-such-post': true,
  'no-such-queue': true,
  'already-claimed': true,
  'not-assigned': true,
  'illegal-status': true,
  'faulty-file': true,
  'bad-choices': true,
  'bad-name': true,
  'name-reserved': true,
  'base-fixed': true,
  'kind-fixed': true,
  'agents-stay-apart': true,
  'bad-warning': true,
  'late-warning': true,
  'bad-order': true,
  'bad-action': true,
  'bad-step': true,
  'bad-week': true,
  'bad-day': true,
  'bad-country': true,
  'bad-zone': true,
  'out-of-range': true,
  'webhook-by-rule': true,
  'bad-placeholder': true,
  'bad-account': true,
  'messages-of-several': true,
  'missing-input': true,
  'unknown-operation': true,
  'not-an-agent': true,
  'too-late': true,
  'already-done': true,
  'pending-needs-time': true,
  'ticket-is-closed': true,
  'ticket-is-internal': true,
  blocked: true,
  'not-a-customer': true,
  'bad-person': true,
  'no-such-person': true,
  'no-files-here': true,
  'many-people': true,
  'nothing-to-take': true,
  'nothing-to-send': true,
  'last-admin': true,
  'no-such-code': true,
  'no-such-request': true,
  'desk-has-tickets': true,
  'not-here': true,
  'bad-time-of-day': true,
  'no-such-reply': true,
  'not-your-reply': true,
  'written-by-hand': true,
  'bad-filter': true,
  'bad-duration': true,
  'no-such-policy': true,
  'no-such-rule': true,
  'no-such-macro': true,
  'no-such-canned': true,
  'no-such-calendar': true,
  'name-taken': true,
  'no-such-view': true,
  'no-such-team': true,
  'no-such-opening': true,
  'team-in-use': true,
  'policy-in-use': true,
  'policy-loop': true,
  'no-such-field': true,
  'bad-field-value': true,
  'fields-missing': true,
  'no-such-status': true,
  'has-merged': true,
  'still-sending': true,
  'not-the-same': true,
  'no-such-file': true,
  'not-text': true,
  'plan-forgotten': true,
  'ticket-is-merged': true,
  'same-ticket': true,
  'not-merged': true,
  'undo-first': true,
  'too-late-to-undo': true,
  'has-parent': true,
  'own-parent': true,
  'children-open': true,
  'no-such-message': true,
  'unfit-place': true,
}
const deliveries: Record<Delivery['state'], true> = {
  waiting: true,
  sent: true,
  ambiguous: true,
  failed: true,
  'taken-back': true,
  nowhere: true,
}

const sourceFolder = resolve(__dirname, '../src')
const source = readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join(sourceFolder, path), 'utf8'))
  .join('\n')

const found = (pattern: RegExp): string[] => [...source.matchAll(pattern)].map(([, word]) => word ?? '')
/** Outcomes that the trail records, word for word or as a whole. */
const outcomes = 'added asked-to-join by changed deleted erased exported from group imported into joined'
  .concat(' made-a-code none off on place refused removed secret-renewed secret-told undone')
  .split(' ')
const keysOf = (group: string, values: readonly string[]) => values.map((value) => `${group}.${value}`)

/** With a key for its own words: what each operation asks for, its fields and their choices too. */
const keyAsWords = (key: string) => ({ en: key, es: key })
const keysOfOperation = ({ title, summary, fields }: OperationInfo) =>
  [
    title,
    summary,
    ...fields.flatMap(({ label, choices = [] }) => [label, ...choices.map((choice) => choice.label)]),
  ].map(({ en: key }) => key)

/** Keys that the program puts together while it runs. */
const builtKeys = [
  ...operations.flatMap((operation) => keysOfOperation(operationInfo(operation, keyAsWords))),
  ...operations.map(({ name }) => `operation.${name}.example`).filter(hasWords),
  ...keysOf(
    'help.group',
    Object.values(commandGroups).flatMap((groups) => groups.map(({ name }) => name)),
  ),
  ...keysOf('refusal', Object.keys(refusalCodes)),
  ...keysOf('reply', [...Object.keys(deliveries), 'deleted']),
  ...keysOf('status', statuses),
  ...keysOf('customer.status', statuses),
  ...keysOf('priority', priorities),
  ...keysOf('role', roles),
  ...keysOf('file', fileFaults),
  ...keysOf('view', Object.keys(builtInViews)),
  ...keysOf('purpose', [...purposes, 'none']),
  ...keysOf('why', [...reasons, 'elsewhere']),
  ...keysOf('clock', clockKinds),
  ...keysOf('alarms', alarmKinds),
  ...keysOf('ticket-link', ['parent', 'child', 'related', 'merged']),
  ...keysOf('ticket-field', usualFields),
  ...ownFields.flatMap(({ name, choices }) =>
    keysOf(
      name,
      choices.map(({ value }) => value),
    ),
  ),
  ...keysOf('clock-state', ['pending', 'warning', 'breached', 'paused', 'achieved', 'cancelled']),
  ...keysOf('settings', ['added', 'removed']),
  ...keysOf('settings.expected', ['array', 'boolean', 'number', 'object', 'string']),
  ...keysOf('doctor', findingKinds),
  ...keysOf('mend', findingKinds),
  ...keysOf('unshown', unshownKinds),
  ...keysOf('lost', ['left', 'deleted', 'refused', 'removed']),
  ...keysOf('button', ['reach-direct', 'reach-thread']),
  ...keysOf('setup', purposes),
  ...keysOf('language', locales),
  ...keysOf('audit.outcome', outcomes),
  'audit.operation.join',
  ...keysOf(
    'submit',
    operations.map(({ name }) => name),
  ).filter((key) => key in english),
  ...keysOf('card', found(/\blabel\('([\w-]+)'\)/g)),
  // With a label of its own, a button needs none of its operation's.
  ...keysOf('button', found(/\bbutton\('([\w-]+)'(?!, \{ label)/g)),
]
/** Keys that are asked for by name. */
const namedKeys = found(/\b(?:words|wordsOf|say)\((?:[\w.]+,\s*)?'([a-z][\w-]*(?:\.[\w-]+)+)'/g)
/** Keys that stand somewhere in the source: as a fault of a schema, behind a condition. */
const writtenKeys = found(/'([a-z][\w-]*(?:\.[\w-]+)+)'/g)

const missing = (messages: Messages, keys: readonly string[]) => keys.filter((key) => !(key in messages))
const unused = (messages: Messages) => {
  const used = new Set([...builtKeys, ...writtenKeys])
  return Object.keys(messages).filter((key) => !used.has(key))
}

interface Part {
  readonly value?: unknown
  readonly type: number
  readonly options?: Readonly<Record<string, { readonly value: readonly Part[] }>>
}
const literal = 0
const pound = 7
const select = 5

/** Names with their kinds; of a select also its cases, for a case that only one language has is a hole in the other. */
const placeholders = (message: string, locale: string): string[] => {
  const read = (parts: readonly Part[]): string[] =>
    parts.flatMap(({ type, value, options = {} }) =>
      type === literal || type === pound
        ? []
        : [
            `${String(value)}/${type}${type === select ? `/${Object.keys(options).sort().join('|')}` : ''}`,
            ...Object.values(options).flatMap((option) => read(option.value)),
          ],
    )
  const ast = new IntlMessageFormat(message, locale, undefined, { ignoreTag: true }).getAst() as readonly Part[]
  return [...new Set(read(ast))].sort()
}
const unequal = (messages: Messages) =>
  Object.keys(english).filter(
    (key) => placeholders(english[key]!, 'en').join() !== placeholders(messages[key] ?? '', 'es').join(),
  )

const leftInEnglish = (messages: Messages) =>
  Object.keys(english).filter(
    (key) =>
      messages[key] === english[key] &&
      /\p{L}+ \p{L}+ \p{L}+/u.test(english[key]!) &&
      // Words that are typed are English in every language.
      !/^[/!]/.test(english[key]!),
  )

const without = (messages: Messages, key: string): Messages =>
  Object.fromEntries(Object.entries(messages).filter(([each]) => each !== key))

test('the keys of both locales stand in order, so that each has one place', () => {
  for (const messages of [english, spanish]) expect(Object.keys(messages)).toEqual(Object.keys(messages).sort())
})

describe('what the desk says', () => {
  it('is there in English and in Spanish, in the same order', () => {
    expect(Object.keys(spanish)).toEqual(Object.keys(english))
  })

  it('has words for every operation, field, choice, status, refusal and button', () => {
    expect(missing(english, [...builtKeys, ...namedKeys])).toEqual([])
  })

  it('has no sentence that nothing says', () => {
    expect(unused(english)).toEqual([])
  })

  it('takes the same names in both languages', () => {
    expect(unequal(spanish)).toEqual([])
  })

  it('is Spanish in Spanish', () => {
    expect(leftInEnglish(spanish)).toEqual([])
  })

  it('would be noticed if it were not so (control)', () => {
    for (const key of ['refusal.last-admin', 'field.take_back', 'card.owner', 'button.take-back', 'claim.done'])
      expect(missing(without(english, key), [...builtKeys, ...namedKeys])).toContain(key)
    expect(unused({ ...english, 'sla.forgotten': 'Nobody says this' })).toEqual(['sla.forgotten'])
    expect(unequal({ ...spanish, 'claim.done': 'Tienes {numero} · {subject}.' })).toEqual(['claim.done'])
    expect(unequal({ ...spanish, 'customer.status.open': '{hasOwner, select, other {En la cola.}}' })).toEqual([
      'customer.status.open',
    ])
    expect(leftInEnglish({ ...spanish, 'claim.yours': english['claim.yours']! })).toEqual(['claim.yours'])
  })
})
