import type { Locale, ParsedCommand } from '../../src/platform'

type Unread = ParsedCommand & { readonly kind: 'unknown' | 'usage' }

const words = {
  en: {
    unknown: (word: string) => `There’s no command \`${word}\`.`,
    near: (all: string) => `Did you mean ${all}?`,
    help: 'See them all with `/ticket help`.',
    missing: (field: string) => `Missing: **${field}**.`,
    wrong: (field: string) => `This can’t be used for **${field}**.`,
    extra: (word: string) => `Not expected here: \`${word}\`.`,
    usage: (usage: string) => `Write it like this: \`${usage}\``,
  },
  es: {
    unknown: (word: string) => `No existe el comando \`${word}\`.`,
    near: (all: string) => `¿Querías decir ${all}?`,
    help: 'Mira todos con `/ticket help`.',
    missing: (field: string) => `Falta: **${field}**.`,
    wrong: (field: string) => `Esto no sirve para **${field}**.`,
    extra: (word: string) => `Esto sobra: \`${word}\`.`,
    usage: (usage: string) => `Escríbelo así: \`${usage}\``,
  },
} as const satisfies Record<Locale, object>

/** Why a command line could not be carried out, and what to type instead. Markdown. `label` names a field for people. */
export const usageWords = (
  locale: Locale,
  parsed: Unread,
  label: (field: string) => string = (field) => field,
): string => {
  const say = words[locale]
  // Typed words stand in code: their backquotes would end it.
  const code = (word: string): string => word.replaceAll('`', 'ˋ')
  if (parsed.kind === 'unknown') {
    const near = parsed.suggestions.map((one) => `\`${one}\``).join(', ')
    return [say.unknown(code(parsed.word)), near ? say.near(near) : say.help].join(' ')
  }
  const { missing, wrong, extra, usage } = parsed
  const why = missing
    ? say.missing(label(missing))
    : wrong
      ? say.wrong(label(wrong))
      : extra
        ? say.extra(code(extra))
        : ''
  return [why, say.usage(code(usage))].join(' ')
}
