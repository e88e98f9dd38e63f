import type { Inbound } from '../../src/platform'
import { messageOf, toInbound } from './inbound'
import type { SharedNetwork } from './network-shared'

/** Messages that stand here and that no process told us to be stored: it was killed between the two. */
export async function* missed(network: SharedNetwork): AsyncGenerator<Inbound> {
  const unheard = [...network.read().posts.values()].filter((post) => !post.heard && !post.withdrawn)
  for (const post of unheard) {
    if (post.event === undefined || post.heard || post.withdrawn) continue
    yield toInbound(messageOf(post, post.event), network.read())
    // Asking for the next one means that this one is stored.
    network.append({ fact: 'heard', post: post.id })
  }
}
