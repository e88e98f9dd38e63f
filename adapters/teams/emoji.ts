/** Teams' first six reactions have names; every other is `<code points in hex>_<name>`, with a skin tone at times. */
const named: ReadonlyMap<string, string> = new Map(
  Object.entries({
    like: '👍',
    heart: '❤️',
    laugh: '😆',
    surprised: '😮',
    sad: '😢',
    angry: '😡',
    launch: '🚀',
  }),
)
const tones = ['🏻', '🏼', '🏽', '🏾', '🏿']

/** The emoji itself, or `:name:` for one that only the organisation has. */
export const emojiOf = (type: string): string => {
  const known = named.get(type)
  if (known !== undefined) return known
  const [, tone] = /-tone([1-5])$/.exec(type) ?? []
  const bare = type.replace(/-tone[1-5]$/, '')
  const [, hex] = /^([0-9a-f]{2,6}(?:-[0-9a-f]{2,6})*)(?:_|$)/i.exec(bare) ?? []
  const codes = (hex ?? '').split('-').map((code) => Number.parseInt(code, 16))
  const usable =
    codes.length > 0 && codes.every((code) => code > 0x1f && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff))
  if (!usable) return `${named.get(bare) ?? `:${type}:`}${named.has(bare) && tone ? tones[Number(tone) - 1] : ''}`
  const emoji = String.fromCodePoint(...codes)
  if (!/\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(emoji)) return `:${type}:`
  return `${emoji}${tone ? tones[Number(tone) - 1] : ''}`
}
