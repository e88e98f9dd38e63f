import { normalize, type Inline, type Marks, type RichText, type TextBlock } from '../../src/platform'

/** Slack's three control characters; everything else is literal or, at worst, formatting. */
export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
export const unescape = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

const wrap = (text: string, mark: string): string => {
  const inner = text.trim()
  if (inner === '') return text
  const before = text.slice(0, text.length - text.trimStart().length)
  return `${before}${mark}${inner}${mark}${text.slice(text.trimEnd().length)}`
}
const marked = (text: string, { bold, italic, strike }: Marks): string =>
  [bold && '*', italic && '_', strike && '~'].reduce((whole: string, mark) => (mark ? wrap(whole, mark) : whole), text)

const seconds = (at: string): number | undefined => {
  const ms = Date.parse(at)
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000)
}
export const dateFormat = '{date_short_pretty} {time}'

/** Slack refuses blocks with a link that it does not take for one. */
export const isLink = (url: string): boolean => /^(https?:\/\/|mailto:|tel:)[^\s<>|]+$/i.test(url) && url.length <= 3000
export const inlineWords = ({ text, url }: { readonly text: string; readonly url: string }): string =>
  text !== '' && text !== url ? `${text} (${url})` : url

const printInline = (inline: Inline): string => {
  switch (inline.kind) {
    case 'text':
      return marked(escape(inline.text), inline)
    case 'code':
      return `\`${escape(inline.text).replaceAll('`', 'ˋ')}\``
    case 'link':
      // `<@U1|…>` would be a mention.
      if (!isLink(inline.url)) return marked(escape(inlineWords(inline)), inline)
      return marked(`<${escape(inline.url).replaceAll('|', '%7C')}|${escape(inline.text || inline.url)}>`, inline)
    case 'mention':
      return `@${escape(inline.name)}`
    case 'emoji':
      return inline.unicode ?? `:${escape(inline.name)}:`
    case 'time': {
      const at = seconds(inline.at)
      const shown = escape(inline.text || inline.at).replaceAll('|', '/')
      return at === undefined ? shown : `<!date^${at}^${dateFormat}|${shown}>`
    }
    case 'break':
      return '\n'
  }
}
const printInlines = (inlines: readonly Inline[]): string => inlines.map(printInline).join('')

const hang = (marker: string, body: string): string =>
  marker + body.replaceAll('\n', `\n${' '.repeat(Math.min(marker.length, 4))}`)

const printBlock = (block: TextBlock): string => {
  switch (block.kind) {
    case 'paragraph':
      return printInlines(block.inlines)
    case 'heading':
      return wrap(printInlines(block.inlines), '*')
    case 'quote':
      return `> ${print(block.blocks).replaceAll('\n', '\n> ')}`
    case 'code-block':
      return `\`\`\`\n${escape(block.text)}\n\`\`\``
    case 'list':
      return block.items
        .map((item, i) => hang(block.ordered ? `${(block.start ?? 1) + i}. ` : '• ', item.map(printBlock).join('\n')))
        .join('\n')
  }
}

/** As mrkdwn: for notifications, small print and whatever shows no blocks. Nothing in it can ping. */
const print = (text: RichText): string => text.map(printBlock).join('\n\n')
export const printMrkdwn = (text: RichText): string => print(normalize(text))
export const measure = (text: RichText): number => print(text).length

/** True when a literal text holds signs that mrkdwn could take for formatting: there is no way to escape those. */
export const looksMarked = (text: string): boolean => /[*_~`]/.test(text)
