import { dropPrefix, paragraph, plain, type RichText } from '../../platform'

/** Beginning of an agent's words. `isSure`: whoever reads them sees a note; else the agent is asked, and nothing is sent. */
export interface Marked {
  readonly isSure: boolean
  /** Without the mark. */
  readonly text: RichText
}

/** No mark is longer, with all that people put around it. */
const longestMark = 100

/** Undefined: words of a reply, as far as anybody can tell. */
export const noteIn = (text: RichText): Marked | undefined => {
  const addressed = addressedLength(text)
  const seen = asSeen(plain(text).slice(addressed, addressed + longestMark))
  const mark = marks.map((one) => one.exec(seen.text)).find((found) => found !== null)
  if (!mark) return isDoubtful(seen.text) ? { isSure: false, text } : undefined
  // Out of a quote or a list a mark cannot be taken without its form, nor from behind words.
  const isFirst = !/[\p{L}\p{N}]/u.test(mark[1] ?? '')
  const isPlain = addressed === 0 && text[0]?.kind === 'paragraph' && isFirst
  return { isSure: true, text: isPlain ? dropPrefix(text, seen.offsets[mark[0].length]!) : text }
}

/** Length of the mentions before the words. */
const addressedLength = ([first]: RichText): number => {
  if (first?.kind !== 'paragraph') return 0
  const begin = first.inlines.findIndex(
    (inline) => inline.kind !== 'mention' && !(inline.kind === 'text' && inline.text.trim() === ''),
  )
  return begin <= 0 ? 0 : plain([paragraph(...first.inlines.slice(0, begin))]).length
}

/** Letters of other alphabets that look like those of the marks. */
const alike = new Map([...'аеотпαεοτν'].map((letter, index) => [letter, 'aeotnaeotn'[index]!]))

/** The text as an eye reads it: no invisible characters, accents or case, and one form of each letter; with the offset of each unit in what was given. */
const asSeen = (given: string): { readonly text: string; readonly offsets: readonly number[] } => {
  const offsets: number[] = []
  let text = ''
  let at = 0
  for (const character of given) {
    const seen = character
      .normalize('NFKD')
      .replaceAll(/[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
      .toLowerCase()
      .replaceAll(/[﹕∶꞉ː]/g, ':')
    for (const unit of alike.get(seen) ?? seen) {
      text += unit
      for (let n = 0; n < unit.length; n++) offsets.push(at)
    }
    at += character.length
  }
  return { text, offsets: [...offsets, at] }
}

const word = String.raw`(?:notes?|notas?|anotacion(?:es)?)`
const kind = String.raw`(?:internal|private|interna|privada)`
const named = String.raw`(?:${kind}\s+${word}|${word}(?:\s+${kind})?|internal|private|intern[oa]|privad[oa])`
const whole = String.raw`(?![\p{L}\p{N}_])`
const sign = String.raw`[\s\p{P}\p{S}]`
/** Signs, the number of an item, and whom or what people put before their words: `@here`, `:memo:`. No two of them can be read of the same signs, which keeps it quick. */
const lead = String.raw`((?:${sign}|@\p{L}[\p{L}\p{N}_.-]*(?![\p{L}\p{N}_.-])|:[\p{L}\p{N}][\p{L}\p{N}_+-]*:|\d{1,9}[.)])*?)`
const close = String.raw`[*_~|"”»'’\x60)\]]*\s*`

const marks = [
  // `note:`, `**Nota** :`, `[note]:`
  String.raw`${lead}${named}${whole}${sign}*?:${close}`,
  // `/note x`, `! nota x`, `/ticket note x`
  String.raw`\s*[/!¡\\#]\s*(?:ticket\s+)?${word}${whole}[\s:]*`,
  // `[note] x`, `**internal** x`
  String.raw`\s*[[({<«“"*_~|\x60]+\s*${named}\s*[\])}>»”"*_~|\x60]+[\s\p{Pd}]*`,
  // `internal note - x`
  String.raw`${lead}(?:${kind}\s+${word}|${word}\s+${kind})${whole}[\s\p{P}]*`,
].map((pattern) => new RegExp(`^(?:${pattern})`, 'u'))

/** Words that say whom something is for, and nobody else: `internal only:`, `comentario interno -`, `solo agentes:`. */
const inner = String.raw`(?:internal|private|intern[oa]s?|privad[oa]s?)`
const among = String.raw`(?:staff|team|agents?|agentes|equipo)`
const aside = String.raw`(?:only|solo|for|para|us[eo]|the|el|los|de|comments?|comentarios?|${among})`
const doubts = [
  String.raw`${word}${whole}`,
  String.raw`(?:${aside}\s+)*${inner}(?:\s+${aside})*\s*[:\p{Pd}]`,
  String.raw`${among}\s+(?:only|${word})\s*[:\p{Pd}]`,
  String.raw`(?:only|solo)\s+(?:(?:for|para)\s+)?(?:(?:the|el|los)\s+)?${among}\s*[:\p{Pd}]`,
].map((pattern) => new RegExp(`^${lead}${pattern}`, 'u'))

/** Begins with the word, with one that is a slip of a key beside it, or with what is written like a command. */
const isDoubtful = (text: string): boolean => {
  if (doubts.some((one) => one.test(text))) return true
  if (/^\s*[/\\!]\s*\p{L}[\p{L}-]*(?:[\s:]|$)/u.test(text)) return true
  const first = new RegExp(`^${sign}*(\\p{L}{2,9})\\s*:`, 'u').exec(text)?.[1]
  return first !== undefined && known.some((one) => isSlipOf(first, one))
}
const known = ['note', 'notes', 'nota', 'notas', 'internal', 'interno', 'interna', 'private', 'privado', 'privada']

/** One letter more, less or other, or two in the other order. */
const isSlipOf = (typed: string, meant: string): boolean => {
  if (typed.length > meant.length) return isSlipOf(meant, typed)
  if (meant.length - typed.length > 1) return false
  let same = 0
  while (same < typed.length && typed[same] === meant[same]) same++
  if (typed.length < meant.length) return typed.slice(same) === meant.slice(same + 1)
  if (typed.slice(same + 1) === meant.slice(same + 1)) return true
  return (
    typed[same] === meant[same + 1] &&
    typed[same + 1] === meant[same] &&
    typed.slice(same + 2) === meant.slice(same + 2)
  )
}
