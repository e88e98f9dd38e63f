import { readMoment } from '../core/moment'
import { type Locale } from '../platform'
import { foldWords, slug } from './filter'
import { Refusal } from '../core/refusal'
import { formerWords, inEachLocale, words } from '../core/words'
import { momentIn } from '../core/rich-words'

export const fieldKinds = ['text', 'number', 'choice', 'date', 'checkbox'] as const
export type FieldKind = (typeof fieldKinds)[number]
/** Moments by which a field must be filled in. */
export const fieldNeeds = ['never', 'open', 'solve'] as const

export interface FieldChoice {
  readonly value: string
  readonly labels: Readonly<Record<Locale, string>>
  /** Other words that may be typed for it. */
  readonly was?: readonly string[]
}
/** Something that tickets tell: ours by default, or an admin's own. */
export interface Field {
  /** Its word in filters and commands. */
  readonly name: string
  readonly labels: Readonly<Record<Locale, string>>
  readonly kind: FieldKind
  readonly choices: readonly FieldChoice[]
  readonly needed: (typeof fieldNeeds)[number]
  readonly onCard: boolean
  /** Customers are asked for it in the form of a new ticket. */
  readonly byCustomer: boolean
  /** Lower goes first. */
  readonly position: number
}
/** Text, the value of a choice, `yes` or `no`; a number; a moment. */
export type FieldValue = string | number | Date

export const usualFields = ['type', 'category', 'service', 'urgency', 'due'] as const
const usualChoices: Readonly<Record<string, readonly string[]>> = {
  type: ['question', 'incident', 'problem', 'request', 'task'],
  urgency: ['low', 'normal', 'high'],
}

/** Fields that every desk has; categories and services have no choices until an admin names them. */
export const ownFields: readonly Field[] = usualFields.map((name, position) => ({
  name,
  labels: inEachLocale(`ticket-field.${name}`),
  kind: name === 'due' ? 'date' : 'choice',
  choices: (usualChoices[name] ?? []).map((value) => ({
    value,
    labels: inEachLocale(`${name}.${value}`),
    was: formerWords(`${name}.${value}`),
  })),
  needed: 'never',
  onCard: true,
  byCustomer: false,
  position,
}))

/** `Hardware/Equipos, Network`: choices with their labels in English and Spanish. */
export const parseChoices = (typed: string): FieldChoice[] => {
  const choices = typed
    .split(/[,;\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one): FieldChoice => {
      const [en = '', es = en] = one.split('/').map((label) => label.trim())
      return { value: slug(en), labels: { en, es: es === '' ? en : es } }
    })
  const isWrong = choices.some(
    ({ value, labels }, index) =>
      value === '' ||
      labels.en.length > 60 ||
      labels.es.length > 60 ||
      choices.findIndex((other) => other.value === value) !== index,
  )
  if (isWrong || choices.length > 100) throw new Refusal('bad-choices', {}, 'choices')
  return choices
}
export const printChoices = (choices: readonly FieldChoice[]): string =>
  choices.map(({ labels: { en, es } }) => (en === es ? en : `${en}/${es}`)).join(', ')

/** In use: a field to choose from that offers nothing asks nothing. */
export const isOffered = ({ kind, choices }: Field): boolean => kind !== 'choice' || choices.length > 0

const longestText = 300
const yes = ['yes', 'true', 'on', 'si', '1']
const no = ['no', 'false', 'off', '0']

/** Locale, zone and time in which something is read and formatted. */
export interface Setting {
  readonly locale: Locale
  readonly zone: string
  readonly now: Date
}

/** The name under which a form shows the field. */
export const formName = (name: string): string => `field-${name}`

/** Reads what was typed, as the field's kind wants it. Throws Refusal at the form's field. */
export const readFieldValue = (field: Field, typed: string, { locale, zone, now }: Setting): FieldValue => {
  const text = typed.trim()
  const fault = (allowed: string) =>
    new Refusal('bad-field-value', { name: field.labels[locale], typed: text, allowed }, formName(field.name))
  switch (field.kind) {
    case 'text':
      if (text.length > longestText) throw fault(words(locale, 'field-kind.text.allowed', { most: longestText }))
      return text
    case 'number': {
      const number = Number(text.replace(',', '.'))
      if (!/^-?\d{1,15}([.,]\d{1,9})?$/.test(text) || !Number.isFinite(number))
        throw fault(words(locale, 'field-kind.number.allowed'))
      return number
    }
    case 'date': {
      const at = readMoment(text, now, zone)
      if (at === undefined) throw fault(words(locale, 'field-kind.date.allowed'))
      return at
    }
    case 'checkbox': {
      const word = foldWords(text)
      if (yes.includes(word)) return 'yes'
      if (no.includes(word)) return 'no'
      throw fault(`${words(locale, 'answer.yes')}, ${words(locale, 'answer.no')}`)
    }
    case 'choice': {
      const choice = choiceOf(field, text)
      if (choice === undefined) throw fault(field.choices.map(({ labels }) => labels[locale]).join(', '))
      return choice.value
    }
  }
}

const choiceOf = ({ choices }: Field, text: string): FieldChoice | undefined => {
  const word = slug(text)
  return (
    choices.find(({ value }) => value === word) ??
    choices.find(({ labels, was = [] }) => [labels.es, ...was].some((one) => slug(one) === word))
  )
}

/** A value as people read it. A choice that is no longer offered is told by its word. */
export const formatFieldValue = (field: Field, value: FieldValue, { locale, zone, now }: Setting): string => {
  if (value instanceof Date) return momentIn(locale, zone, value, now)
  if (typeof value === 'number') return new Intl.NumberFormat(locale, { maximumFractionDigits: 9 }).format(value)
  if (field.kind === 'checkbox') return words(locale, value === 'yes' ? 'answer.yes' : 'answer.no')
  return field.choices.find((choice) => choice.value === value)?.labels[locale] ?? value
}
