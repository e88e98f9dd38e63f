import { distance, foldText, own } from '../platform'
import { priorities, statuses } from './ticket'
import { inEachLocale } from '../core/words'

/** A name as filters and commands write it, however it was typed: one word, with hyphens. */
export const slug = (text: string): string =>
  foldText(text)
    .trim()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')

type Names = ReadonlyMap<string, string>

/** Names of each of these values in every language, by how they are typed. */
export const namesOf = (values: readonly string[], words: string, more: Readonly<Record<string, string>> = {}): Names =>
  new Map([
    ...Object.entries(more),
    ...values.flatMap((value) =>
      Object.values(inEachLocale(`${words}.${value}`)).map((label) => [slug(label), value] as const),
    ),
    ...values.map((value) => [slug(value), value] as const),
  ])

/** `en-espera` is what pending tickets were called before. */
export const statusNames = namesOf(statuses, 'status', { 'en-espera': 'pending', pendiente: 'pending' })
const usual: Readonly<Record<string, Names>> = {
  priority: namesOf(priorities, 'priority'),
  overdue: new Map([
    ['si', 'yes'],
    ['true', 'yes'],
    ['vencido', 'yes'],
    ['false', 'no'],
  ]),
  owner: new Map([
    ['yo', 'me'],
    ['mi', 'me'],
    ['nadie', 'nobody'],
    ['none', 'nobody'],
    ['unassigned', 'nobody'],
    ['sin-asignar', 'nobody'],
    ['sin-dueno', 'nobody'],
  ]),
  from: new Map([
    ['yo', 'me'],
    ['mi', 'me'],
  ]),
  team: new Map([
    ['ninguno', 'none'],
    ['no-team', 'none'],
    ['sin-equipo', 'none'],
  ]),
  own: new Map([
    ['ninguno', 'none'],
    ['cualquiera', 'any'],
    ['vencido', 'overdue'],
  ]),
  network: new Map([
    ['microsoft-teams', 'teams'],
    ['ms-teams', 'teams'],
  ]),
}

/** The value of a field that somebody means; what has no name of its own here stays as it was typed. */
export const valueNamed = (field: string, typed: string): string => own(usual, field)?.get(slug(typed)) ?? typed

/** Fields of filters as they are typed in Spanish. */
const fieldNames = new Map([
  ['estado', 'status'],
  ['prioridad', 'priority'],
  ['etiqueta', 'tag'],
  ['cola', 'queue'],
  ['equipo', 'team'],
  ['cliente', 'from'],
  ['responsable', 'owner'],
  ['plataforma', 'network'],
  ['vencido', 'overdue'],
  ['asunto', 'subject'],
  ['texto', 'text'],
  ['antiguedad', 'age'],
  ['inactivo', 'idle'],
  ['orden', 'sort'],
])
export const fieldNamed = (typed: string): string => fieldNames.get(foldText(typed)) ?? typed

/** Word that a slip of a key may have meant: one letter other, more or less, or two in the other order. */
export const slipOf = (typed: string, known: readonly string[]): string | undefined => {
  const word = foldText(typed)
  if (word.length < 3) return undefined
  const all = [...known, ...fieldNames.keys()]
  const meant = all.find((one) => distance(word, one) === 1)
  return meant === undefined ? undefined : fieldNamed(meant)
}
