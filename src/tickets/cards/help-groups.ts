import type { OperationInfo } from '../../platform'

/** What one wants to do, and the operations for it, those that are used most first. */
export interface HelpGroup {
  readonly name: string
  readonly operations: readonly string[]
}

/** Customers have few: they are not grouped. */
export const helpGroups: Readonly<Record<OperationInfo['command'], readonly HelpGroup[]>> = {
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
