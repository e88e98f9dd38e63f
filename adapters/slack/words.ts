import type { Locale, ParsedCommand } from '../../src/platform'

type Unread = ParsedCommand & { readonly kind: 'unknown' | 'usage' }

/** Words of the adapter itself. In backquotes what is typed. */
export const words = {
  en: {
    cancel: 'Cancel',
    close: 'Close',
    answer: 'Help desk',
    unknown: (word: string) => `There’s no command \`${word}\`.`,
    near: (all: string) => `Did you mean ${all}?`,
    help: (command: string) => `See them all with \`/${command} help\`.`,
    missing: (field: string) => `Missing: *${field}*.`,
    wrong: (field: string) => `This can’t be used for *${field}*.`,
    extra: (word: string) => `Not expected here: \`${word}\`.`,
    usage: (usage: string) => `Write it like this: \`${usage}\``,
    late: 'The form took too long to open. Please press the button again.',
    unreadable: 'The bot can’t read that message. Invite it to the channel first.',
    outdated: 'This button no longer works. Use the latest card, or a command.',
    failed: 'Something went wrong on our side, and nothing was changed. Please try again.',
    tooLong: (max: number) => `At most ${max} characters.`,
    needed: 'This field is required.',
    create: (word: string) => `“${word}”`,
    installed: 'Installed. Open the app in Slack: its Home tab shows the next step.',
    notInstalled: 'The installation failed. Please start again at /slack/install.',
  },
  es: {
    cancel: 'Cancelar',
    close: 'Cerrar',
    answer: 'Mesa de ayuda',
    unknown: (word: string) => `No existe el comando \`${word}\`.`,
    near: (all: string) => `¿Querías decir ${all}?`,
    help: (command: string) => `Mira todos con \`/${command} help\`.`,
    missing: (field: string) => `Falta: *${field}*.`,
    wrong: (field: string) => `Esto no sirve para *${field}*.`,
    extra: (word: string) => `Esto sobra: \`${word}\`.`,
    usage: (usage: string) => `Escríbelo así: \`${usage}\``,
    late: 'El formulario tardó demasiado en abrirse. Pulsa el botón otra vez, por favor.',
    unreadable: 'El bot no puede leer ese mensaje. Invítalo antes al canal.',
    outdated: 'Este botón ya no funciona. Usa la tarjeta más reciente o un comando.',
    failed: 'Algo falló por nuestra parte y no se cambió nada. Inténtalo de nuevo.',
    tooLong: (max: number) => `Como máximo ${max} caracteres.`,
    needed: 'Este campo es obligatorio.',
    create: (word: string) => `«${word}»`,
    installed: 'Instalada. Abre la aplicación en Slack: la pestaña Inicio muestra el siguiente paso.',
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
  // Words in `usage` are ours, and have < and > of their own.
  return [why, say.usage(usage.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'))].join(' ')
}
