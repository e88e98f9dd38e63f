import { fold, pickedPath, type OperationInfo } from '../platform'
import { inEachLocale } from './words'

/** Goal of a user, and the operations for it, those that are used most first. */
export interface CommandGroup {
  readonly name: string
  readonly operations: readonly string[]
}

/** Groups of help, and of networks that draw commands in groups, as every desk has them. */
const usualGroups: Readonly<Record<OperationInfo['command'], readonly CommandGroup[]>> = {
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

/** Operations that named their group themselves, behind those that stand in it. */
const joined: { readonly command: OperationInfo['command']; readonly group: string; readonly operation: string }[] = []

/** Puts an operation that is in none of the lists above into a group of its command. */
export const joinGroup = (command: OperationInfo['command'], group: string, operation: string): void => {
  joined.push({ command, group, operation })
}

/** The groups of a command with all that is in them. Help shows customers their few without them. */
export const commandGroupsOf = (command: OperationInfo['command']): readonly CommandGroup[] =>
  usualGroups[command].map(({ name, operations }) => ({
    name,
    operations: [
      ...operations,
      ...joined.filter((one) => one.command === command && one.group === name).map(({ operation }) => operation),
    ],
  }))

/** The dozen of each command that is used most: they stay outside of their groups, one word nearer. */
const frequent: Readonly<Record<OperationInfo['command'], readonly string[]>> = {
  ticket: ['new', 'mine', 'show', 'list', 'claim', 'reply', 'note', 'status', 'assign', 'next', 'apply', 'help'],
  // The steps of the setup, then the rest.
  desk: 'setup doctor place queue panel workspaces role team policy rule macro canned config'.split(' '),
}

/** All operations of a command that stand in a list: the frequent ones first, then group after group. */
export const orderOf = (command: OperationInfo['command']): readonly string[] => [
  ...frequent[command],
  ...commandGroupsOf(command).flatMap(({ operations }) => operations),
]

/** Place of an operation among the others, as far as adapters know it. */
export const standingOf = (
  command: OperationInfo['command'],
  operation: string,
): Pick<OperationInfo, 'group' | 'isFrequent'> => {
  const group = commandGroupsOf(command).find(({ operations }) => operations.includes(operation))
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
