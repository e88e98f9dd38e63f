import type { Locale, ParsedCommand } from '../../src/platform'

type Unread = ParsedCommand & { readonly kind: 'unknown' | 'usage' }

const words = {
  en: {
    unknown: (word: string) => `I do not know \`${word}\`.`,
    near: (all: string) => `Did you mean ${all}?`,
    help: 'Type `/ticket help` to see what I can do.',
    missing: (field: string) => `**${field}** is missing.`,
    wrong: (field: string) => `I could not read **${field}**.`,
    extra: (word: string) => `I did not expect \`${word}\`.`,
    usage: (usage: string) => `Write it like this: \`${usage}\``,
  },
  es: {
    unknown: (word: string) => `No conozco \`${word}\`.`,
    near: (all: string) => `¿Querías decir ${all}?`,
    help: 'Escribe `/ticket help` para ver lo que sé hacer.',
    missing: (field: string) => `Falta **${field}**.`,
    wrong: (field: string) => `No he podido leer **${field}**.`,
    extra: (word: string) => `No esperaba \`${word}\`.`,
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
  // What a person typed stands in code: its backquotes would end it.
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
