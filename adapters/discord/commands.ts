import { createHash } from 'node:crypto'
import type { Memory, OperationInfo } from '../../src/platform'
import { clip } from '../../src/platform'
import { described, inSpanish, optionsOf, wholeDetail, type Option, type Worded } from './commands-options'
import { drawCommand } from './commands-draw'
import type { Api } from './outgoing-call'
import { words } from './words'

/** A command as Discord registers it. */
export interface Command {
  readonly name: string
  readonly type: 1 | 2 | 3
  readonly description?: string
  readonly name_localizations?: Readonly<Record<string, string>>
  readonly description_localizations?: Readonly<Record<string, string>>
  readonly options?: readonly Option[]
  readonly contexts: readonly number[]
  readonly integration_types: readonly number[]
}

/** In servers and in direct messages, installed to a server. */
const everywhere = { contexts: [0, 1], integration_types: [0] }
/** Menus of posts and people: five of each kind. */
const mostMenus = 5

/** Discord's commands as the registry makes them: `/ticket` and `/desk` with a subcommand each, in groups; `/new`; the menus. */
export const commandsFor = (operations: readonly OperationInfo[]): readonly Command[] => {
  const group = (name: 'ticket' | 'desk', text: Worded): readonly Command[] => {
    const own = operations.filter(({ command }) => command === name)
    return own.length === 0 ? [] : [{ ...drawCommand({ name, ...described(text) }, own), type: 1, ...everywhere }]
  }
  const opens = operations.find(({ name }) => name === 'new')
  return [
    ...group('ticket', { en: words.en.ticketCommand, es: words.es.ticketCommand }),
    ...group('desk', { en: words.en.deskCommand, es: words.es.deskCommand }),
    ...(opens
      ? [
          {
            name: 'new',
            name_localizations: inSpanish('nuevo'),
            type: 1 as const,
            ...described({ en: words.en.newCommand, es: words.es.newCommand }),
            options: optionsOf(opens, wholeDetail),
            ...everywhere,
          },
        ]
      : []),
    ...menusFor(operations).map(({ name, type, title }) => ({
      name,
      type,
      name_localizations: inSpanish(title.es),
      // A post can be answered anywhere; a person is picked in a server.
      ...(type === 2 ? { ...everywhere, contexts: [0] } : everywhere),
    })),
  ]
}

interface Menu {
  readonly name: string
  readonly type: 2 | 3
  readonly title: Worded
  readonly operation: OperationInfo
}
/** A post's menu has the operation's title, a person's says that it is for that person. */
export const menusFor = (operations: readonly OperationInfo[]): readonly Menu[] => {
  const menus = (kind: 'post' | 'user'): readonly Menu[] =>
    operations
      .filter((one) => one.menus.includes(kind))
      .slice(0, mostMenus)
      .map((operation) => {
        const { title } = operation
        const both: Worded =
          kind === 'post' ? title : { en: words.en.forPerson(title.en), es: words.es.forPerson(title.es) }
        return {
          name: clip(both.en, 32),
          type: kind === 'post' ? 3 : 2,
          title: { en: clip(both.en, 32), es: clip(both.es, 32) },
          operation,
        }
      })
  return [...menus('post'), ...menus('user')]
}

/** Tells Discord the commands, when they are not the ones it was told last. Answers whether it did. */
export const registerCommands = async (
  api: Api,
  application: string,
  operations: readonly OperationInfo[],
  memory: Memory,
): Promise<boolean> => {
  const commands = commandsFor(operations)
  const hash = createHash('sha256').update(JSON.stringify(commands)).digest('hex')
  if ((await memory.get(application)) === hash) return false
  await api.call('PUT', `/applications/${application}/commands`, { body: commands })
  await memory.put(application, hash)
  return true
}
