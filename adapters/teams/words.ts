import { fitWords, type Locale, type ParsedCommand } from '../../src/platform'

type Unread = ParsedCommand & { readonly kind: 'unknown' | 'usage' }

const words = {
  en: {
    done: '✓ Done',
    send: 'Send',
    needed: 'This field is required.',
    below: 'Please fill in the form below.',
    asDirect: 'The answer is in your chat with the bot.',
    slow: 'This is taking longer than usual. Look at the card in a moment.',
    cannot: 'This button no longer works. Use the latest card, or a command.',
    formNotHere: 'This form can’t be filled in here. Type it as a command: help shows how.',
    failed: 'Something went wrong on our side. Check whether it was done, then try again.',
    span: 'for example 30m, 2h or 1d',
    tags: 'words, separated by commas',
    unknown: (word: string) => `There’s no command “${word}”.`,
    near: (all: string) => `Did you mean ${all}?`,
    help: 'See them all with “help”.',
    usage: (usage: string) => `Write it like this: ${usage}`,
    declined: (name: string) => `“${name}” wasn’t sent: you declined it.`,
    nothing: 'Nothing found.',
    quoted: (word: string) => `“${word}”`,
  },
  es: {
    done: '✓ Hecho',
    send: 'Enviar',
    needed: 'Este campo es obligatorio.',
    below: 'Completa el formulario de abajo, por favor.',
    asDirect: 'La respuesta está en tu chat con el bot.',
    slow: 'Esto tarda más de lo normal. Mira la tarjeta en un momento.',
    cannot: 'Este botón ya no funciona. Usa la tarjeta más reciente o un comando.',
    formNotHere: 'Este formulario no se puede completar aquí. Escríbelo como comando: help muestra cómo.',
    failed: 'Algo falló por nuestra parte. Comprueba si se hizo e inténtalo de nuevo.',
    span: 'por ejemplo 30m, 2h o 1d',
    tags: 'palabras, separadas por comas',
    unknown: (word: string) => `No existe el comando «${word}».`,
    near: (all: string) => `¿Querías decir ${all}?`,
    help: 'Mira todos con «help».',
    usage: (usage: string) => `Escríbelo así: ${usage}`,
    declined: (name: string) => `«${name}» no se envió: lo rechazaste.`,
    nothing: 'No se encontró nada.',
    quoted: (word: string) => `«${word}»`,
  },
} as const satisfies Record<Locale, object>

export const localeOf = (tag: string | undefined): Locale => (/^es\b/i.test(tag ?? '') ? 'es' : 'en')
export const wordsFor = (tag: string | undefined): (typeof words)['en'] | (typeof words)['es'] => words[localeOf(tag)]
export const fitWordsFor = (tag: string | undefined): (typeof fitWords)['en'] => fitWords[localeOf(tag)]

/** Why a line could not be carried out, and what to write instead. */
export const usageWords = (parsed: Unread, tag: string | undefined): string => {
  const say = wordsFor(tag)
  if (parsed.kind === 'usage') return say.usage(parsed.usage.replace(/^\//, ''))
  const near = parsed.suggestions.map(say.quoted).join(', ')
  return [say.unknown(parsed.word), near ? say.near(near) : say.help].join(' ')
}

/** Words for what is wrong with an input, where no form shows it at its fields. */
export const faultWords = (faults: Readonly<Record<string, string>>): string => Object.values(faults).join('\n')
