import type { IncomingMessage, ServerResponse } from 'node:http'
import { DeliveryFailure, type Host, type LifecycleChanged, type Platform } from '../../src/platform'
import { createBackfill, type Backfill } from './backfill'
import { diagnose } from './diagnose'
import { find } from './outgoing-find'
import { openFile } from './files'
import { groupCalled, membersOf } from './directory-groups'
import { openInstallations, type Installations, type Installed } from './connect-installations'
import { limits } from './limits'
import { workspaceOf, type Open } from './session'
import { call } from './outgoing-call'
import { createPeople, profileOf } from './directory'
import { createWatched } from './backfill-watched'
import * as posting from './outgoing'
import { connect, createReception, httpReceiver, type Reception } from './receive'
import { channelRef, homeRef, partsOf, platformName, postOfLink, userRef, workspaceRef } from './refs'
import { guarded } from './connect-http'
import type { SlackConfig } from './settings'
import { openSocket, type Socket } from './connect-socket'
import { firstAdmin } from './receive-first-admin'
import { whisper } from './outgoing-whisper'
import { measure } from './markdown-print'
import { clientOptions, manyWorkspaces, oneWorkspace, type Workspaces } from './connect-workspaces'

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

interface Running {
  readonly open: Open
  readonly reception: Reception
  readonly backfill: Backfill
  readonly socket?: Socket
  readonly routes: Readonly<Record<string, Handler>>
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

const build = async (config: SlackConfig, host: Host): Promise<Running> => {
  const options = clientOptions(config.SLACK_API_URL, host.log)
  const people = createPeople(host.memory('people'))
  const { SLACK_BOT_TOKEN: token, SLACK_CLIENT_ID: clientId, SLACK_API_URL: apiUrl } = config
  let installations: Installations | undefined
  let workspaces: Workspaces
  if (token !== undefined) workspaces = oneWorkspace(token, options)
  else {
    const settings = {
      clientId: clientId ?? '',
      clientSecret: config.SLACK_CLIENT_SECRET ?? '',
      stateSecret: config.SLACK_STATE_SECRET ?? '',
      ...(apiUrl !== undefined && { apiUrl }),
    }
    const store = openInstallations(settings, host.memory('installations'), host.log, options, async (installed) => {
      workspaces.forget(installed.id)
      const workspace = await workspaces.byId(installed.id)
      const known = workspace && (await people.known(workspace, [installed.installer]))
      await host.receive({
        ...installedEvent(installed),
        name: known?.[installed.installer]?.name ?? installed.installer,
      })
    })
    installations = store
    workspaces = manyWorkspaces(
      async (id) => store.find(id),
      async () => store.list(),
      options,
    )
  }
  const watched = createWatched(host.memory('rooms'))
  const open: Open = { host, workspaces, people, watched, ...(apiUrl !== undefined && { apiUrl }) }
  const reception = createReception({
    open,
    beforehand: token === undefined ? async () => {} : firstAdmin(open),
    revoked: async ({ id }) => {
      await installations?.remove(id)
      workspaces.forget(id)
    },
  })
  const backfill = createBackfill(open)
  const routes: Record<string, Handler> = {}
  if (config.SLACK_SIGNING_SECRET !== undefined) {
    const receiver = httpReceiver(config.SLACK_SIGNING_SECRET, open)
    connect(receiver, reception, open)
    routes['/slack/events'] = guarded(receiver)
  }
  if (installations) {
    routes['/slack/install'] = installations.install
    routes['/slack/oauth_redirect'] = installations.redirect
  }
  const socket =
    config.SLACK_APP_TOKEN === undefined
      ? undefined
      : openSocket(config.SLACK_APP_TOKEN, options, host.log, backfill.suspect)
  if (socket) connect(socket, reception, open)
  return { open, reception, backfill, routes, ...(socket && { socket }) }
}

/** Slack, by @slack/bolt: one workspace by token, or many by OAuth; over HTTP, Socket Mode or both. */
export const createPlatform = (config: SlackConfig): Platform => {
  let running: Running | undefined
  // The host keeps a route for ever, so a second start answers through the first one's.
  const routed = new WeakSet<Host>()
  const now = (): Open => {
    if (running) return running.open
    throw new DeliveryFailure('again', 'Slack is not connected')
  }
  const serve = async (path: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const handler = running?.routes[path]
    if (handler) return handler(request, response)
    response.writeHead(503).end()
  }

  return {
    name: platformName,
    limits,
    measure,
    async start(host) {
      const built = await build(config, host)
      await checkToken(built.open, host)
      running = built
      if (!routed.has(host))
        for (const path of Object.keys(built.routes))
          host.route(path, async (request, response) => serve(path, request, response))
      routed.add(host)
      await built.socket?.start()
    },
    async stop() {
      const closing = running
      running = undefined
      await closing?.socket?.stop()
      await closing?.reception.idle()
    },
    post: async (to, content, key) => posting.post(now(), to, content, key),
    edit: async (post, content) => posting.edit(now(), post, content),
    remove: async (post) => posting.remove(now(), post),
    react: async (post, emoji, added) => posting.react(now(), post, emoji, added),
    open: async (at, room, key) => posting.openRoom(now(), at, room.title, key),
    settle: async (room, state) => posting.settle(now(), room, state),
    async direct(to) {
      const { workspace: id, channel: users } = partsOf(to)
      const { client } = await workspaceOf(now(), id)
      const { channel } = await call(async () => client.conversations.open({ users }))
      if (channel?.id === undefined) throw new DeliveryFailure('unclear', 'Slack did not name the conversation')
      return channelRef(id, channel.id)
    },
    whisper: async (to, content) => whisper(now(), to, content),
    // Slack shows nobody that a bot is writing.
    typing: async () => {},
    diagnose: async (places) => diagnose(now(), places),
    file: async (ref) => openFile(now(), ref),
    async profile(user) {
      const { workspace: id, channel: userId } = partsOf(user)
      const { client } = await workspaceOf(now(), id)
      const told = await call(async () => client.users.info({ user: userId, include_locale: true }))
      const presence = await client.users.getPresence({ user: userId }).then(
        (answer) => answer.presence,
        () => undefined,
      )
      return { ...profileOf(told.user), presence: presence === 'active' || presence === 'away' ? presence : 'unknown' }
    },
    members: async (group) => membersOf(now(), group),
    group: async (typed, { id }) => groupCalled(now(), id, typed),
    lane: (place) => place.id.split('/').slice(0, 2).join('/'),
    postAt: postOfLink,
    find: async (to, key, since) => find(now(), to, key, since),
    // Slack keeps what is said there.
    forget: async () => {},
    missed: () => (running ?? { backfill: { missed: nothing } }).backfill.missed(),
  }
}

async function* nothing(): AsyncGenerator<never> {}

/** A wrong token is said at once; a Slack that cannot be reached just now is not our fault. */
const checkToken = async ({ workspaces }: Open, host: Host): Promise<void> => {
  try {
    await workspaces.all()
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('SLACK_BOT_TOKEN')) throw error
    host.log.warn({ reason: error instanceof Error ? error.message : '' }, 'Slack cannot be reached yet')
  }
}
