import type { IncomingMessage, ServerResponse } from 'node:http'
import { DeliveryFailure, type Host, type Platform } from '../../src/platform'
import { createBackfill, type Backfill } from './backfill'
import { createWatched } from './backfill-watched'
import { checkToken, connect, openDoors, type Doors } from './connect'
import { diagnose } from './diagnose'
import { createDirectory } from './directory'
import { directChannel, groupCalled, membersOf, profileOf } from './directory-lookup'
import { openFile } from './files'
import { limits } from './limits'
import { measure } from './markdown-print'
import * as outgoing from './outgoing'
import { find } from './outgoing-find'
import { whisper } from './outgoing-whisper'
import { createReception, type Reception } from './receive'
import { firstAdmin } from './receive-first-admin'
import { laneOf, platformName, postOfLink } from './refs'
import type { Session } from './session'
import type { SlackConfig } from './settings'

interface Running {
  readonly session: Session
  readonly reception: Reception
  readonly backfill: Backfill
  readonly doors: Doors
}

const build = (config: SlackConfig, host: Host): Running => {
  const directory = createDirectory(host.memory('people'))
  const connection = connect(config, host, directory)
  const { workspaces, installations } = connection
  const { SLACK_API_URL: apiUrl, SLACK_BOT_TOKEN: token } = config
  const watched = createWatched(host.memory('rooms'))
  const session: Session = { host, workspaces, directory, watched, ...(apiUrl !== undefined && { apiUrl }) }
  const reception = createReception({
    session,
    beforehand: token === undefined ? async () => {} : firstAdmin(session),
    revoked: async ({ id }) => {
      await installations?.remove(id)
      workspaces.forget(id)
    },
  })
  const backfill = createBackfill(session)
  const doors = openDoors(config, connection, { session, reception, lost: backfill.suspect })
  return { session, reception, backfill, doors }
}

/**
 * Slack, by @slack/bolt: one workspace by token, or many by OAuth; over HTTP, Socket Mode or both. What comes in goes
 * `connect` → `receive` → `inbound` or `interactions` → the desk; what goes out, `outgoing` → `render` → Slack.
 */
export const createPlatform = (config: SlackConfig): Platform => {
  let running: Running | undefined
  // The host keeps a route for ever, so a second start answers through the first one's.
  const routed = new WeakSet<Host>()
  const now = (): Session => {
    if (running) return running.session
    throw new DeliveryFailure('again', 'Slack is not connected')
  }
  const serve = async (path: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const handler = running?.doors.routes[path]
    if (handler) return handler(request, response)
    response.writeHead(503).end()
  }

  return {
    name: platformName,
    limits,
    measure,
    async start(host) {
      const built = build(config, host)
      await checkToken(built.session)
      running = built
      if (!routed.has(host))
        for (const path of Object.keys(built.doors.routes))
          host.route(path, async (request, response) => serve(path, request, response))
      routed.add(host)
      await built.doors.socket?.start()
    },
    async stop() {
      const closing = running
      running = undefined
      await closing?.doors.socket?.stop()
      await closing?.reception.idle()
    },
    post: async (to, content, key) => outgoing.post(now(), to, content, key),
    edit: async (post, content) => outgoing.edit(now(), post, content),
    remove: async (post) => outgoing.remove(now(), post),
    react: async (post, emoji, added) => outgoing.react(now(), post, emoji, added),
    open: async (at, room, key) => outgoing.openRoom(now(), at, room.title, key),
    settle: async (room, state) => outgoing.settle(now(), room, state),
    find: async (to, key, since) => find(now(), to, key, since),
    whisper: async (to, content) => whisper(now(), to, content),
    // Slack shows nobody that a bot is writing.
    typing: async () => {},
    file: async (ref) => openFile(now(), ref),
    direct: async (to) => directChannel(now(), to),
    profile: async (user) => profileOf(now(), user),
    members: async (group) => membersOf(now(), group),
    group: async (typed, { id }) => groupCalled(now(), id, typed),
    lane: laneOf,
    postAt: postOfLink,
    diagnose: async (places) => diagnose(now(), places),
    // Slack keeps what is said there.
    forget: async () => {},
    missed: () => (running ? running.backfill.missed() : nothing()),
  }
}

async function* nothing(): AsyncGenerator<never> {}
