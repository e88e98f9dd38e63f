import {
  fit,
  fitForm,
  fitWords,
  paragraph,
  say,
  type Answer,
  type Arrival,
  type Content,
  type Form,
  type Input,
  type Locale,
  defined,
} from '../../src/platform'
import { renderForm } from './forms'
import type { Errand } from './forms-read'
import { answerView } from './render-home'
import { interaction } from './interactions-read'
import { maybe, record, text } from './payload'
import { limits } from './limits'
import type { Native } from './inbound-native'
import type { Session } from './session'
import { slackCode } from './outgoing-call'
import { homeOf } from './refs'
import { actionIds } from './render'
import { packErrand } from './inbound-lookup'
import { answerParts, replaceOriginal, whisper } from './outgoing-whisper'
import { measure } from './markdown-print'
import { localeOf, words } from './words'
import type { Workspace } from './connect-workspaces'

/** Answers Slack's request; false when it was answered before, because the desk took too long. */
export type Reply = (response?: object) => Promise<boolean>

/** One interaction: whose it is, and the ways that are open to answer it. */
export interface Visit {
  readonly session: Session
  readonly native: Native
  readonly workspace: Workspace
  readonly reply: Reply
  readonly from: Arrival
  readonly locale: Locale
}

/** Tells the person alone, by the shortest way that is still open. */
export const tell = async (here: Visit, content: Content): Promise<void> => {
  const { session, native, workspace, reply, from, locale } = here
  if (native.body['command'] !== undefined) {
    const [first, ...rest] = await answerParts(session, content, workspace.id, locale)
    if (first && rest.length === 0 && (await reply({ response_type: 'ephemeral', ...first }))) return
  }
  const trigger = maybe(native.body['trigger_id'])
  if (homeOf(from.place) && trigger !== undefined && (await opened(here, content, trigger))) return
  await whisper(session, from.answer ?? { place: from.place, user: from.from }, content, locale)
}

/** Undefined for what is longer than one view: it is told in messages. */
export const answerModal = async ({ host }: Session, content: Content, locale: Locale) => {
  const [part, ...rest] = fit(content, limits, { measure, words: fitWords[locale] })
  if (part === undefined || rest.length > 0) return undefined
  return answerView(part, await actionIds(part.card, host.memory('actions')), words[locale].answer, words[locale].close)
}

/** In somebody's Home there is nowhere to whisper: the answer comes as a modal. */
const opened = async ({ session, workspace, locale }: Visit, content: Content, trigger: string): Promise<boolean> => {
  const view = await answerModal(session, content, locale)
  if (view === undefined) return false
  return workspace.client.views.open({ trigger_id: trigger, view }).then(
    () => true,
    () => false,
  )
}

/** In the place of the question that was pressed, which this person alone sees. */
const takesPlace = async ({ session, native, workspace, locale }: Visit, content: Content): Promise<boolean> => {
  const url = maybe(native.body['response_url'])
  if (record(native.body['container'])['is_ephemeral'] !== true || url === undefined) return false
  const [first, ...rest] = await answerParts(session, content, workspace.id, locale)
  return first !== undefined && rest.length === 0 && replaceOriginal(session, url, first)
}

export const said = (sentence: string): Content => ({ text: say(sentence) })

export const answered = async (here: Visit, answer: Answer, place = here.from.place): Promise<void> => {
  switch (answer.kind) {
    case 'none':
      await here.reply()
      return
    case 'private':
      if (answer.closes === true && (await takesPlace(here, answer.content))) return
      return tell(here, answer.content)
    case 'form':
      return showForm(here, answer.form, { place })
    case 'invalid':
      return tell(here, { text: Object.values(answer.fields).map((fault) => paragraph(fault)) })
  }
}

/** Asks the desk for an operation's form and opens it: it must be the first answer, while the trigger holds. */
export const askForm = async (
  here: Visit,
  operation: string,
  input: Input,
  errand: Partial<Errand> = {},
): Promise<void> => {
  const { session, from } = here
  const answer = await session.host.ask({
    kind: 'form',
    operation,
    input,
    from: from.from,
    place: from.place,
    ...(from.workspace && { workspace: from.workspace }),
    ...defined({ locale: from.locale }),
  })
  return answer.kind === 'form' ? showForm(here, answer.form, errand) : answered(here, answer)
}

const showForm = async (here: Visit, form: Form, errand: Partial<Errand>): Promise<void> => {
  const { session, native, workspace, from, locale } = here
  const fitted = fitForm(form, limits, { measure })
  if (!fitted || fitted.fields.length === 0) return submitBare(here, form)
  const metadata = await packErrand(session.host.memory('actions'), {
    place: from.place,
    ...(from.parent && { parent: from.parent }),
    ...errand,
    operation: fitted.operation,
    hidden: fitted.hidden,
  })
  try {
    await workspace.client.views.open({
      trigger_id: text(native.body['trigger_id']),
      view: renderForm(fitted, metadata, workspace.id, locale),
    })
  } catch (error) {
    if (!/trigger/.test(slackCode(error))) throw error
    return tell(here, said(words[locale].late))
  }
  await here.reply()
}

/** Nothing is left to ask. */
const submitBare = async (here: Visit, { operation, hidden }: Form): Promise<void> =>
  answered(here, await here.session.host.receive({ ...here.from, kind: 'invoke', operation, input: hidden }))

/** Something failed before the desk knew of it: the network does not send an interaction again. */
export const apologise = async (session: Session, native: Native): Promise<void> => {
  const from = interaction(native)
  const sentence = words[localeOf(from.locale)].failed
  await whisper(session, from.answer ?? { place: from.place, user: from.from }, said(sentence), localeOf(from.locale))
}
