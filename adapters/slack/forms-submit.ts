import { fitForm, isEmpty, paragraph, type Content, type Form, type Inbound, defined } from '../../src/platform'
import { renderForm, viewWithFaults } from './forms'
import { readForm, tooLong, type Errand } from './forms-read'
import { toInbound } from './inbound'
import { errandOf } from './interactions-read'
import { list, maybe, record, text } from './payload'
import { limits } from './limits'
import { homeOf } from './refs'
import { optionsOf } from './render'
import { packErrand } from './inbound-lookup'
import { answerModal, said, tell, type Visit } from './interactions-answer'
import { whisper } from './outgoing-whisper'
import { measure } from './markdown-print'
import { words } from './words'

export const onSubmit = async (here: Visit): Promise<void> => {
  const { session, native, locale } = here
  const event = toInbound(native, session.host.operations)
  if (event?.kind !== 'invoke') return tell(here, said(words[locale].outdated))
  const info = session.host.operations.find(({ name }) => name === event.operation)
  const faults = tooLong(event.input, info, locale)
  if (Object.keys(faults).length > 0) return void (await here.reply({ response_action: 'errors', errors: faults }))
  const answer = await session.host.receive(event)
  if (answer.kind === 'invalid') return showFaults(here, event, answer.fields)
  if (answer.kind === 'private' && homeOf(event.place)) {
    const view = await answerModal(session, answer.content, locale)
    if (view !== undefined && (await here.reply({ response_action: 'update', view }))) return
  }
  if (answer.kind === 'form') return nextForm(here, answer.form, errandOf(native))
  // The modal closes before the answer is told: it would cover it.
  await here.reply()
  if (answer.kind === 'private')
    await whisper(session, event.answer ?? { place: event.place, user: event.from }, answer.content, locale)
}

const nextForm = async (
  { session, workspace, locale, reply, from }: Visit,
  form: Form,
  errand: Errand | undefined,
): Promise<void> => {
  const fitted = fitForm(form, limits, { measure })
  if (!fitted) return void (await reply())
  const metadata = await packErrand(session.host.memory('actions'), {
    place: errand?.place ?? from.place,
    operation: fitted.operation,
    hidden: fitted.hidden,
  })
  await reply({ response_action: 'update', view: renderForm(fitted, metadata, workspace.id, locale) })
}

/** Faults at their fields; those of what the form does not show stand on top of it, and nothing typed is lost. */
const showFaults = async (here: Visit, event: Inbound, fields: Readonly<Record<string, string>>): Promise<void> => {
  const view = record(here.native.body['view'])
  const shown = new Set(list(view['blocks']).flatMap((block) => maybe(record(block)['block_id']) ?? []))
  const isShown = Object.keys(fields).every((name) => shown.has(name))
  const response = isShown
    ? { response_action: 'errors', errors: fields }
    : { response_action: 'update', view: viewWithFaults(view, Object.values(fields)) }
  if (await here.reply(response)) return
  // The form is closed by now: what was typed comes back with the fault.
  const typed = Object.values(readForm(view, undefined, here.native)).flatMap((value) =>
    Array.isArray(value) && typeof value[0] === 'object' ? (value as Content['text']) : [],
  )
  const text = [
    ...Object.values(fields).map((fault) => paragraph(fault)),
    ...(isEmpty(typed) ? [] : [{ kind: 'quote', blocks: typed } as const]),
  ]
  await whisper(here.session, event.answer ?? { place: event.place, user: event.from }, { text }, here.locale)
}

export const onSuggestion = async (here: Visit): Promise<void> => {
  const { session, native, from, locale } = here
  const errand = errandOf(native)
  const field = text(native.body['block_id'])
  const typed = text(native.body['value'])
  const info = session.host.operations.find(({ name }) => name === errand?.operation)
  if (!errand) return void (await here.reply({ options: [] }))
  const input = { ...errand.hidden, ...readForm(record(native.body['view']), info, native) }
  const choices = await session.host.ask({
    kind: 'choices',
    operation: errand.operation,
    field,
    typed,
    input,
    from: from.from,
    place: errand.place,
    ...(from.workspace && { workspace: from.workspace }),
    ...defined({ locale: from.locale }),
  })
  const takesNew = info?.fields.find(({ name }) => name === field)?.takesNew === true
  const isNew = takesNew && typed.trim() !== '' && !choices.some(({ value }) => value === typed.trim())
  const own = isNew ? [{ value: typed.trim(), label: words[locale].create(typed.trim()) }] : []
  await here.reply({ options: optionsOf([...own, ...choices]).slice(0, 100) })
}
