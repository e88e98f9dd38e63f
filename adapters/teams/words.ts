import { fitWords, type Locale, type ParsedCommand } from '../../src/platform'

type Unread = ParsedCommand & { readonly kind: 'unknown' | 'usage' }

const words = {
  en: {
    done: '✓ Done',
    send: 'Send',
    needed: 'This is needed.',
    below: 'Please fill in the form below.',
    asDirect: 'I sent you the answer in our own chat.',
    slow: 'This takes longer than usual. Look at the card in a moment.',
    cannot: 'That button is not known any more. Use the newest card.',
    formNotHere: 'This cannot be filled in here. Write it as a command: help shows how.',
    failed: 'That did not work just now. Please try again in a moment.',
    span: 'for example 30m, 2h or 1d',
    tags: 'words, separated by commas',
    unknown: (word: string) => `I do not know “${word}”.`,
    near: (all: string) => `Did you mean ${all}?`,
    help: 'Write “help” to see what I can do.',
    usage: (usage: string) => `Write it like this: ${usage}`,
    declined: (name: string) => `“${name}” was not sent: you declined it.`,
    nothing: 'Nothing was found.',
  },
  es: {
    done: '✓ Hecho',
    send: 'Enviar',
    needed: 'Esto hace falta.',
    below: 'Rellena el formulario de abajo, por favor.',
    asDirect: 'Te he enviado la respuesta en nuestro chat.',
    slow: 'Está tardando más de lo normal. Mira la tarjeta dentro de un momento.',
    cannot: 'Ese botón ya no se conoce. Usa la tarjeta más reciente.',
    formNotHere: 'Esto no se puede rellenar aquí. Escríbelo como comando: help muestra cómo.',
    failed: 'No ha funcionado por ahora. Inténtalo de nuevo en un momento.',
    span: 'por ejemplo 30m, 2h o 1d',
    tags: 'palabras, separadas por comas',
    unknown: (word: string) => `No conozco “${word}”.`,
    near: (all: string) => `¿Querías decir ${all}?`,
    help: 'Escribe “help” para ver lo que sé hacer.',
    usage: (usage: string) => `Escríbelo así: ${usage}`,
    declined: (name: string) => `“${name}” no se ha enviado: lo has rechazado.`,
    nothing: 'No se ha encontrado nada.',
  },
} as const satisfies Record<Locale, object>

export const localeOf = (tag: string | undefined): Locale => (/^es\b/i.test(tag ?? '') ? 'es' : 'en')
export const wordsFor = (tag: string | undefined): (typeof words)['en'] | (typeof words)['es'] => words[localeOf(tag)]
export const fitWordsFor = (tag: string | undefined): (typeof fitWords)['en'] => fitWords[localeOf(tag)]

/** Why a line could not be carried out, and what to write instead. */
export const explain = (parsed: Unread, tag: string | undefined): string => {
  const say = wordsFor(tag)
  if (parsed.kind === 'usage') return say.usage(parsed.usage.replace(/^\//, ''))
  const near = parsed.suggestions.map((one) => `“${one}”`).join(', ')
  return [say.unknown(parsed.word), near ? say.near(near) : say.help].join(' ')
}

/** What is wrong with an input, where no form shows it at its fields. */
export const faultWords = (faults: Readonly<Record<string, string>>): string => Object.values(faults).join('\n')
