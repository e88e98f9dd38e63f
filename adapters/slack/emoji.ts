import names from './emoji-names.json'

/** Slack's short names (iamcal's emoji-data, MIT) and what they stand for. */
const byName: ReadonlyMap<string, string> = new Map(Object.entries(names))
const tones = ['\u{1F3FB}', '\u{1F3FC}', '\u{1F3FD}', '\u{1F3FE}', '\u{1F3FF}']

const bare = (emoji: string): string => emoji.replace(/\p{Emoji_Modifier}|\uFE0F/gu, '')
const byEmoji: ReadonlyMap<string, string> = new Map(
  [...byName].toReversed().map(([name, emoji]) => [bare(emoji), name]),
)

/** `eyes` -> 👀, `wave::skin-tone-3` -> 👋🏼; undefined for one that only a workspace has. */
export const emojiOf = (name: string): string | undefined => {
  const [base = '', tone] = name.split('::skin-tone-')
  const emoji = byName.get(base)
  const modifier = tone === undefined ? undefined : tones[Number(tone) - 2]
  if (emoji === undefined || modifier === undefined) return emoji
  const [first = '', ...rest] = emoji
  return [first, modifier, ...rest.filter((one, i) => !(i === 0 && one === '\uFE0F'))].join('')
}

/** The short name of an emoji or of `:name:`; undefined when Slack has none for it. */
export const nameOf = (emoji: string): string | undefined => {
  const own = /^:([^:\s]+(?:::skin-tone-[2-6])?):$/.exec(emoji)?.[1]
  if (own !== undefined) return own
  const name = byEmoji.get(bare(emoji))
  const tone = tones.findIndex((one) => emoji.includes(one))
  return name === undefined || tone < 0 ? name : `${name}::skin-tone-${tone + 2}`
}

/** The emoji, or `:name:` for one that only the workspace has. */
export const reactionOf = (name: string): string => emojiOf(name) ?? `:${name}:`
