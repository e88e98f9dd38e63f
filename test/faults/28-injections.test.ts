import type { Platform } from '../../src/platform'
import { injections } from '../support/injections'
import { networks, startRelayPair, type Network } from '../support/relay-pair'
import { faultRow, type Seen } from './fault-row'

const relayed = async (
  from: Network,
  to: Network,
  texts: readonly string[],
  tamper?: (platform: Platform) => Platform,
): Promise<Seen> => {
  const pair = await startRelayPair(from, to, tamper)
  try {
    const read = await pair.carries(texts)
    const missing = texts.filter((text) => {
      const mark = /^nr\d+x/.exec(text)![0]
      return read.filter((one) => one.includes(mark)).length !== 1
    })
    return {
      faults: [
        ...missing.map((text) => `${from} to ${to}, not once: ${text}`),
        ...pair.active().map((post) => `${from} to ${to}, active: ${post}`),
      ],
    }
  } finally {
    await pair.stop()
  }
}

const everywhere = async (count: number): Promise<Seen> => {
  const faults: string[] = []
  for (const from of networks)
    for (const to of networks) faults.push(...(await relayed(from, to, injections.slice(0, count))).faults)
  return { faults, figures: '9 directions', count: Math.min(count, injections.length) }
}

/** Means whoever wrote it each time that it says something. */
const mentioning = (platform: Platform): Platform => ({
  ...platform,
  post: async (to, content, key) =>
    platform.post(to, { ...content, mentions: [{ platform: platform.name, kind: 'user', id: 'T0TEAM/U0BO' }] }, key),
})

faultRow(28, {
  what: '200+ injection strings x 9 directions of relay: 0 pings, 0 unescaped',
  count: injections.length,
  run: async ({ count }) => everywhere(count),
  control: {
    off: 'somebody is mentioned',
    count: 2,
    run: async ({ count }) => relayed('discord', 'slack', injections.slice(0, count), mentioning),
  },
})
