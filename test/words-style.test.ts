import en from '../src/core/locales/en.json'
import es from '../src/core/locales/es.json'
import former from '../src/core/locales/former.json'
import { hintOf, nounOf } from '../src/core/field-words'
import { operationInfo } from '../src/core/operation'
import { operations } from '../src/slices'
import { locales, type Locale } from '../src/platform'
import { richWords, timeIn } from '../src/core/rich-words'
import { inEachLocale, momentOf } from '../src/core/words'

type Messages = Readonly<Record<string, string>>
const texts: Readonly<Record<Locale, Messages>> = { en, es }
const infos = operations.map((operation) => operationInfo(operation, inEachLocale))

/** Words outside of placeholders, for a parameter's name is nobody's to read; an example is about somebody's own world. */
const said = (key: string, message: string) =>
  key.endsWith('.example') ? '' : message.replaceAll(/\{\w+(?=[,}])/g, '{')

/** The words of the style that have another in their place, and where one of them is meant after all. */
const shunned: Readonly<Record<Locale, readonly { readonly term: RegExp; readonly but: readonly string[] }[]>> = {
  en: [
    { term: /\b(?:the|this|other|our) desk\b/i, but: [] },
    // An example of a choice, for a help desk of computers.
    { term: /\bnetworks?\b/i, but: ['field.choices', 'refusal.bad-choices'] },
    // Words are what a search looks for.
    { term: /\bwords\b/i, but: ['field.query'] },
    { term: /\bowner\b/i, but: [] },
    { term: /\bnobody yet\b/i, but: [] },
    { term: /\bbreach(?:ed)?\b/i, but: [] },
    { term: /\bpromis/i, but: [] },
    { term: /\btrail\b/i, but: [] },
    { term: /\b(?:is|are) gone\b/i, but: ['refusal.no-such-opening'] },
    { term: /\bI(?:’m| am| will| do| could)?\b/, but: ['button.acknowledge'] },
    { term: /\bto come\b/i, but: [] },
    { term: /\bfor ever\b/i, but: [] },
  ],
  es: [
    { term: /\b(?:la|esta|otra) mesa\b(?! de ayuda)/i, but: [] },
    { term: /\b(?:el|este) (?:servicio|escritorio)\b/i, but: ['ticket-field.service'] },
    { term: /\bred(?:es)?\b/i, but: ['field.choices', 'refusal.bad-choices'] },
    { term: /\bpalabras?\b/i, but: ['fault.tag', 'field.query', 'refusal.too-common', 'why.echo', 'echo.broken'] },
    { term: /\bdueñ[oa]\b/i, but: [] },
    { term: /\bcompromisos?\b/i, but: [] },
    {
      term: /\bya no existe\b/i,
      but: ['refusal.no-such-opening', 'doctor.not-in-place', 'undelivered.gone', 'erase.begun'],
    },
    { term: /\b(?:os|vosotros|vuestr[oa]s?)\b/i, but: [] },
    { term: /\busted(?:es)?\b/i, but: [] },
    { term: /\bIntro\b|\brellen/, but: [] },
    { term: /\bpor venir\b/i, but: [] },
    { term: /\badministrador/i, but: [] },
    { term: /\bnadie aún\b/i, but: [] },
  ],
}

const shunnedIn = (locale: Locale, messages: Messages): string[] =>
  Object.entries(messages).flatMap(([key, message]) =>
    shunned[locale].flatMap(({ term, but }) =>
      term.test(said(key, message)) && !but.includes(key) ? [`${key}: ${term}`] : [],
    ),
  )

/** A preposition before a time: `by in 2 hours` is what some network makes of it. */
const spoken = /\b(?:at|by|until|till|on|since|before|a las|hasta|antes de|desde|a la)(?: las?)? \{at\}/i
/** Nor do parentheses stand around it, for a zone is named in some. */
const enclosed = /\(\{at\}\)/
const beforeTimes = (messages: Messages): string[] =>
  Object.entries(messages).flatMap(([key, message]) => (spoken.test(message) || enclosed.test(message) ? [key] : []))

const twice = (messages: Messages, group: RegExp): string[] => {
  const keys = Object.keys(messages).filter((key) => group.test(key))
  return keys.filter((key) => keys.some((other) => other < key && messages[other] === messages[key]))
}

const tooLong = (messages: Messages, group: RegExp, most: number, part = (message: string) => message): string[] =>
  Object.entries(messages).flatMap(([key, message]) =>
    group.test(key) && [...part(message)].length > most ? [`${key}: ${message}`] : [],
  )

const button =
  /^(?:button|submit)\.|^(?:form\.save|home\.all|setup\.next|opening\.cancel|erase\.confirm|workspaces\.confirm|alarms\.list)$/
/** With a name in it, or as a text that says what there is to do with one. */
const longButtons = ['button.part']
const fieldLabel = /^field\.[\w-]+(?:\.[\w-]+)?$/
const title = /^operation\.[\w-]+\.title$/
const summary = /^operation\.[\w-]+\.summary$/

/** Sentence case without a full stop. */
const badLabels = (messages: Messages): string[] =>
  Object.entries(messages).flatMap(([key, message]) => {
    const isLabel = button.test(key) || title.test(key) || fieldLabel.test(key) || summary.test(key)
    return isLabel && message.endsWith('.') ? [key] : []
  })
const inCapitals = (messages: Messages): string[] =>
  Object.entries(messages).flatMap(([key, message]) => {
    const isLower = fieldLabel.test(key) || summary.test(key) || /^(?:status|priority|role|urgency|type)\./.test(key)
    const isUpper = (title.test(key) || button.test(key)) && !longButtons.includes(key)
    const first = [...message][0] ?? ''
    const begins = first === first.toLowerCase() ? 'lower' : 'upper'
    // SLA and CC are written so wherever they stand.
    if (/^[A-Z]{2,}/.test(message) || message.includes('{')) return []
    return (isLower && begins === 'upper') || (isUpper && begins === 'lower') ? [key] : []
  })

/** A form of a ticket shows its number beside the title, in 24 characters on Slack. */
const formTitles = infos
  .filter(({ fields }) => fields.some(({ name }) => name === 'ticket') && fields.length > 1)
  .flatMap(({ name, title: titles }) => locales.map((locale) => ({ name, text: titles[locale] })))

const straight = (messages: Messages): string[] =>
  Object.entries(messages).flatMap(([key, message]) => (/\w'\w/.test(message) ? [key] : []))

describe('what the desk says, as its style wants it', () => {
  for (const locale of locales) {
    const messages = texts[locale]
    it(`has one word for one thing (${locale})`, () => expect(shunnedIn(locale, messages)).toEqual([]))
    it(`puts no preposition before a time (${locale})`, () => expect(beforeTimes(messages)).toEqual([]))
    it(`says one mistake one way (${locale})`, () => expect(twice(messages, /^(?:refusal|fault)\./)).toEqual([]))
    it(`keeps buttons short (${locale})`, () =>
      expect(tooLong(messages, button, 20).filter((one) => !longButtons.some((key) => one.startsWith(key)))).toEqual(
        [],
      ))
    it(`keeps a field’s noun short, and what a command does in a line (${locale})`, () => {
      expect(tooLong(messages, fieldLabel, 32, nounOf)).toEqual([])
      expect(tooLong(messages, fieldLabel, 100)).toEqual([])
      expect(tooLong(messages, summary, 100)).toEqual([])
      expect(tooLong(messages, title, 24)).toEqual([])
    })
    it(`writes labels as labels (${locale})`, () => {
      expect(badLabels(messages)).toEqual([])
      expect(inCapitals(messages)).toEqual([])
    })
    it(`sets its apostrophes (${locale})`, () => expect(straight(messages)).toEqual([]))
  }

  it('has a hint in both languages or in none', () => {
    const keys = Object.keys(en).filter((key) => fieldLabel.test(key))
    expect(
      keys.filter(
        (key) => (hintOf((en as Messages)[key]!) === undefined) !== (hintOf((es as Messages)[key]!) === undefined),
      ),
    ).toEqual([])
  })

  it('keeps the title of a ticket’s form short enough for its number', () =>
    expect(formTitles.filter(({ text }) => text.length > 16)).toEqual([]))

  it('names no two fields of one command alike, so that each can be typed', () => {
    const alike = infos.flatMap(({ name, fields }) =>
      locales.flatMap((locale) => {
        const labels = fields.map(({ label }) => label[locale])
        return labels.filter((label, at) => labels.indexOf(label) !== at).map((label) => `${name}: ${label}`)
      }),
    )
    expect(alike).toEqual([])
  })

  it('understands the words of before, and none of them means something else now', () => {
    const titles = infos.flatMap(({ title: now, was }) => [...was, now.es].map((word) => word.toLowerCase()))
    expect(titles.filter((word, at) => titles.indexOf(word) !== at)).toEqual([])
    for (const key of Object.keys(former)) expect(Object.keys(en)).toContain(key)
  })

  it('would be noticed if it were not so (control)', () => {
    expect(shunnedIn('en', { 'a.b': 'The desk has your words' })).toHaveLength(2)
    expect(shunnedIn('es', { 'a.b': 'La mesa os dio el ticket' })).toHaveLength(2)
    expect(shunnedIn('es', { 'a.b': 'La mesa de ayuda', 'a.c': '{network}' })).toEqual([])
    expect(beforeTimes({ 'a.b': 'Due at {at}', 'a.c': 'Vence a las {at}', 'a.d': 'Due: {at}' })).toEqual(['a.b', 'a.c'])
    expect(twice({ 'refusal.a': 'No.', 'refusal.b': 'No.', 'other.c': 'No.' }, /^refusal/)).toEqual(['refusal.b'])
    expect(tooLong({ 'button.a': 'A button that says a lot' }, button, 20)).toHaveLength(1)
    expect(badLabels({ 'operation.a.title': 'Claim.' })).toEqual(['operation.a.title'])
    expect(inCapitals({ 'field.a': 'What', 'operation.a.title': 'claim' })).toEqual(['field.a', 'operation.a.title'])
    expect(straight({ 'a.b': "can't", 'a.c': 'can’t' })).toEqual(['a.b'])
  })
})

describe('a time', () => {
  const now = new Date('2026-11-30T12:00:00Z')
  it('is told with its day on another day, and with its year in another year', () => {
    expect(momentOf('en', 'UTC', new Date('2026-11-30T15:02:00Z'), now)).toBe('15:02')
    expect(momentOf('en', 'UTC', new Date('2026-12-01T15:02:00Z'), now)).toBe('Dec 1, 15:02')
    expect(momentOf('en', 'UTC', new Date('2027-01-03T15:02:00Z'), now)).toBe('Jan 3, 2027, 15:02')
    expect(momentOf('es', 'UTC', new Date('2027-01-03T15:02:00Z'), now)).toBe('3 ene 2027, 15:02')
  })
  it('is the reader’s own where a network shows it, and named elsewhere', () => {
    const at = new Date('2026-12-01T15:02:00Z')
    const time = timeIn('es', 'America/Mexico_City', at, now)
    expect(time).toEqual({ kind: 'time', at: at.toISOString(), text: '1 dic, 09:02 (Mexico City)' })
    expect(richWords('es', 'remind.done', { number: 7, at: time })).toEqual([
      { kind: 'text', text: 'Recordatorio de #7 programado: ' },
      time,
      { kind: 'text', text: '.' },
    ])
  })
  it('is not made up by what people write', () => {
    const time = timeIn('en', 'UTC', now, now)
    const told = richWords('en', 'opening.done', { subject: 'a \u00010\u0002 b \u00017\u0002', at: time })
    expect(told.every((inline) => inline !== undefined)).toBe(true)
  })
})
