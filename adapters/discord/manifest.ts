import type { OperationInfo } from '../../src/platform'
import { commandsFor } from './commands'

interface Permission {
  readonly name: string
  readonly bit: bigint
  readonly why: string
}
interface Intent {
  readonly name: string
  readonly why: string
}

const needed: readonly Permission[] = [
  { name: 'View Channels', bit: 1n << 10n, why: 'to see the channels that are the desk’s' },
  { name: 'Send Messages', bit: 1n << 11n, why: 'to post cards and receipts' },
  { name: 'Send Messages in Threads', bit: 1n << 38n, why: 'to speak in a ticket’s thread' },
  { name: 'Create Public Threads', bit: 1n << 35n, why: 'to give every ticket a thread' },
  {
    name: 'Read Message History',
    bit: 1n << 16n,
    why: 'to read what was written while the bot was away, and to answer a message',
  },
  { name: 'Attach Files', bit: 1n << 15n, why: 'to pass files on' },
  { name: 'Add Reactions', bit: 1n << 6n, why: 'to pass reactions on' },
]
/** Only for what is switched on: each stands beside what needs it. */
const onChoice: readonly (Permission & { readonly when: string })[] = [
  {
    name: 'Create Private Threads',
    bit: 1n << 36n,
    why: 'to open a thread for one customer alone',
    when: 'DISCORD_CUSTOMER_THREADS=private',
  },
  {
    name: 'Manage Threads',
    bit: 1n << 34n,
    why: 'to archive a forum’s post, which its author owns, when its ticket is closed',
    when: 'a forum is an intake channel',
  },
  { name: 'Manage Webhooks', bit: 1n << 29n, why: 'to show the agent’s own name', when: 'DISCORD_PERSONA=webhook' },
]
const privileged: readonly Intent[] = [
  {
    name: 'Message Content Intent',
    why: 'messages in a channel become tickets; without it commands, menus, panels, 🎫 and direct messages still work',
  },
  { name: 'Server Members Intent', why: 'to know that a customer left the server; may stay off' },
]

const sum = (permissions: readonly Permission[]): string => String(permissions.reduce((all, { bit }) => all | bit, 0n))
/** `client` stands for the application's id. */
const invite = (permissions: readonly Permission[]): string =>
  `https://discord.com/oauth2/authorize?client_id={application id}&scope=bot+applications.commands&permissions=${sum(permissions)}`

/** Settings that an application on Discord needs, and the commands that the program registers by itself. */
export const manifestFor = (operations: readonly OperationInfo[]): object => ({
  scopes: ['bot', 'applications.commands'],
  invite: { smallest: invite(needed), everything: invite([...needed, ...onChoice]) },
  permissions: [
    ...needed.map(({ name, why }) => ({ name, why })),
    ...onChoice.map(({ name, why, when }) => ({ name, why, when })),
  ],
  privilegedIntents: privileged,
  commands: commandsFor(operations),
})
