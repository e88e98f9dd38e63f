import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  DeliveryFailure,
  fit,
  lengthOf,
  type Content,
  type Host,
  type Inbound,
  type Platform,
  type PlaceRef,
  type PostRef,
} from '../../src/platform'
import type { Scene } from './receive'
import {
  channels,
  directOf,
  people,
  personOf,
  placeRef,
  platformName,
  postOfLink,
  postRef,
  readPlace,
  threadOf,
  userRef,
} from './directory'
import { messageOf, readAnswer, toInbound } from './inbound'
import { postId, roomOf } from './network'
import type { Post } from './network-post'
import { bodyOf, limits } from './outgoing'
import { openPageFiles } from './connect-page'
import { createServer, type Server } from './connect'
import { settleIn } from './receive-first-start'
import { openNetwork, type SharedNetwork } from './network-shared'
import { openStreams, type Streams } from './connect-stream'

interface Open {
  readonly network: SharedNetwork
  readonly host: Host
  readonly server: Server
  readonly streams: Streams
}

/** `folder`: where the log and the files are. `token`: lets in from elsewhere whoever has it. */
export const createPlatform = (folder: string, token?: string): Platform => {
  let opened: Open | undefined
  // The host keeps a route for ever, so a second start answers through the first one's.
  const routed = new WeakSet<Host>()

  const running = (): Open => {
    if (opened) return opened
    throw new DeliveryFailure('again', 'the playground is not running')
  }
  const place = (ref: PlaceRef): string => {
    const room = ref.platform === platformName ? roomOf(running().network.read(), ref.id) : undefined
    if (room) return room.id
    throw new DeliveryFailure('gone', `there is no place ${ref.id}`)
  }
  const standing = (ref: PostRef): Post => {
    const post = running().network.read().posts.get(ref.id)
    if (post && !post.deleted && !post.withdrawn) return post
    throw new DeliveryFailure('gone', `there is no post ${ref.id}`)
  }
  /** The same key is the same post: the log takes the first line of a post and no other. */
  const put = async (to: string, content: Content, key: string, only?: string): Promise<PostRef> => {
    const { network, host } = running()
    const id = postId(key)
    if (!network.read().posts.has(id)) {
      const body = await bodyOf(content, network, host)
      network.append({ fact: 'post', id, at: now(), place: to, by: 'desk', body, ...(only && { only }) })
    }
    return postRef(id)
  }

  return {
    name: platformName,
    limits,
    async start(host) {
      const network = openNetwork(folder)
      const streams = openStreams(network)
      const scene: Scene = { network, host, log: host.log, showTyping: streams.typing }
      opened = { network, host, streams, server: createServer(scene, streams, openPageFiles(), token) }
      if (!routed.has(host)) host.route('/playground', (request, response) => serve(opened, request, response))
      routed.add(host)
      await settleIn(scene)
    },
    async stop() {
      const closing = opened
      if (!closing) return
      await closing.server.close()
      opened = undefined
      closing.network.close()
    },
    post: async (to, content, key) => put(place(to), content, key),
    async edit(ref, content) {
      const { network, host } = running()
      const { id } = standing(ref)
      network.append({ fact: 'edit', at: now(), post: id, body: await bodyOf(content, network, host) })
    },
    async remove(ref) {
      running().network.append({ fact: 'delete', at: now(), post: ref.id })
    },
    async react(ref, emoji, added) {
      running().network.append({ fact: 'reaction', post: standing(ref).id, by: 'desk', emoji, added })
    },
    async open(at, room, key) {
      const { network } = running()
      const root = at.kind === 'post' ? standing(at as PostRef) : undefined
      const under = root ?? (await titlePost(at as PlaceRef, room.title, key))
      const inside = readPlace(under.place)
      // A thread has no threads: its ticket goes on in it.
      const id = inside?.kind === 'thread' ? under.place : threadOf(under.place, under.id)
      if (!roomOf(network.read(), id)) throw new DeliveryFailure('refused', `nothing can hang off ${under.id}`)
      const members = room.members.filter((user) => user.platform === platformName).map((user) => user.id)
      network.append({ fact: 'room', at: now(), id, title: room.title, members, private: room.private })
      return placeRef(id)
    },
    async settle(room, state) {
      running().network.append({ fact: 'settle', place: place(room), state })
    },
    async direct(to) {
      if (to.platform !== platformName || !personOf(to.id))
        throw new DeliveryFailure('gone', `there is nobody called ${to.id}`)
      return placeRef(directOf(to.id))
    },
    async whisper(to, content) {
      const { person, where } = 'kind' in to ? answered(readAnswer(to.id)) : { person: to.user.id, where: to.place }
      if (!personOf(person)) throw new DeliveryFailure('gone', `there is nobody called ${person}`)
      for (const part of fit(content, limits)) await put(place(where), part, `whisper/${randomUUID()}`, person)
    },
    async typing(where) {
      running().streams.typing(place(where), 'desk', '')
    },
    async diagnose(places) {
      const { network } = running()
      const gone = places.filter(({ id }) => roomOf(network.read(), id) === undefined)
      return gone.map((missing) => ({
        what: 'not-in-place',
        network: platformName,
        place: missing,
        placeName: `#${missing.id}`,
      }))
    },
    async file(ref) {
      const bytes = await running().network.openFile(ref.id)
      if (!bytes) throw new DeliveryFailure('gone', `there is no file ${ref.id}`)
      return Readable.from(bytes)
    },
    async profile(user) {
      const person = personOf(user.id)
      if (!person) throw new DeliveryFailure('gone', `there is nobody called ${user.id}`)
      const locale = running().network.read().locales.get(person.id)
      return { name: person.name, presence: 'active', bot: false, ...(locale && { locale }) }
    },
    members: async ({ kind, id }) => {
      const inside = kind === 'place' ? channels.find((channel) => placeRef(channel.id).id === id)?.members : undefined
      if (inside !== undefined) return inside.map(userRef)
      return people.filter((person) => kind === 'group' && `${person.role}s` === id).map((person) => userRef(person.id))
    },
    group: async (typed) => {
      const id = typed.replace(/^@/, '').toLowerCase()
      return people.some(({ role }) => `${role}s` === id)
        ? { ref: { platform: platformName, kind: 'group', id }, name: `@${id}` }
        : undefined
    },
    measure: lengthOf,
    lane: (where) => readPlace(where.id)?.top ?? where.id,
    postAt: postOfLink,
    async find(to, key) {
      const post = running().network.read().posts.get(postId(key))
      return post && post.place === to.id ? postRef(post.id) : 'absent'
    },
    async forget(what, before) {
      const ids = (kind: string) => what.filter((ref) => ref.kind === kind).map(({ id }) => id)
      const forgotten = { people: ids('user'), posts: ids('post'), places: ids('place'), before: before.toISOString() }
      if (!(await running().network.forget(forgotten)))
        throw new DeliveryFailure('again', 'another process is rewriting the log of the playground')
    },
    missed: () => missed(running().network),
  }

  async function titlePost(at: PlaceRef, title: string, key: string): Promise<Post> {
    const text = [{ kind: 'paragraph' as const, inlines: [{ kind: 'text' as const, text: title, bold: true }] }]
    return standing(await put(place(at), { text }, `room/${key}`))
  }
}

const serve = (open: Open | undefined, ...[request, response]: Parameters<Server['handle']>): void => {
  if (open) return open.server.handle(request, response)
  response.writeHead(503, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: { code: 'stopped', message: 'The playground is not running' } }))
}

const answered = ({ person, place }: { person: string; place: string }): { person: string; where: PlaceRef } => ({
  person,
  where: placeRef(place),
})

/** Messages that stand here and that no process told us to be stored: it was killed between the two. */
async function* missed(network: SharedNetwork): AsyncGenerator<Inbound> {
  const unheard = [...network.read().posts.values()].filter((post) => !post.heard && !post.withdrawn)
  for (const post of unheard) {
    if (post.event === undefined || post.heard || post.withdrawn) continue
    yield toInbound(messageOf(post, post.event), network.read())
    // Whoever asks for the next one has stored this one.
    network.append({ fact: 'heard', post: post.id })
  }
}

const now = (): string => new Date().toISOString()
