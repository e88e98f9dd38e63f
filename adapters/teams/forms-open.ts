import {
  fitForm,
  say,
  unpackAction,
  type ButtonAction,
  type Arrival,
  type Choice,
  type Content,
  type Form,
  type PlaceRef,
  type UserRef,
} from '../../src/platform'
import { fieldsOf, stringIn, tenantOf, type Activity } from './payload'
import { canShow, renderForm, type FormSetting } from './forms'
import { readForm, typedIn } from './forms-read'
import { baseOf, platformName, readUser, userRef } from './refs'
import { limits } from './limits'
import { measure } from './markdown-print'
import { cardType, type ActionData, type AdaptiveCard } from './render'
import { answerWith, dialogReply, dialogWords, type Reply } from './interactions-answer'
import type { Session } from './session'
import { wordsFor } from './words'

type Faults = Readonly<Record<string, string>>
export interface Drawn {
  readonly title: string
  readonly card: AdaptiveCard
}
export interface Forms {
  /** The action of a control, with the value of its select; undefined when no version of this program made it. */
  pressed(data: unknown): Promise<ButtonAction | undefined>
  /** ButtonAction that a submitted form asks for. */
  filled(activity: Activity, action: ButtonAction, data: unknown): Promise<ButtonAction>
  /** An action's form as a dialog, or why there is none. */
  dialog(activity: Activity, arrival: Arrival, action: ButtonAction): Promise<Reply>
  draw(tenant: string, locale: string | undefined, form: Form, where: FormSetting['where']): Promise<Drawn | undefined>
  /** The same form with what was typed, and what is wrong with it. */
  again(
    arrival: Arrival,
    action: ButtonAction,
    data: unknown,
    where: FormSetting['where'],
    faults: Faults,
  ): Promise<Drawn | undefined>
  /** The form as a card of the conversation, for clients and commands without dialogs; or why there is none. */
  inConversation(arrival: Arrival, place: PlaceRef, action: ButtonAction): Promise<Content | undefined>
  /** A person by either of Teams' ids, or by ours. */
  userOf(tenant: string, conversation: string, id: string): Promise<UserRef | undefined>
}

export const readData = (data: unknown): ActionData | undefined => {
  const { a, f, s, n, k } = fieldsOf(data)
  if (typeof a !== 'string') return undefined
  return {
    a,
    ...(f === 1 && { f }),
    ...(typeof s === 'string' && typeof n === 'string' && { s, n }),
    ...((k === 1 || k === 2) && { k }),
  }
}

const mostOffered = 100

export const createForms = (session: Session): Forms => {
  const { host, outgoing, directory, later } = session
  const actions = host.memory('actions')

  const userOf: Forms['userOf'] = async (tenant, conversation, id) => {
    if (id.includes('/'))
      return readUser(id).tenant === tenant ? { platform: platformName, kind: 'user', id } : undefined
    if (!/^[0-9a-f-]{30,40}$/i.test(id)) return userRef(tenant, id)
    const known = await directory.personByAad(tenant, id)
    const found = known ?? (await outgoing.member(tenant, baseOf(conversation).base, id).catch(() => undefined))
    return found && userRef(tenant, found.id)
  }

  const offered = async (tenant: string): Promise<{ people: readonly Choice[]; places: readonly Choice[] }> => {
    const [people, places] = await Promise.all([directory.people(tenant), directory.channels(tenant)])
    const named = people.map(({ id, name }) => ({ value: userRef(tenant, id).id, label: name }))
    const sorted = named.toSorted((a, b) => a.label.localeCompare(b.label))
    return { people: sorted.slice(0, mostOffered), places: places.slice(0, mostOffered) }
  }
  const drawWith = async (
    tenant: string,
    form: Form,
    setting: Omit<FormSetting, 'people' | 'places'>,
  ): Promise<Drawn | undefined> => {
    const fitted = canShow(form) ? fitForm(form, limits, { measure }) : undefined
    if (!fitted) return undefined
    const needs = fitted.fields.some(({ kind }) => kind === 'user' || kind === 'place')
    const choices = needs ? await offered(tenant) : { people: [], places: [] }
    return { title: fitted.title, card: await renderForm(fitted, { ...setting, ...choices }, actions) }
  }
  const ask = async ({ from, workspace, place, locale }: Arrival, { operation, input }: ButtonAction) =>
    host.ask({
      kind: 'form',
      operation,
      input,
      from,
      place,
      ...(workspace && { workspace }),
      ...(locale && { locale }),
    })
  const spoken = (locale: string | undefined): { readonly locale?: string } => (locale === undefined ? {} : { locale })

  return {
    userOf,
    draw: async (tenant, locale, form, where) => drawWith(tenant, form, { ...spoken(locale), where }),
    async pressed(data) {
      const read = readData(data)
      const action = read && (await unpackAction(read.a, actions))
      if (!action || read?.s === undefined || read.n === undefined) return action
      return { ...action, input: { ...action.input, [read.n]: stringIn(data, read.s) ?? '' } }
    },
    async filled(activity, action, data) {
      const info = host.operations.find(({ name, was }) => name === action.operation || was.includes(action.operation))
      const tenant = tenantOf(activity)
      const input = await readForm(typedIn(data), info, async (id) => userOf(tenant, activity.conversation.id, id))
      return { operation: action.operation, input: { ...input, ...action.input } }
    },
    async dialog(activity, arrival, action) {
      const words = wordsFor(arrival.locale)
      const asked = await ask(arrival, action)
      if (asked.kind === 'private') return answerWith(session, arrival, asked.content, dialogWords)
      if (asked.kind !== 'form') return dialogWords(words.failed)
      const drawn = await drawWith(tenantOf(activity), asked.form, { ...spoken(arrival.locale), where: 'dialog' })
      return drawn ? dialogReply(drawn) : dialogWords(words.formNotHere)
    },
    async again(arrival, action, data, where, faults) {
      const asked = await ask(arrival, action)
      const setting = { ...spoken(arrival.locale), where, typed: typedIn(data), faults }
      return asked.kind === 'form' ? drawWith(readUser(arrival.from.id).tenant, asked.form, setting) : undefined
    },
    async inConversation(arrival, place, action) {
      const asked = await ask(arrival, action)
      if (asked.kind === 'private') return asked.content
      const setting = { ...spoken(arrival.locale), where: 'conversation' } as const
      const drawn =
        asked.kind === 'form' ? await drawWith(readUser(arrival.from.id).tenant, asked.form, setting) : undefined
      if (!drawn) return { text: say(wordsFor(arrival.locale).formNotHere) }
      const attachments = [{ contentType: cardType, content: drawn.card }]
      later(async () => outgoing.send(place, { type: 'message', summary: drawn.card.fallbackText, attachments }))
      return undefined
    },
  }
}
