import {
  encodePart,
  isMisleading,
  isSafeUrl,
  splitAtUrls,
  type Inline,
  type Marks,
  type RichText,
  type TextBlock,
} from '../../src/platform'

/**
 * Neutral text in Discord's Markdown. Whatever could be markup, a ping or a masked link is escaped; mentions are names.
 * Pings are forbidden a second time by `allowed_mentions` on every send.
 */
export const printMarkdown = (text: RichText): string => printBlocks(text).toWellFormed().replaceAll('\0', '')

export const measure = (text: RichText): number => printMarkdown(text).length

const printBlocks = (text: RichText): string => {
  let printed = ''
  let last: TextBlock | undefined
  for (const block of text) {
    const next = printBlock(block)
    if (next === '') continue
    printed += last === undefined ? next : (last.kind === block.kind ? '\n\n' : '\n') + next
    last = block
  }
  return printed
}

const printBlock = (block: TextBlock): string => {
  switch (block.kind) {
    case 'paragraph':
      return atLineStarts(printInlines(block.inlines))
    case 'heading': {
      const words = printInlines(block.inlines)
        .replaceAll(/\s*\n\s*/g, ' ')
        .trim()
      return words === '' ? '' : `### ${words}`
    }
    case 'quote':
      return hang('> ', '> ', printBlocks(block.blocks))
    case 'code-block':
      return block.text === '' ? '' : `\`\`\`${language(block.language)}\n${fenced(block.text)}\n\`\`\``
    case 'list':
      return block.items
        .map((item, at) =>
          block.ordered
            ? hang(`${(block.start ?? 1) + at}. `, '   ', printItem(item))
            : hang('- ', '  ', printItem(item)),
        )
        .filter((item) => item !== '')
        .join('\n')
  }
}

const printItem = (item: RichText): string =>
  item
    .map(printBlock)
    .filter((block) => block !== '')
    .join('\n')

const hang = (first: string, others: string, body: string): string =>
  body === '' ? '' : first + body.replaceAll('\n', `\n${others}`)

const language = (name = ''): string => (/^[\w+.#-]{1,20}$/.test(name) ? name : '')
/** Three backquotes would end the block. */
const fenced = (text: string): string => text.replaceAll('```', '`\u200b`\u200b`')

/** Escapes signs that mean something only where a line begins. */
const atLineStarts = (text: string): string =>
  text.replaceAll(/^( *)(-#?|#{1,3}|\+)(?=\s|$)/gm, '$1\\$2').replaceAll(/^( *\d+)\.(?=\s|$)/gm, '$1\\.')

/** An underscore inside a word is none of Discord's signs; two are. */
export const escapeMarkdown = (text: string): string =>
  text.replaceAll(/[\\*~`|<>[\]]|(?<![a-z0-9])_|_(?![a-z0-9])/gi, '\\$&')

const printInlines = (inlines: readonly Inline[]): string => {
  let printed = ''
  let last = ''
  for (const inline of inlines) {
    const next = printInline(inline)
    // Two runs of marks that touch would read as one.
    const touches = isSign(last) && isSign(next[0])
    printed += touches ? `\u200b${next}` : next
    last = next.at(-1) ?? last
  }
  return printed
}

const isSign = (sign = ''): boolean => sign !== '' && '*_~`'.includes(sign)

const printInline = (inline: Inline): string => {
  switch (inline.kind) {
    case 'text':
      return marked(
        splitAtUrls(inline.picked ?? inline.text)
          .map((part, at) => (at % 2 === 1 ? bare(part) : escapeMarkdown(part)))
          .join(''),
        inline,
      )
    case 'code':
      return code(inline.picked ?? inline.text)
    case 'link':
      return marked(link(inline.url, inline.text), inline)
    case 'mention':
      return escapeMarkdown(`@${inline.name}`)
    case 'emoji':
      return inline.unicode ?? escapeMarkdown(`:${inline.name}:`)
    case 'time': {
      const at = Date.parse(inline.at)
      return Number.isNaN(at) ? escapeMarkdown(inline.text) : `<t:${Math.floor(at / 1000)}:R>`
    }
    case 'break':
      return '\n'
  }
}

/** Marks do not hold next to a blank. */
const marked = (text: string, { bold, italic, strike }: Marks): string => {
  const words = text.trim()
  if (words === '' || !(bold || italic || strike)) return text
  const before = text.slice(0, text.length - text.trimStart().length)
  const after = text.slice(text.trimEnd().length)
  // A backslash before a mark would disarm it.
  const body = words.endsWith('\\') && !words.endsWith('\\\\') ? `${words}\u200b` : words
  const slanted = italic ? (bold ? `_${body}_` : `*${body}*`) : body
  const strong = bold ? `**${slanted}**` : slanted
  return before + (strike ? `~~${strong}~~` : strong) + after
}

const code = (text: string): string => {
  if (text === '') return ''
  if (!text.includes('`')) return `\`${text}\``
  const inner = text.replaceAll(/`{2,}/g, (run) => [...run].join('\u200b'))
  return `\`\`${inner.startsWith('`') ? ' ' : ''}${inner}${inner.endsWith('`') ? ' ' : ''}\`\``
}

const bare = (url: string): string => (isSafeUrl(url) ? `<${url}>` : escapeMarkdown(url))
const encoded = (url: string): string => url.replaceAll(/[\s<>\\]/g, (sign) => encodePart(sign))

const link = (url: string, text: string): string => {
  if (!/^https?:/i.test(url) || !isSafeUrl(url))
    return escapeMarkdown(!text || url === text || url === `mailto:${text}` ? text || url : `${text} (${url})`)
  if (!text || text === url) return `<${encoded(url)}>`
  // Discord shows no masked link whose words look like another address, and neither do we.
  if (isMisleading({ text, url }) || /:\/\/|\w\.\w/.test(text)) return `${escapeMarkdown(text)} (<${encoded(url)}>)`
  return `[${escapeMarkdown(text).replaceAll(/\s*\n\s*/g, ' ')}](<${encoded(url)}>)`
}
