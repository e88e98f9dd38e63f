import { DeliveryFailure, type Finding, fit, type Host, type Platform } from '../../src/platform'
import { openDoors } from './interactions'
import { readFile } from './files'
import { chainOf, placeRef, platformName, postOfLink, readPlace, readPost, readUser } from './refs'
import { limits } from './limits'
import { openOutgoing, type Outgoing } from './outgoing'
import { measure } from './markdown-print'
import { createReceiver, type Receiver } from './connect-http'
import { openReferences, type References } from './directory'
import { lazySdk } from './connect'
import type { Settings } from './settings'

interface Running {
  readonly outgoing: Outgoing
  readonly references: References
  readonly receive: Receiver
  readonly pending: Set<Promise<unknown>>
}

/** Where Teams calls. */
export const endpoint = '/api/messages'

export const createPlatform = (settings: Settings): Platform => {
  let running: Running | undefined
  // The host keeps a route for ever, so a second start answers through the first one's.
  const routed = new WeakSet<Host>()

  const open = (): Running => {
    if (running) return running
    throw new DeliveryFailure('again', 'the connection to Teams is closed')
  }
  const start = (host: Host): Running => {
    const sdk = lazySdk(settings)
    const references = openReferences(host.memory('references'))
    const outgoing = openOutgoing(sdk, settings, host, references)
    const pending = new Set<Promise<unknown>>()
    const later = (work: () => Promise<unknown>): void => {
      const done = work()
        .catch((error: unknown) => host.log.warn({ error }, 'something could not be shown in Teams'))
        .finally(() => pending.delete(done))
      pending.add(done)
    }
    const ground = { host, outgoing, references, settings, later }
    const receive = createReceiver(sdk, ground, openDoors(ground))
    return { outgoing, references, receive, pending }
  }

  return {
    name: platformName,
    limits,
    async start(host) {
      running = start(host)
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
    post: async (to, content) => open().outgoing.post(to, content),
    edit: async (post, content) => open().outgoing.edit(post, content),
    remove: async (post) => open().outgoing.remove(post),
    async react() {
      throw new DeliveryFailure('refused', 'a bot cannot react here')
    },
    async open(at, room) {
      const { outgoing, references } = open()
      if (at.kind === 'post') {
        const { tenant, id } = readPost(at.id)
        return placeRef(tenant, id)
      }
      const { tenant, id, base, root } = readPlace(at.id)
      if (root !== undefined || !(await references.isChannel(tenant, base))) return placeRef(tenant, id)
      const title = await outgoing.post(placeRef(tenant, base), {
        text: [{ kind: 'paragraph', inlines: [{ kind: 'text', text: room.title, bold: true }] }],
      })
      return placeRef(tenant, chainOf(base, readPost(title.id).activity))
    },
    // Reply chains cannot be locked.
    async settle() {},
    direct: async (to) => open().outgoing.direct(to),
    async whisper(to, content) {
      const { outgoing } = open()
      const user = 'user' in to ? to.user : { platform: platformName, kind: 'user' as const, id: askerOf(to.id) }
      const place = await outgoing.direct(user)
      for (const part of fit(content, limits, { measure, direct: true })) await outgoing.post(place, part)
    },
    typing: async (place) => open().outgoing.typing(place),
    file: async (ref) => {
      const { outgoing } = open()
      return readFile(ref, settings, outgoing.authorization)
    },
    async profile(user) {
      const { name } = await open().outgoing.person(user)
      return {
        name: name || readUser(user.id).user,
        presence: 'unknown',
        bot: readUser(user.id).user.startsWith('28:'),
      }
    },
    async members(group) {
      const { tenant, id } = readPlace(group.id)
      return open().outgoing.members(tenant, id)
    },
    // A bot is told of teams and channels only: those are places.
    group: async () => undefined,
    lane(place) {
      const { tenant, base } = readPlace(place.id)
      return `${tenant}/${base}`
    },
    async diagnose(places) {
      const findings: Finding[] = []
      for (const place of places) {
        const { tenant, base } = readPlace(place.id)
        const isThere = await open()
          .outgoing.members(tenant, base)
          .then(
            () => true,
            (error: unknown) => {
              if (error instanceof DeliveryFailure && (error.kind === 'gone' || error.kind === 'blocked')) return false
              throw error
            },
          )
        const known = (await open().references.channels(tenant)).find(
          ({ value }) => value === placeRef(tenant, base).id,
        )
        const about = { network: platformName, place, ...(known && { placeName: known.label }) }
        if (!isThere) findings.push({ what: 'not-in-place', ...about })
        // A chat has no reply chains: all its tickets would share one room.
        else if (isChat(base)) findings.push({ what: 'no-threads', ...about })
      }
      return findings
    },
    postAt: postOfLink,
    measure,
    // The connector reads no messages, so neither what arrived nor what was missed can be looked up.
    find: async () => 'unknown',
    // Teams keeps what is said there.
    forget: async () => {},
    async *missed() {},
  }
}

/** Of one person, or of a group: a channel's conversation ends otherwise. */
const isChat = (base: string): boolean => base.startsWith('a:') || /@(?:thread\.v2|unq\.gbl\.spaces)$/.test(base)

const askerOf = (id: string): string => {
  const at = id.lastIndexOf('#')
  return `${readPlace(id).tenant}/${id.slice(at + 1)}`
}
