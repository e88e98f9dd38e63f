import type { IncomingMessage, ServerResponse } from 'node:http'
import type { WebClientOptions } from '@slack/web-api'
import type { Host, LifecycleChanged } from '../../src/platform'
import { connectReceiver, httpReceiver } from './connect-bolt'
import { eventsPath, guarded } from './connect-http'
import { openInstallations, type Installations, type Installed } from './connect-installations'
import { openSocket, type Socket } from './connect-socket'
import { clientOptions, manyWorkspaces, oneWorkspace, type Workspaces } from './connect-workspaces'
import type { Directory } from './directory'
import type { Reception } from './receive'
import { homeRef, userRef, workspaceRef } from './refs'
import type { Session } from './session'
import type { SlackConfig } from './settings'

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** The workspaces that have the app, and where many install it, what is kept of that. */
export interface Connection {
  readonly options: WebClientOptions
  readonly workspaces: Workspaces
  readonly installations?: Installations
}

const installedEvent = ({ id, installer }: Installed): LifecycleChanged => ({
  kind: 'lifecycle',
  what: 'installed',
  id: `installed/${id}/${Date.now()}`,
  at: new Date(),
  workspace: workspaceRef(id),
  from: userRef(id, installer),
  name: '',
  place: homeRef(id, installer),
  direct: false,
})

/** One workspace by its token, or as many as install the app. Calls nobody yet. */
export const connect = (config: SlackConfig, host: Host, directory: Directory): Connection => {
  const options = clientOptions(config.SLACK_API_URL, host.log)
  const { SLACK_BOT_TOKEN: token, SLACK_CLIENT_ID: clientId, SLACK_API_URL: apiUrl } = config
  if (token !== undefined) return { options, workspaces: oneWorkspace(token, options) }
  const settings = {
    clientId: clientId ?? '',
    clientSecret: config.SLACK_CLIENT_SECRET ?? '',
    stateSecret: config.SLACK_STATE_SECRET ?? '',
    ...(apiUrl !== undefined && { apiUrl }),
  }
  const handToDesk = async (installed: Installed): Promise<void> => {
    workspaces.forget(installed.id)
    const workspace = await workspaces.byId(installed.id)
    const known = workspace && (await directory.known(workspace, [installed.installer]))
    await host.receive({
      ...installedEvent(installed),
      name: known?.[installed.installer]?.name ?? installed.installer,
    })
  }
  const installations = openInstallations(settings, host.memory('installations'), host.log, options, handToDesk)
  const workspaces = manyWorkspaces(
    async (id) => installations.find(id),
    async () => installations.list(),
    options,
  )
  return { options, workspaces, installations }
}

export interface Doors {
  /** By their paths. */
  readonly routes: Readonly<Record<string, Handler>>
  readonly socket?: Socket
}

/** The ways in that are configured: events over HTTP, Socket Mode, and the pages of an installation. `lost`: events may have been. */
export const openDoors = (
  config: SlackConfig,
  { options, installations }: Connection,
  { session, reception, lost }: { readonly session: Session; readonly reception: Reception; readonly lost: () => void },
): Doors => {
  const { SLACK_SIGNING_SECRET: signing, SLACK_APP_TOKEN: app } = config
  const routes: Record<string, Handler> = {}
  if (signing !== undefined) {
    const receiver = httpReceiver(signing, session)
    connectReceiver(receiver, reception, session)
    routes[eventsPath] = guarded(receiver)
  }
  if (installations) {
    routes['/slack/install'] = installations.install
    routes['/slack/oauth_redirect'] = installations.redirect
  }
  if (app === undefined) return { routes }
  const socket = openSocket(app, options, session.host.log, lost)
  connectReceiver(socket, reception, session)
  return { routes, socket }
}

/** A wrong token is said at once; a Slack that cannot be reached just now is not our fault. */
export const checkToken = async ({ workspaces, host }: Session): Promise<void> => {
  try {
    await workspaces.all()
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('SLACK_BOT_TOKEN')) throw error
    host.log.warn({ reason: error instanceof Error ? error.message : '' }, 'Slack cannot be reached yet')
  }
}
