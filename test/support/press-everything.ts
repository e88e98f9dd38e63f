import { words as discord } from '../../adapters/discord/words'
import { words as slack } from '../../adapters/slack/words'
import { wordsFor as teams } from '../../adapters/teams/words'
import { locales } from '../../src/platform'
import { words } from '../../src/core/words'
import type { OpenField, Pressable, Used, Who } from './hands'
import type { Door } from './network-doors'

/** Sentences for what went wrong, or leads nowhere. */
const apologies: readonly string[] = locales.flatMap((locale) => [
  slack[locale].failed,
  slack[locale].outdated,
  slack[locale].late,
  discord[locale].failed,
  discord[locale].late,
  discord[locale].unknownAction,
  discord[locale].cannot,
  discord[locale].noForm('').split('`')[0]!.trim(),
  teams(locale).failed,
  teams(locale).cannot,
  teams(locale).formNotHere,
  teams(locale).slow,
  words(locale, 'event.failed', { id: '' }).split(':')[0]!,
  words(locale, 'refusal.unknown-operation', { operation: '' }),
])

/** Faults of what somebody got back; empty when it is fine. */
export const wrongWith = ({ words: told, form, faults, invalid }: Used): readonly string[] => [
  ...faults,
  ...(invalid === undefined ? [] : [`the form cannot be sent: ${invalid}`]),
  ...told.filter((one) => apologies.some((apology) => one.includes(apology))),
  ...(told.length === 0 && form === undefined && invalid === undefined ? ['silence'] : []),
]

const typical: Readonly<Record<string, string>> = {
  ticket: '6',
  into: '6',
  other: '1',
  tags: 'vpn',
  time: '15m',
  later: '2h',
  until: '2h',
  span: '2h',
  customer: 'Carlos Ruiz',
  canned: '',
  'field-due': '2d',
}

export interface Pressing {
  readonly door: Door
  /** So many controls are pressed at most. */
  readonly most: number
}

const personFor = ({ door }: Pressing, { only, action, place }: Pressable): Who => {
  if (only !== undefined) return only
  const needed = door.desk.program.desk.operations.find(({ name }) => name === action?.operation)?.by ?? 'agent'
  if (needed === 'customer') return place === 'customers' ? 'carlos' : 'bo'
  return needed === 'agent' ? 'bo' : 'ada'
}

const filled = ({ door }: Pick<Pressing, 'door'>, { name, kind, choices, value }: OpenField): string => {
  if (value !== undefined && value !== '') return value
  switch (kind) {
    case 'person':
      return door.hands.person('kim')
    case 'place':
      return door.hands.channel()
    case 'choice':
      return choices[0] ?? ''
    case 'file':
    case 'flag':
      return ''
    default:
      return typical[name] ?? 'some words'
  }
}

/** Sends the forms that stand open, one after another, filled in as a person would. */
export const sendAll = async (pressing: Pick<Pressing, 'door'>, first: Used): Promise<readonly Used[]> => {
  const got: Used[] = [first]
  for (let used = first; used.form !== undefined && got.length < 5; got.push(used)) {
    const values = used.form.fields.map((field) => [field.name, filled(pressing, field)] as const)
    used = await used.form.send(Object.fromEntries(values.filter(([, value]) => value !== '')))
  }
  return got
}

/** Key shared by all controls that are the same thing in the same state: one of them is pressed. */
const kindOf = ({ label, action, place, only }: Pressable, value: string | undefined, status: string): string =>
  [
    place,
    only ?? '',
    label,
    action?.operation,
    Object.keys(action?.input ?? {})
      .sort()
      .join(),
    value,
    status,
  ].join('|')

const likeness = ({ label, action, place, values }: Pressable): string =>
  `${place}|${action?.operation ?? label}|${values.length > 0}`

/** Presses one of every kind of control that there is, and those that come of it; sends every form. Answers what went wrong, and how many were pressed. */
export const pressEverything = async (
  pressing: Pressing,
  told: readonly Pressable[] = [],
): Promise<{ readonly wrong: readonly string[]; readonly pressed: readonly string[] }> => {
  const { door, most } = pressing
  const done = new Set<string>()
  const alike = new Set<string>()
  const wrong: string[] = []
  let aside = [...told]
  for (;;) {
    const rows = await door.desk.rows<{ number: string; status: string }>('select number::text, status from tickets')
    const status = new Map(rows.map((row) => [row.number, row.status]))
    const all = [...aside, ...door.hands.posted()].flatMap((control) =>
      (control.values.length === 0 ? [undefined] : control.values).map((value) => {
        const ticket = control.action?.input['ticket']
        const kind = kindOf(control, value, typeof ticket === 'string' ? (status.get(ticket) ?? '') : '')
        return { control, value, kind }
      }),
    )
    const open = all.filter(
      ({ kind, control }) => !done.has(kind) && (control.place !== 'private' || control.only !== undefined),
    )
    // First one of everything, then the same in other states.
    const next = open.find(({ control }) => !alike.has(likeness(control))) ?? open[0]
    if (next === undefined || done.size >= most) return { wrong, pressed: [...done] }
    done.add(next.kind)
    alike.add(likeness(next.control))
    const by = personFor(pressing, next.control)
    const got = await sendAll(pressing, await next.control.use(by, next.value))
    for (const used of got) {
      wrong.push(...wrongWith(used).map((fault) => `${next.kind} by ${by}: ${fault}`))
      aside = [...aside, ...used.controls]
    }
    await door.quiet()
  }
}
