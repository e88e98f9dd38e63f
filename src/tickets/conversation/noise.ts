import type { RichText } from '../../platform'

/** Words that ask for nothing. */
export type Noise = 'greeting' | 'thanks' | 'emoji'

const greetings = [
  'hi',
  'hello',
  'hey',
  'hiya',
  'howdy',
  'good morning',
  'good afternoon',
  'good evening',
  'good day',
  'morning',
  'hola',
  'holi',
  'buenas',
  'buenos dias',
  'buen dia',
  'buenas tardes',
  'buenas noches',
  'saludos',
]
const thanks = [
  'thanks',
  'thank you',
  'thank u',
  'thx',
  'tnx',
  'ty',
  'tysm',
  'cheers',
  'many thanks',
  'much appreciated',
  'ok',
  'okay',
  'perfect',
  'great',
  'awesome',
  'cool',
  'gracias',
  'muchas gracias',
  'mil gracias',
  'muchisimas gracias',
  'vale',
  'perfecto',
  'genial',
  'estupendo',
]
/** They count only beside one of the others. */
const fillers = [
  'there',
  'all',
  'everyone',
  'everybody',
  'team',
  'folks',
  'guys',
  'again',
  'so much',
  'very much',
  'a lot',
  'a todos',
  'a todas',
  'todos',
  'equipo',
  'de nuevo',
  'por todo',
]

const byWords = (kind: Noise | 'filler', phrases: readonly string[]) =>
  phrases.map((phrase) => ({ kind, words: phrase.split(' ') }))
const phrases = [...byWords('greeting', greetings), ...byWords('thanks', thanks), ...byWords('filler', fillers)].sort(
  (a, b) => b.words.length - a.words.length,
)

const longest = 80
const emoji = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\u200d|\ufe0f|\u20e3/gu

/** The words of a plain text as one line, and whether emoji stand among them; undefined for what is more than words. */
const lineOf = (text: RichText): { line: string; hasEmoji: boolean } | undefined => {
  const inlines = text.flatMap((block) => (block.kind === 'paragraph' ? [...block.inlines, undefined] : [null]))
  let line = ''
  let hasEmoji = false
  for (const inline of inlines) {
    if (inline === undefined || inline?.kind === 'break') line += ' '
    else if (inline?.kind === 'text') line += inline.text
    else if (inline?.kind === 'emoji') hasEmoji = true
    else return undefined
  }
  const bare = line.replaceAll(emoji, ' ')
  return { line: bare, hasEmoji: hasEmoji || bare !== line }
}

/**
 * Kind of a message that is a greeting, thanks or emoji and nothing else, in English or Spanish. Undefined when in doubt: a
 * word that is not known, a question, a link, a number make it a message like any other.
 */
export const noiseOf = (text: RichText): Noise | undefined => {
  const read = lineOf(text)
  if (read === undefined || read.line.length > longest || /[?¿？]/u.test(read.line)) return undefined
  const words = read.line
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[\s,.!¡;:…~*-]+/u)
    .filter((word) => word !== '')
  if (words.length === 0) return read.hasEmoji ? 'emoji' : undefined
  return kindOf(words)
}

const kindOf = (words: readonly string[]): Noise | undefined => {
  const kinds = new Set<Noise | 'filler'>()
  for (let at = 0; at < words.length;) {
    const phrase = phrases.find((one) => one.words.every((word, index) => words[at + index] === word))
    if (phrase === undefined) return undefined
    kinds.add(phrase.kind)
    at += phrase.words.length
  }
  return kinds.has('thanks') ? 'thanks' : kinds.has('greeting') ? 'greeting' : undefined
}
