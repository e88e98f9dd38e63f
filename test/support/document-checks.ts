import { existsSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { filterFields } from '../../src/model/filter'
import { parseQuery } from '../../src/model/ticket-query'
import { parseCommand, pickedPath, type OperationInfo, type PlaceRef, type UserRef } from '../../src/platform'
import { operationAt } from '../../src/platform/command-words'
import { parseActions } from '../../src/rules/action'
import { operationInfos } from './generated-commands'
import { project, readDocument } from './generated-documents'
import { slugOf } from './markdown-parts'

/** Findings of what is untrue in a document; each answers what is wrong, and nothing where all is well. */

const withoutBlocks = (text: string): string => text.replaceAll(/^ *```[^]*?^ *```$/gm, '')

/** Anchors of a document’s headings, as GitHub names them: the second of one name gets a number. */
const anchorsOf = (text: string): string[] => {
  const slugs = [...withoutBlocks(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => slugOf(heading!))
  return slugs.map((slug, index) => {
    const before = slugs.slice(0, index).filter((one) => one === slug).length
    return before === 0 ? slug : `${slug}-${before}`
  })
}
const linksOf = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)]
    .map(([, link, source]) => link ?? source ?? '')
    .filter((link) => !/^[a-z]+:/.test(link))

export const deadLinks = (path: string, text: string): string[] =>
  linksOf(text).filter((link) => {
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? path : posix.join(dirname(path), file)
    if (!existsSync(join(project, target))) return true
    return anchor !== undefined && !anchorsOf(file === '' ? text : readDocument(target)).includes(anchor)
  })

const isOperation = (typed: string, among: readonly OperationInfo[]): boolean =>
  operationAt(typed, 0, among) !== undefined

/** Code in a text, within a line or in lines of its own. */
const codeIn = (text: string): string =>
  [...text.matchAll(/^ *```[^]*?^ *```$|`[^`\n]+`/gm)].map(([code]) => code).join('\n')

/** Commands in a text’s code that nobody can type: `/ticket eat`, `!eat`. */
export const unknownCommands = (text: string): string[] => {
  const infos = operationInfos()
  const slash = [...codeIn(text).matchAll(/(?<![\w/.-])\/(ticket|desk) ([\p{L}-]+(?: [\p{L}-]+){0,2})/gu)]
    .filter(([, command, typed]) => {
      const own = infos.filter((info) => info.command === command)
      // As Discord has it, in its group.
      if (own.some((info) => `/${command} ${typed!}`.startsWith(pickedPath(info)))) return false
      return !/^(?:help|ayuda)\b/.test(typed!) && !isOperation(typed!, own)
    })
    .map(([typed]) => typed)
  const inThread = [...text.matchAll(/`!(\p{L}[\p{L}-]*)/gu)]
    .filter(([, typed]) => !['command', 'word'].includes(typed!))
    .filter(([, typed]) => !isOperation(typed!, infos))
    .map(([, typed]) => `!${typed}`)
  return [...slash, ...inThread]
}

const resolve = (kind: 'user' | 'place', typed: string): UserRef | PlaceRef | undefined =>
  /^[@#]\S+$/.test(typed) ? ({ platform: 'x', kind, id: typed.slice(1) } as UserRef | PlaceRef) : undefined

export const examplesIn = (text: string): string[] =>
  [...text.matchAll(/^Example: `(.+)`$/gm)].map(([, example]) => example!)

/** Examples that the desk’s own grammar does not read as a whole command. */
export const unread = (examples: readonly string[]): string[] => {
  const operations = operationInfos()
  return examples.filter((line) => {
    const here = line.startsWith('!') ? { here: '12' } : {}
    const parsed = parseCommand(line, { operations, locale: 'en', resolve, ...here })
    return parsed.kind !== 'invoke' && parsed.kind !== 'help'
  })
}

const ownNames = { fields: ['type', 'category', 'service', 'urgency', 'due', 'asset', 'seats'], statuses: [] }
const isRead = (read: () => unknown): boolean => {
  try {
    read()
    return true
  } catch {
    return false
  }
}
/** Filters of docs/filters.md that are refused (those in a table’s first column), and terms that it leaves out. */
export const faultyFilters = (text: string): string[] => {
  const cells = [...text.matchAll(/^\| (`[^|]*?) +\|/gm)].map(([, cell]) => cell!)
  const typed = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, one]) => one!))
  const named = filterFields.filter((field) => field !== 'words' && !new RegExp(`\`-?${field}[:<>]`).test(text))
  return [...typed.filter((one) => !isRead(() => parseQuery(one, ownNames))), ...named]
}

/** Actions that docs/configuration.md names and no rule can do, and kinds that it leaves out. */
export const faultyActions = (text: string): string[] => {
  const line = /^- \*\*Actions\*\*.*$/m.exec(text)?.[0] ?? ''
  const named = [...line.matchAll(/`([^`]+)`/g)].map(([, one]) => one!)
  const wanted = [
    'priority',
    'status',
    'tag',
    'untag',
    'assign',
    'queue',
    'team',
    'canned',
    'webhook',
    'release',
    'set',
  ]
  const missing = [...wanted, 'note', 'reply', 'notify', 'close'].filter(
    (kind) => !named.some((one) => one.split(' ')[0] === kind),
  )
  return [...named.filter((one) => !isRead(() => parseActions(one, []))), ...missing]
}
