import type { Locale } from './platform'

/** Words of `fit` itself, in the language of the place. */
export interface FitWords {
  /** `size` and `limit` in bytes. */
  tooLarge(file: string, size: number, limit: number): string
  notHere(file: string): string
  /** Controls for which the card has no room. */
  more(labels: string): string
  /** Says how much of a message was left out. */
  rest(characters: number): string
}

const megabytes = (locale: Locale, bytes: number): string =>
  new Intl.NumberFormat(locale, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 }).format(bytes / 1_048_576)

export const fitWords: Readonly<Record<Locale, FitWords>> = {
  en: {
    tooLarge: (file, size, limit) =>
      `📎 ${file}: too large to show here (${megabytes('en', size)}; the limit is ${megabytes('en', limit)}).`,
    notHere: (file) => `📎 ${file}: files can’t be shown here.`,
    more: (labels) => `Also as commands: ${labels}`,
    rest: (characters) =>
      `✂️ The message goes on: ${characters.toLocaleString('en')} more characters. Read all of it: /ticket show`,
  },
  es: {
    tooLarge: (file, size, limit) =>
      `📎 ${file}: demasiado grande para mostrarse aquí (${megabytes('es', size)}; el límite es ${megabytes('es', limit)}).`,
    notHere: (file) => `📎 ${file}: aquí no se pueden mostrar archivos.`,
    more: (labels) => `También como comandos: ${labels}`,
    rest: (characters) =>
      `✂️ El mensaje sigue: ${characters.toLocaleString('es')} caracteres más. Léelo entero: /ticket show`,
  },
}
