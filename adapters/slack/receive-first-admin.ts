import { recentMap } from '../../src/platform'
import { interaction } from './interactions-read'
import { maybe, record, text } from './payload'
import { eventOf, type Native } from './inbound-native'
import type { Session } from './session'
import { homeRef, userRef, workspaceRef } from './refs'
import type { Workspace } from './connect-workspaces'

/**
 * With a bot token nobody tells us who installed the app. The first admin or owner of the workspace who opens its Home,
 * invites it or types a command is taken for the one.
 */
export const firstAdmin = (session: Session): ((workspace: Workspace, native: Native) => Promise<void>) => {
  const { host, directory } = session
  const memory = host.memory('installer')
  const settled = new Set<string>()
  const others = recentMap<true>(10_000)

  return async (workspace, native) => {
    if (settled.has(workspace.id)) return
    const user = comer(native)
    if (user === undefined || others.has(user)) return
    if ((await memory.get(workspace.id)) === undefined) {
      const may = await directory.mayInstall(workspace, user).catch(() => undefined)
      if (may === undefined) return
      if (!may) {
        others.set(user, true)
        return
      }
      const from = userRef(workspace.id, user)
      await host.receive({
        kind: 'lifecycle',
        what: 'installed',
        id: `installed/${workspace.id}`,
        at: native.at,
        workspace: workspaceRef(workspace.id),
        from,
        name: native.people[user]?.name ?? user,
        place: homeRef(workspace.id, user),
        direct: false,
      })
      await memory.put(workspace.id, user)
    }
    settled.add(workspace.id)
  }
}

const comer = (native: Native): string | undefined => {
  const { body, bot } = native
  if (body['command'] !== undefined) return interaction(native).from.id.split('/')[1]
  const event = eventOf(native)
  switch (text(event['type'])) {
    case 'app_home_opened':
      return maybe(event['user'])
    case 'member_joined_channel':
      return event['user'] === bot ? maybe(event['inviter']) : undefined
    default:
      return body['event'] === undefined ? maybe(record(body['user'])['id']) : undefined
  }
}
