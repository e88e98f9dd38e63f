import { readDuration } from '../core/duration'
import { OutgoingRefused, parseTarget } from '../outgoing/outgoing'
import { Refusal } from '../core/refusal'
import { parseAssignments, printAssignments } from '../core/assignments'
import { statusName } from '../model/filter'
import { valueNamed } from '../model/filter-names'
import { readTag } from '../core/tag'
import { fold } from '../platform'
import { priorities, statuses, type Priority } from '../model/ticket'
import { partsOf, quotedPart, unquoted } from '../model/parts'
import type { RuleAction } from './rule-action'
import { parseTemplate } from './template'

/** Action of a rule or a macro on a ticket. Names of people, queues and places are looked up when it is done. */
export type Action =
  | { readonly kind: 'priority'; readonly priority: Priority }
  /** One of ours, or the name of one of the desk's own. */
  | { readonly kind: 'status'; readonly status: string; readonly ms: number | null }
  | { readonly kind: 'tag' | 'untag'; readonly tags: readonly string[] }
  | { readonly kind: 'assign' | 'queue' | 'team' | 'canned'; readonly name: string }
  | { readonly kind: 'webhook'; readonly url: string }
  | { readonly kind: 'release' }
  | { readonly kind: 'set'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'note' | 'reply' | 'notify'; readonly text: string }
  /** One that a slice brings. */
  | { readonly kind: 'own'; readonly word: string; readonly asked: string }

const example =
  'priority high; tag vip; assign Kim; queue Billing; team Tier2; status pending 2h; release; set category=billing due=2d; note …; reply …; canned Name; notify …; webhook https://…'

/** `priority high; tag vip billing; reply "We are closed; write again"`: quotes hold anything. Throws Refusal at the field `actions`. `own`: those that slices bring. */
export const parseActions = (typed: string, own: readonly RuleAction[] = []): Action[] => {
  const actions = partsOf(typed).map((part) => parseAction(part, own))
  if (actions.length === 0) throw fault(typed, own)
  return actions
}

const fault = (part: string, own: readonly RuleAction[] = []) =>
  new Refusal('bad-action', { term: part, allowed: [example, ...own.map(({ word }) => word)].join('; ') }, 'actions')

const parseAction = (part: string, own: readonly RuleAction[]): Action => {
  const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(part) ?? []
  switch (word.toLowerCase()) {
    case 'priority': {
      const named = valueNamed('priority', rest).toLowerCase()
      const priority = priorities.find((one) => one === named)
      if (priority === undefined) throw fault(part)
      return { kind: 'priority', priority }
    }
    case 'status':
      return parseStatus(part, rest)
    case 'close':
      return { kind: 'status', status: 'closed', ms: null }
    case 'tag':
    case 'untag':
      return { kind: word.toLowerCase() as 'tag' | 'untag', tags: parseTags(part, rest) }
    case 'assign':
    case 'queue':
    case 'team':
    case 'canned':
      if (rest === '') throw fault(part)
      return {
        kind: word.toLowerCase() as 'assign' | 'queue' | 'team' | 'canned',
        name: unquoted(rest.replace(/^[@#]/, '')).replace(/^[@#]/, ''),
      }
    case 'webhook':
      return { kind: 'webhook', url: readTarget(part, unquoted(rest)) }
    case 'release':
      if (rest !== '') throw fault(part)
      return { kind: 'release' }
    case 'set': {
      const fields = parseAssignments(rest)
      if (fields === undefined) throw fault(part)
      return { kind: 'set', fields }
    }
    case 'note':
    case 'reply':
    case 'notify':
      if (unquoted(rest).trim() === '') throw fault(part)
      return {
        kind: word.toLowerCase() as 'note' | 'reply' | 'notify',
        text: parseTemplate(unquoted(rest), 'actions'),
      }
    default:
      return parseOwn(part, word.toLowerCase(), rest, own)
  }
}

const parseOwn = (part: string, word: string, rest: string, own: readonly RuleAction[]): Action => {
  const asked = own.find((one) => one.word === word)?.read(unquoted(rest))
  if (asked === undefined) throw fault(part, own)
  return { kind: 'own', word, asked }
}

const readTarget = (part: string, typed: string): string => {
  try {
    return parseTarget(typed).href
  } catch (error) {
    if (error instanceof OutgoingRefused) throw fault(part)
    throw error
  }
}

const parseStatus = (part: string, rest: string): Action => {
  const { name, span } = nameAndSpan(rest)
  const said = fold(unquoted(name))
  const status = statuses.find((one) => fold(one) === said) ?? statusName(unquoted(name))
  const ms = span === undefined ? null : readDuration(span)
  if (status === '' || status === 'new' || ms === undefined || (ms !== null && status !== 'pending')) throw fault(part)
  return { kind: 'status', status, ms }
}

/** `pending 2 hours`, `waiting for parts`: a name, and how long where that can be read. */
const nameAndSpan = (rest: string): { readonly name: string; readonly span?: string } => {
  const words = rest.split(/\s+/)
  const at = words.findIndex((_, index) => index > 0 && readDuration(words.slice(index).join(' ')) !== undefined)
  return at < 0 ? { name: rest } : { name: words.slice(0, at).join(' '), span: words.slice(at).join(' ') }
}

const parseTags = (part: string, rest: string): string[] => {
  const tags = rest
    .split(/[\s,]+/)
    .filter((tag) => tag !== '')
    .map((tag) => readTag(tag))
  if (tags.length === 0 || tags.includes(undefined)) throw fault(part)
  return tags as string[]
}

export const printActions = (actions: readonly Action[]): string => actions.map(printAction).join('; ')

const printAction = (action: Action): string => {
  switch (action.kind) {
    case 'priority':
      return `priority ${action.priority}`
    case 'status':
      return `status ${action.status}${action.ms === null ? '' : ` ${action.ms / 1000}s`}`
    case 'tag':
    case 'untag':
      return `${action.kind} ${action.tags.join(' ')}`
    case 'assign':
    case 'queue':
    case 'team':
    case 'canned':
      return `${action.kind} ${quotedPart(action.name)}`
    case 'webhook':
      return `webhook ${quotedPart(action.url)}`
    case 'release':
      return 'release'
    case 'set':
      return `set ${printAssignments(action.fields)}`
    case 'own':
      return action.asked === '' ? action.word : `${action.word} ${quotedPart(action.asked)}`
    default:
      return `${action.kind} ${quotedPart(action.text)}`
  }
}
