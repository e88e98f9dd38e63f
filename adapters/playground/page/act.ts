import { api, Failure, newId, type Done } from './api.js'
import type { Stage } from './context.js'
import { openDialog } from './dialogs.js'
import { current, notify, take } from './store.js'
import type { AnswerView, ButtonView, FormView, InputView, PostView } from './wire.js'
import { failureWords, speaker } from './words.js'

/** Explains what went wrong, in the reader's language. */
export const explain = (error: unknown): string => {
  const say = speaker(current().locale)
  if (error instanceof Failure) return failureWords(say, error.code, error.message)
  return say('failed', { message: error instanceof Error ? error.message : '' })
}

/** Shows a failure instead of throwing it; undefined then. */
export const trying = async <T>(act: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await act()
  } catch (error) {
    notify(explain(error))
    return undefined
  }
}

/** Shows what the desk answered. */
export const receive = (stage: Stage, answer: AnswerView, on?: string): void => {
  if (answer.kind === 'private') take(answer.post)
  if (answer.kind === 'form') openForm(stage, answer.form, on)
  if (answer.kind === 'invalid') notify(Object.values(answer.fields).join(' '))
}

export const openForm = (stage: Stage, form: FormView, on?: string): void =>
  openDialog({ kind: 'form', stage, form, ...(on && { on }) })

const invoke = ({ as, place }: Stage, operation: string, input: InputView, on?: string): Promise<Done> =>
  api.invoke({ as, place, operation, input, id: newId(), ...(on && { on }) })

/** A click: asks first where the button says so, then opens its form or acts. */
export const press = async (stage: Stage, button: Omit<ButtonView, 'kind'>, on: string): Promise<void> => {
  const { operation, input } = button
  if (button.confirm && !(await confirm(button.label, button.confirm, button.style === 'danger'))) return
  await trying(async () => {
    if (button.opensForm) return receive(stage, await api.form(stage.as, stage.place, operation, input), on)
    receive(stage, (await invoke(stage, operation, input, on)).answer, on)
  })
}

export const confirm = (title: string, text: string, danger: boolean): Promise<boolean> =>
  new Promise((resolve) => openDialog({ kind: 'confirm', title, text, danger, resolve }))

/** Throws Failure. Answers the faults of its fields, or nothing when it was taken. */
export const submit = async (
  stage: Stage,
  form: FormView,
  values: InputView,
  on?: string,
): Promise<Readonly<Record<string, string>> | undefined> => {
  const { answer } = await invoke(stage, form.operation, { ...form.hidden, ...values }, on)
  if (answer.kind === 'invalid') return answer.fields
  receive(stage, answer, on)
  return undefined
}

export const react = (stage: Stage, post: PostView, emoji: string): Promise<void> =>
  trying(async () => {
    const mine = post.reactions.find((one) => one.emoji === emoji)?.by.includes(stage.as) ?? false
    const done = await api.react(stage.as, post.id, emoji, !mine)
    if (done.post) take(done.post)
    receive(stage, done.answer)
  })

/** Sends a message, or carries out a command. Throws Failure; `id` makes sending again harmless. */
export const send = async (
  stage: Stage,
  message: { readonly text: string; readonly files: readonly string[]; readonly replyTo?: string; readonly id: string },
): Promise<void> => {
  const { as, place } = stage
  if (/^\/\S/.test(message.text) && message.files.length === 0) {
    const done = await api.command({ as, place, command: message.text, id: message.id })
    return receive(stage, done.answer)
  }
  const done = await api.say({ as, place, ...message })
  if (done.post) take(done.post)
  receive(stage, done.answer)
}
