import type { Locale, ParsedCommand } from '../../src/platform'

type Unread = ParsedCommand & { readonly kind: 'unknown' | 'usage' }

/** What the adapter itself says. In backquotes what is typed. */
export const words = {
  en: {
    cancel: 'Cancel',
    close: 'Close',
    answer: 'Help desk',
    unknown: (word: string) => `I do not know \`${word}\`.`,
    near: (all: string) => `Did you mean ${all}?`,
    help: (command: string) => `Type \`/${command} help\` to see what I can do.`,
    missing: (field: string) => `*${field}* is missing.`,
    wrong: (field: string) => `I could not read *${field}*.`,
    extra: (word: string) => `I did not expect \`${word}\`.`,
    usage: (usage: string) => `Write it like this: \`${usage}\``,
    late: 'Slack waited too long for the form and closed the door. Please press again.',
    unreadable: 'I cannot read that message: invite me to the channel first.',
    outdated: 'This button comes from a version that is gone. Use the newest card, or a command.',
    failed: 'Something went wrong on our side and nothing was done. Please try again.',
    tooLong: (max: number) => `At most ${max} characters.`,
    needed: 'This is needed.',
    create: (word: string) => `“${word}”`,
    installed: 'Installed. Open the app in Slack: its Home says what comes next.',
    notInstalled: 'The installation did not succeed. Please start again at /slack/install.',
  },
  es: {
    cancel: 'Cancelar',
    close: 'Cerrar',
    answer: 'Mesa de ayuda',
    unknown: (word: string) => `No conozco \`${word}\`.`,
    near: (all: string) => `¿Querías decir ${all}?`,
    help: (command: string) => `Escribe \`/${command} help\` para ver lo que sé hacer.`,
    missing: (field: string) => `Falta *${field}*.`,
    wrong: (field: string) => `No he podido leer *${field}*.`,
    extra: (word: string) => `No esperaba \`${word}\`.`,
    usage: (usage: string) => `Escríbelo así: \`${usage}\``,
    late: 'Slack esperó demasiado el formulario y cerró la puerta. Pulsa otra vez, por favor.',
    unreadable: 'No puedo leer ese mensaje: invítame primero al canal.',
    outdated: 'Este botón es de una versión que ya no existe. Usa la tarjeta más nueva o un comando.',
    failed: 'Algo falló de nuestro lado y no se hizo nada. Inténtalo otra vez, por favor.',
    tooLong: (max: number) => `Como máximo ${max} caracteres.`,
    needed: 'Esto hace falta.',
    create: (word: string) => `«${word}»`,
    installed: 'Instalada. Abre la aplicación en Slack: su Inicio dice qué sigue.',
    notInstalled: 'La instalación no se completó. Empieza otra vez en /slack/install.',
  },
} as const satisfies Record<Locale, object>

export const localeOf = (tag: string | undefined): Locale => (tag?.toLowerCase().startsWith('es') ? 'es' : 'en')

/** Why a command line could not be carried out, and what to type instead, in mrkdwn. `label` names a field for people. */
export const usageWords = (
  locale: Locale,
  command: string,
  parsed: Unread,
  label: (field: string) => string,
): string => {
  const say = words[locale]
  const code = (word: string): string => word.replaceAll('`', 'ˋ')
  if (parsed.kind === 'unknown') {
    const near = parsed.suggestions.map((one) => `\`/${command} ${one}\``).join(', ')
    return [say.unknown(code(parsed.word)), near ? say.near(near) : say.help(command)].join(' ')
  }
  const { missing, wrong, extra, usage } = parsed
  const why = missing
    ? say.missing(label(missing))
    : wrong
      ? say.wrong(label(wrong))
      : extra
        ? say.extra(code(extra))
        : ''
  // What stands in `usage` is ours, and has < and > of its own.
  return [why, say.usage(usage.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'))].join(' ')
}
