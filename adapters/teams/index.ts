import { DeliveryFailure, type Host, type Platform } from '../../src/platform'
import { connect } from './connect'
import { createReceiver, endpoint, type Receiver } from './connect-http'
import { diagnose } from './diagnose'
import { createDirectory } from './directory'
import { openFile } from './files'
import { createInteractions } from './interactions'
import { limits } from './limits'
import { measure } from './markdown-print'
import { createOutgoing } from './outgoing'
import { openRoom } from './outgoing-rooms'
import { whisper } from './outgoing-whisper'
import { createReception } from './receive'
import { laneOf, platformName, postOfLink, readPlace, readUser } from './refs'
import type { Session } from './session'
import type { Settings } from './settings'

interface Running {
  readonly session: Session
  readonly receive: Receiver
  readonly pending: Set<Promise<unknown>>
}

const build = (settings: Settings, host: Host): Running => {
  const sdk = connect(settings)
  const directory = createDirectory(host.memory('references'))
  const outgoing = createOutgoing(sdk, settings, host, directory)
  const pending = new Set<Promise<unknown>>()
  const later = (work: () => Promise<unknown>): void => {
    const done = work()
      .catch((error: unknown) => host.log.warn({ error }, 'something could not be shown in Teams'))
      .finally(() => pending.delete(done))
    pending.add(done)
  }
  const session: Session = { host, outgoing, directory, settings, later }
  const reception = createReception(session, createInteractions(session))
  return { session, receive: createReceiver(sdk, session, reception), pending }
}

/**
 * Teams, by the Bot Framework's connector. What comes in goes `connect` → `receive` → `inbound` or `interactions` → the
 * desk; what goes out, `outgoing` → `render` → Teams.
 */
export const createPlatform = (settings: Settings): Platform => {
  let running: Running | undefined
  // The host keeps a route for ever, so a second start answers through the first one's.
  const routed = new WeakSet<Host>()
  const now = (): Session => {
    if (running) return running.session
    throw new DeliveryFailure('again', 'the connection to Teams is closed')
  }

  return {
    name: platformName,
    limits,
    measure,
    async start(host) {
      running = build(settings, host)
      if (!routed.has(host))
        host.route(endpoint, (request, response) => {
          if (!running) return void response.writeHead(503).end()
          const work = running.receive(request, response).finally(() => running?.pending.delete(work))
          running.pending.add(work)
          return work
        })
      routed.add(host)
    },
    async stop() {
      const stopping = running
      running = undefined
      while (stopping && stopping.pending.size > 0) await Promise.allSettled(stopping.pending)
    },
    post: async (to, content) => now().outgoing.post(to, content),
    edit: async (post, content) => now().outgoing.edit(post, content),
    remove: async (post) => now().outgoing.remove(post),
    async react() {
      throw new DeliveryFailure('refused', 'a bot cannot react here')
    },
    open: async (at, room) => openRoom(now(), at, room.title),
    // Reply chains cannot be locked.
    async settle() {},
    // The connector reads no messages, so neither what arrived nor what was missed can be looked up.
    find: async () => 'unknown',
    whisper: async (to, content) => whisper(now(), to, content),
    typing: async (place) => now().outgoing.typing(place),
    file: async (ref) => openFile(ref, settings, now().outgoing.authorization),
    direct: async (to) => now().outgoing.direct(to),
    async profile(user) {
      const { name } = await now().outgoing.person(user)
      const { user: id } = readUser(user.id)
      return { name: name || id, presence: 'unknown', bot: id.startsWith('28:') }
    },
    async members(group) {
      const { tenant, id } = readPlace(group.id)
      return now().outgoing.members(tenant, id)
    },
    // A bot is told of teams and channels only: those are places.
    group: async () => undefined,
    lane: laneOf,
    postAt: postOfLink,
    diagnose: async (places) => diagnose(now(), places),
    // Teams keeps what is said there.
    forget: async () => {},
    async *missed() {},
  }
}
