/** Marks on letters, and what nobody sees: joiners, marks of direction, variation selectors. */
const marks = new RegExp(
  [
    String.raw`[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u061c\u0640\u064b-\u065f\u0670\u180e`,
    String.raw`\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff`,
    String.raw`\u{e0100}-\u{e01ef}]+`,
  ].join(''),
  'gu',
)

const others = new Map(
  Object.entries({
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    ø: 'o',
    đ: 'd',
    ð: 'd',
    ł: 'l',
    ħ: 'h',
    ı: 'i',
    ŧ: 't',
    þ: 'th',
    ς: 'σ',
  }),
)

/**
 * Names, tags and words as the desk compares them, typed as people can: accents, case, forms of the same letter and what
 * nobody sees do not matter; ß is ss. The function `fold` in the database does the same.
 */
export const foldText = (text: string): string => (isAscii.test(text) ? text.toLowerCase() : foldLetters(text))

const isAscii = /^[ -~\t\n\r]*$/
const foldLetters = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(marks, '')
    .toLowerCase()
    .replaceAll(/[ßæœøđðłħıŧþς]/g, (letter) => others.get(letter)!)
    .normalize('NFC')

/** Folds words for comparison: no accents, no case, hyphens as spaces. */
export const fold = (text: string): string =>
  foldText(text)
    .replace(/[-_\s]+/g, ' ')
    .trim()
