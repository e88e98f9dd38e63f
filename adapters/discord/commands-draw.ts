import type { OperationInfo } from '../../src/platform'
import {
  described,
  inSpanish,
  localName,
  subcommand,
  wholeDetail,
  withUniqueNames,
  type Detail,
  type Option,
} from './commands-options'
import { words } from './words'

/** Discord's limits: subcommands and groups of a command, subcommands of a group, and the characters of all of it. */
const mostOptions = 25
const mostWeight = 8000

/** Details that give way, in this order, until a command is light enough: first what costs nobody anything. */
const details: readonly Detail[] = [
  wholeDetail,
  { ...wholeDetail, descriptions: 'different' },
  { ...wholeDetail, descriptions: 'different', choices: 'completed' },
  { ...wholeDetail, descriptions: 'none', choices: 'completed' },
  { descriptions: 'none', choices: 'completed', summary: 50 },
]

/** The subcommands and groups of one command, in as much detail as there is room for. `name` and `description` weigh too. */
export const drawCommand = (frame: Option, operations: readonly OperationInfo[]): Option => {
  const drawn = (detail: Detail): Option => ({ ...frame, options: optionsIn(operations, detail) })
  const fitting = details.find((detail) => weightOf(drawn(detail)) <= mostWeight)
  return drawn(fitting ?? details.at(-1) ?? wholeDetail)
}

/** Puts what is used most side by side with the groups of all the rest. */
const optionsIn = (operations: readonly OperationInfo[], detail: Detail): readonly Option[] => {
  const draw = (operation: OperationInfo): Option => subcommand(operation, detail)
  const groups = groupsOf(operations)
  const drawn = groups.map(({ name, title, members }): Option => ({
    type: 2,
    name,
    ...localName(title.es),
    ...described(title),
    options: withUniqueNames(members.slice(0, mostOptions).map(draw)),
  }))
  const direct = operations.filter(({ group, isFrequent }) => group === undefined || isFrequent === true)
  const crowded = groups.flatMap(({ members }) => members.slice(mostOptions))
  const isAll = crowded.length === 0 && direct.length + drawn.length <= mostOptions
  const shown = isAll ? direct : direct.slice(0, mostOptions - drawn.length - 1)
  const rest = [...direct.slice(shown.length), ...crowded].slice(0, mostOptions)
  return withUniqueNames([...shown.map(draw), ...drawn, ...(rest.length > 0 ? [more(rest.map(draw))] : [])])
}

/** For what has no place elsewhere: rather one word deeper than out of reach. */
const more = (options: readonly Option[]): Option => ({
  type: 2,
  name: 'more',
  name_localizations: inSpanish('más'),
  ...described({ en: words.en.moreCommand, es: words.es.moreCommand }),
  options: withUniqueNames(options),
})

/** In the order of the operations, which is that of help. */
const groupsOf = (operations: readonly OperationInfo[]) => {
  const groups = new Map<string, NonNullable<OperationInfo['group']> & { readonly members: OperationInfo[] }>()
  for (const operation of operations) {
    const { group, isFrequent } = operation
    if (group === undefined || isFrequent === true) continue
    const known = groups.get(group.name) ?? { ...group, members: [] }
    known.members.push(operation)
    groups.set(group.name, known)
  }
  return [...groups.values()]
}

type Localized = Readonly<Record<string, string>>
const longest = (own: unknown, others: unknown): number =>
  Math.max(String(own ?? '').length, ...Object.values((others ?? {}) as Localized).map((one) => one.length))

/** Names, descriptions and values together, each in the longest of its languages, as Discord counts them. */
const weightOf = (option: Option): number => {
  const { name, name_localizations, description, description_localizations, value, options = [], choices = [] } = option
  return (
    longest(name, name_localizations) +
    longest(description, description_localizations) +
    String(value ?? '').length +
    [...options, ...(choices as readonly Option[])].reduce((sum, one) => sum + weightOf(one), 0)
  )
}
