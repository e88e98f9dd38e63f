import type { Platform } from '../../src/platform'
import { networks, startRelayPair, type Network } from '../support/relay-pair'
import { faultRow, type Seen } from './fault-row'

const family = '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}'
/** A hundred thousand characters of each; none of them is markup anywhere. */
const kinds: Readonly<Record<string, string>> = {
  letters: 'the printer burns ',
  emoji: `${family} fire \u{1f1ea}\u{1f1f8} `,
  'right to left': 'המדפסת בוערת ',
  zalgo: `z${'\u0335\u0321\u0316'.repeat(4)}algo `,
  'lone surrogates': 'half \ud83d pair \ude00 ',
}
const numbered = (unit: string, length: number): string => {
  let text = ''
  for (let number = 0; text.length < length; number++) text += `${number} ${unit}`
  return text.slice(0, length)
}
const bare = (text: string): string => text.replaceAll(/\s/g, '')
/** Without who says it. */
const words = (post: string): string => post.replace(/^[^:]{1,40}:\s?/, '')

const carried = async (
  from: Network,
  to: Network,
  length: number,
  tamper?: (platform: Platform) => Platform,
): Promise<Seen> => {
  const pair = await startRelayPair(from, to, tamper)
  try {
    const faults: string[] = []
    let parts = 0
    for (const [kind, unit] of Object.entries(kinds)) {
      const text = numbered(unit, length)
      const read = await pair.carries([text])
      parts += read.length
      const [is, should] = [bare(read.map(words).join('')), bare(text.toWellFormed())]
      if (is !== should) faults.push(`${from} to ${to}, ${kind}: ${is.length} of ${should.length} characters`)
    }
    return { faults, figures: `${parts} posts` }
  } finally {
    await pair.stop()
  }
}

/** Loses the end of what is long. */
const cutting = (platform: Platform): Platform => ({
  ...platform,
  post: async (to, content, key) =>
    key.length % 2 === 0
      ? platform.post(to, content, key)
      : platform.post(to, { ...content, text: content.text.slice(0, 0) }, key),
})

faultRow(27, {
  what: '100,000 characters, emoji, right to left, zalgo, lone surrogates: parts in order, the same when joined',
  count: 100_000,
  run: async ({ count }) => {
    const seen: Seen[] = []
    for (const [index, from] of networks.entries())
      seen.push(await carried(from, networks[(index + 1) % networks.length]!, count))
    return { faults: seen.flatMap(({ faults }) => faults), figures: seen.map(({ figures }) => figures).join(', ') }
  },
  control: {
    off: 'parts lose their words',
    count: 5000,
    run: async ({ count }) => carried('slack', 'discord', count, cutting),
  },
})
