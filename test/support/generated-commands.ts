import { operationInfo } from '../../src/core/operation'
import { operations } from '../../src/slices'
import { pickedPath, usageOf, type FieldInfo, type OperationInfo } from '../../src/platform'
import { buttonsOf, exampleOf, threadUsage } from '../../src/tickets/cards/command-help'
import { commandGroups, type CommandGroup } from '../../src/core/command-groups'
import { inEachLocale, wordsOf } from '../../src/core/words'
import { block, code, slugOf, table } from './markdown-parts'

/** Operations as adapters know them. */
export const operationInfos = (): readonly OperationInfo[] =>
  operations.map((operation) => operationInfo(operation, inEachLocale))

/** The commands of docs/commands.md: an index of what one wants to do, and a heading for each. */
export const commandsPart = (): string => {
  const infos = operationInfos()
  const groups = (['ticket', 'desk'] as const).flatMap((command) =>
    commandGroups[command].map((group) => ({
      title: titleOf(group, command),
      infos: group.operations.flatMap((name) => infos.filter((info) => info.name === name)),
    })),
  )
  const index = table(
    ['What you want to do', 'Commands'],
    groups.map((group) => [
      `[${group.title}](#${slugOf(group.title)})`,
      group.infos.map((info) => `[${info.name}](#${slugOf(headingOf(info))})`).join(', '),
    ]),
  )
  return [index, ...groups.flatMap((group) => [`## ${group.title}`, ...group.infos.map(aboutCommand)])].join('\n\n')
}

const titleOf = ({ name }: CommandGroup, command: OperationInfo['command']): string => {
  const title = wordsOf('en', `help.group.${name}`)
  return command === 'ticket' ? title : `Help desk: ${title}`
}
const headingOf = ({ command, name }: OperationInfo): string => `/${command} ${name}`

const aboutCommand = (info: OperationInfo): string => {
  const example = exampleOf(info.name, 'en')
  return [
    `### ${headingOf(info)}`,
    sentence(info.summary.en),
    // Without a field it needs the message whose menu it is in: nobody types it.
    ...(info.fields.length === 0 && info.menus.length > 0 ? [] : [block('text', usageOf(info, 'en'))]),
    ...(example === undefined ? [] : [`Example: ${code(example)}`]),
    [...waysOf(info), ...hintsOf(info)].map((way) => `- ${way}`).join('\n'),
  ].join('\n\n')
}
const sentence = (summary: string): string => `${summary[0]!.toUpperCase()}${summary.slice(1)}.`

/** Fields of which there is more to say than their name. */
const hintsOf = ({ fields }: OperationInfo): string[] =>
  fields
    .filter(({ kind, hint }) => kind !== 'file' && hint !== undefined)
    .map(({ name, label, hint }: FieldInfo) => `${code(name)}: ${label.en} (${hint!.en})`)

const doers: Readonly<Record<OperationInfo['by'], string>> = {
  customer: 'Everyone',
  agent: 'Agents and above',
  supervisor: 'Supervisors and admins',
  admin: 'Admins',
}

/** The role, and the ways to do it without typing the command. */
const waysOf = (info: OperationInfo): string[] => {
  const { by, name, menus, reaction } = info
  const inThread = threadUsage(info, 'en')
  const buttons = buttonsOf(name, 'en').map((label) => `“${label.replace(/ \{\w+\}/, ' …')}”`)
  return [
    `Who: ${doers[by]}`,
    ...(pickedPath(info) === headingOf(info) ? [] : [`In Discord: ${code(pickedPath(info))}`]),
    ...(inThread === undefined ? [] : [`In the ticket’s thread: ${code(inThread)}`]),
    ...(buttons.length === 0 ? [] : [`Button: ${buttons.join(', ')}`]),
    ...(menus.includes('post') ? ['In the menu of a message'] : []),
    ...(menus.includes('user') ? ['In the menu of a person'] : []),
    ...(reaction === undefined ? [] : [`By reacting to a message with ${reaction}`]),
  ]
}
