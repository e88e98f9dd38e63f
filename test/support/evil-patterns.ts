/** Patterns that take other engines for ever, or ours for long, and what they are held against. */
export const evilPatterns = [
  '(a+)+$',
  '(a|a)*$',
  '(a|aa)+$',
  '(.*)*x',
  '(.*a){20}',
  '(a?){50}a{50}',
  '([a-z]+)*[0-9]',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(x+x+)+y',
  '.*.*.*.*.*=.*',
  '(a*)*b',
  '((a+)+)+b',
  '[a-z]{1,500}!',
  '(a{1,30}){1,30}b',
  '(a|b|c|d|e|f|g|h)*!',
  '^(.+)+$x',
  '(?:a.){100}b',
  '.{900}x',
  '(a{0,100}){0,9}c',
  '(é|e|a)+z',
].flatMap((pattern) => [pattern, `^${pattern}`, `(?:${pattern})|zzz`, `${pattern}.*${pattern}`, `[^b]*${pattern}`])
export const evilTexts = ['a'.repeat(100_000), 'ab1 '.repeat(25_000), `${'a.'.repeat(49_999)}!`]
