import type { IncomingMessage, ServerResponse } from 'node:http'
import { maySee, viewPeople, viewPost, type Viewer } from './network-view'
import type { StreamEvents } from './page/wire'
import type { SharedNetwork } from './network-shared'

/** Server-sent events: what changes, as it now stands. The same post may come twice; its `rev` tells the newer. */
export interface Streams {
  /** Goes on after `Last-Event-ID`; without one, from now on. */
  open(request: IncomingMessage, response: ServerResponse, viewer: Viewer): void
  typing(place: string, by: string, name: string): void
  /** Ends them all. */
  close(): void
}

const heartbeat = 15_000

export const openStreams = (network: SharedNetwork): Streams => {
  const open = new Map<ServerResponse, Viewer>()
  return {
    open(request, response, viewer) {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      response.write('retry: 1000\n\n')
      const posts = (ids: readonly string[]): void => {
        const state = network.read()
        for (const id of ids) {
          const post = state.posts.get(id)
          if (!post || (!maySee(state, post, viewer) && !post.withdrawn)) continue
          const shown = viewPost(state, post, viewer)
          send(response, 'post', post.withdrawn ? { ...shown, deleted: true } : shown)
        }
      }
      const people = (): void => send(response, 'people', viewPeople(network.read()))
      const last = request.headers['last-event-id']
      if (typeof last === 'string' && /^\d{1,15}$/.test(last)) {
        const missed = network.changedSince(Number(last))
        if (missed) posts(missed.posts)
      }
      people()
      send(response, 'ready', {}, network.end())
      const unwatch = network.watch((change) => {
        posts(change.posts)
        if (change.people) people()
        response.write(`id: ${change.end}\n\n`)
      })
      const beat = setInterval(() => response.write(': still here\n\n'), heartbeat).unref()
      open.set(response, viewer)
      response.on('close', () => {
        unwatch()
        clearInterval(beat)
        open.delete(response)
      })
    },
    typing(place, by, name) {
      for (const response of open.keys()) send(response, 'typing', { place, by, name })
    },
    close() {
      for (const response of open.keys()) response.end()
    },
  }
}

const send = <E extends keyof StreamEvents>(
  response: ServerResponse,
  event: E,
  data: StreamEvents[E],
  id?: number,
): void => {
  response.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
}
