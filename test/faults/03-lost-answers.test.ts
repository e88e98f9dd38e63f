import { faultRow } from './fault-row'
import { repeatsWhatWasUnclear, sendAll } from './sends'

/** Discord's own answer to a repeated nonce is the post that it has: there a second request is no second post. */
const postsOf = { slack: 1, teams: 1, discord: 2 }

for (const network of ['slack', 'discord', 'teams'] as const) {
  const lost = {
    direction: 'relays',
    wrong: (_: unknown, times: number) => (times === 1 ? 'lost' : undefined),
  } as const
  faultRow(3, {
    part: network,
    what: 'the answer is swallowed after the network accepted: one post each',
    count: 200,
    run: async ({ count }) => sendAll(network, { count, ...lost, posts: postsOf[network] }),
    control: {
      off: 'what was unclear is sent again',
      count: 10,
      run: async ({ count }) => sendAll(network, { count, ...lost, tamper: repeatsWhatWasUnclear }),
    },
  })
}
