import { fold, pickedPath, type OperationInfo } from '../platform'
import { inEachLocale } from './words'

/** Goal of a user, and the operations for it, those that are used most first. */
export interface CommandGroup {
  readonly name: string
  readonly operations: readonly string[]
}

const groups: Readonly<Record<OperationInfo['command'], readonly { name: string; operations: string[] }[]>> = {
  ticket: [
    {
      name: 'answer',
      operations: [
        'reply',
        'note',
        'new',
        'take-back',
        'send-now',
        'edit-reply',
        'delete-reply',
        'resend',
        'reach',
        'send',
        'apply',
      ],
    },
    {
      name: 'find',
      operations: ['search', 'list', 'show', 'files', 'history', 'sla', 'customer', 'mine', 'why', 'help'],
    },
    { name: 'sort', operations: ['status', 'priority', 'tag', 'untag', 'edit', 'customer-note', 'acknowledge'] },
    { name: 'hand-over', operations: ['claim', 'assign', 'next', 'release', 'cc', 'follow', 'unfollow'] },
    { name: 'plan', operations: ['remind', 'away', 'back', 'attention', 'cancel'] },
    { name: 'mend', operations: ['merge', 'split', 'link', 'clone', 'delete', 'link-account'] },
  ],
  desk: [
    { name: 'begin', operations: ['setup', 'doctor', 'place', 'queue', 'panel', 'workspaces'] },
    { name: 'people', operations: ['role', 'team', 'agent', 'block', 'limits'] },
    { name: 'promise', operations: ['policy', 'calendar'] },
    { name: 'shape', operations: ['field', 'own-status', 'view'] },
    { name: 'automate', operations: ['rule', 'rules-test', 'macro', 'canned', 'webhook'] },
    { name: 'keep', operations: ['audit', 'config', 'customer-data', 'retention'] },
  ],
}

/** The groups of help, and of networks that draw commands in groups. Help shows customers their few without them. */
export const commandGroups: Readonly<Record<OperationInfo['command'], readonly CommandGroup[]>> = groups

/** Puts an operation behind those that stand in this group of its command. */
export const joinGroup = (command: OperationInfo['command'], group: string, operation: string): void => {
  const joined = groups[command].find(({ name }) => name === group)
  if (joined === undefined) throw new Error(`/${command} has no group ${group} for ${operation}`)
  joined.operations.push(operation)
}

/** The dozen of each command that is used most: they stay outside of their groups, one word nearer. */
const frequent: Readonly<Record<OperationInfo['command'], readonly string[]>> = {
  ticket: ['new', 'mine', 'show', 'list', 'claim', 'reply', 'note', 'status', 'assign', 'next', 'apply', 'help'],
  // The steps of the setup, then the rest.
  desk: 'setup doctor place queue panel workspaces role team policy rule macro canned config'.split(' '),
}

/** All operations of a command that stand in a list: the frequent ones first, then group after group. */
export const orderOf = (command: OperationInfo['command']): readonly string[] => [
  ...frequent[command],
  ...commandGroups[command].flatMap(({ operations }) => operations),
]

/** Place of an operation among the others, as far as adapters know it. */
export const standingOf = (
  command: OperationInfo['command'],
  operation: string,
): Pick<OperationInfo, 'group' | 'isFrequent'> => {
  const group = commandGroups[command].find(({ operations }) => operations.includes(operation))
  return {
    ...(group && { group: groupInfo(group.name) }),
    ...(frequent[command].includes(operation) && { isFrequent: true }),
  }
}

const groupInfo = (name: string): NonNullable<OperationInfo['group']> => {
  const title = inEachLocale(`help.group.${name}`)
  return { name: fold(title.en).replaceAll(' ', '-'), title }
}

/** `/ticket find search`; undefined where there is no such command. */
export const pathOf = (command: OperationInfo['command'], name: string): string | undefined => {
  const { group, isFrequent } = standingOf(command, name)
  return group && pickedPath({ command, name, group, ...(isFrequent && { isFrequent }) })
}
