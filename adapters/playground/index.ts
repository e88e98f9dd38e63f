import type { IncomingMessage, ServerResponse } from 'node:http'
import { DeliveryFailure, lengthOf, type Host, type Platform } from '../../src/platform'
import { missed } from './backfill'
import { createServer, type Server } from './connect'
import { openPageFiles } from './connect-page'
import { openStreams } from './connect-stream'
import { diagnose } from './diagnose'
import { directChannel, groupCalled, membersOf, profileOf } from './directory-lookup'
import { openFile } from './files'
import { limits } from './limits'
import { openNetwork } from './network-shared'
import * as outgoing from './outgoing'
import { installHere } from './receive-first-start'
import { laneOf, platformName, postOfLink } from './refs'
import type { Session } from './session'

interface Running {
  readonly session: Session
  readonly server: Server
}

/** `folder`: where the log and the files are. `token`: lets in from elsewhere whoever has it. */
const build = (host: Host, folder: string, token?: string): Running => {
  const network = openNetwork(folder)
  const streams = openStreams(network)
  const session: Session = { network, host, log: host.log, showTyping: streams.typing }
  return { session, server: createServer(session, streams, openPageFiles(), token) }
}

/**
 * A chat network of our own, in the browser. What comes in goes `connect` → `receive`, `interactions` or `commands` →
 * `inbound` → the desk; what goes out, `outgoing` → `render` → `network`, which the page is shown.
 */
export const createPlatform = (folder: string, token?: string): Platform => {
  let running: Running | undefined
  // The host keeps a route for ever, so a second start answers through the first one's.
  const routed = new WeakSet<Host>()
  const now = (): Session => {
    if (running) return running.session
    throw new DeliveryFailure('again', 'the playground is not running')
  }
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    if (running) return running.server.handle(request, response)
    response.writeHead(503, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { code: 'stopped', message: 'The playground is not running' } }))
  }

  return {
    name: platformName,
    limits,
    measure: lengthOf,
    async start(host) {
      running = build(host, folder, token)
      if (!routed.has(host)) host.route('/playground', serve)
      routed.add(host)
      await installHere(running.session)
    },
    async stop() {
      const closing = running
      if (!closing) return
      await closing.server.close()
      running = undefined
      closing.session.network.close()
    },
    post: async (to, content, key) => outgoing.post(now(), to, content, key),
    edit: async (post, content) => outgoing.edit(now(), post, content),
    remove: async (post) => outgoing.remove(now(), post),
    react: async (post, emoji, added) => outgoing.react(now(), post, emoji, added),
    open: async (at, room, key) => outgoing.openRoom(now(), at, room, key),
    settle: async (room, state) => outgoing.settle(now(), room, state),
    find: async (to, key) => outgoing.find(now(), to, key),
    whisper: async (to, content) => outgoing.whisper(now(), to, content),
    typing: async (place) => outgoing.showTyping(now(), place),
    file: async (ref) => openFile(now().network, ref),
    direct: async (to) => directChannel(to),
    profile: async (user) => profileOf(now().network.read(), user),
    members: async (group) => membersOf(group),
    group: async (typed) => groupCalled(typed),
    lane: laneOf,
    postAt: postOfLink,
    diagnose: async (places) => diagnose(now(), places),
    forget: async (what, before) => outgoing.forget(now(), what, before),
    missed: () => missed(now().network),
  }
}
