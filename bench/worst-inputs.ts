import { seeded } from './seeded'

/** Pieces of which people, programs and attackers make texts: every sign that some dialect reads, and a few words. */
const pieces = [
  ...'*_~`|<>[]()!#&\\-+=.:;"\'@/',
  '**',
  '__',
  '~~',
  '``',
  '```',
  '||',
  '](',
  '![',
  '<@',
  '<!',
  '<!--',
  '<b>',
  '<p>',
  '</p>',
  '<li>',
  '<a href="',
  '&lt;',
  '1. ',
  '- ',
  '> ',
  '# ',
  ' ',
  '  ',
  '\t',
  '\n',
  '\n\n',
  'a',
  'word ',
  'a@b.',
  'www.',
  'https://',
  'https://a.b/',
  '|-|\n',
  'é',
  '\u0301',
  '👩‍👩‍👧',
] as const

/** Texts of some length that repeat a few pieces: most quadratic readers are found by one. */
export const candidates = (count: number, seed: number): readonly string[] => {
  const random = seeded(seed)
  const pick = (): string => pieces[Math.floor(random() * pieces.length)]!
  const made = Array.from({ length: count }, () => Array.from({ length: 1 + Math.floor(random() * 5) }, pick).join(''))
  // Each by itself and with a blank or a new line behind it; and what was found once.
  return [
    ...pieces.flatMap((piece) => [piece, `${piece}a `, `${piece}\n`]),
    '*a_ ',
    '__a_a __a ',
    'a\n=\n',
    '[a](',
    '\n- a\n\n',
    '_*~',
    ...made,
  ]
}

export const filled = (unit: string, length: number): string =>
  unit
    .repeat(Math.ceil(length / unit.length))
    .slice(0, length)
    .toWellFormed()

/** As people write: a new line now and then. */
export const plainWords = 'My printer shows an error since this morning,\nand nothing that I tried helps. '
