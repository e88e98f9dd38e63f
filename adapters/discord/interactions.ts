import {
  clip,
  paragraph,
  pickedPath,
  type Choice,
  type Form,
  type Host,
  type Input,
  type Memory,
} from '../../src/platform'
import { createAnswers, type Answers } from './interactions-answer'
import { actionIn, controlIds, customId, packDraft, readCustomId, unpackDraft, type Draft } from './interactions-id'
import { filledWith, renderForm } from './forms'
import {
  arrivalOf,
  commandWish,
  interactionTypes,
  pressWish,
  readingOf,
  submitWish,
  type Interaction,
  type Lookup,
  type Wish,
} from './interactions-read'
import { answerWithin, buttonLabel, choiceLimit, deferAfter } from './limits'
import type { Api } from './outgoing-call'
import { readCommand } from './commands-read'
import { timeOf } from './refs'
import { render } from './render'
import { localeOf, words } from './words'

export interface Desk extends Lookup {
  readonly api: Api
  readonly host: Host
  readonly actions: Memory
  readonly drafts: Memory
  /** Server whose desk a direct message is for, when that is known. */
  guildOf(channel: string, user: string): Promise<string | undefined>
  /** Somebody chose the server that a direct message is for. Answers the server's name. */
  chooseGuild(interaction: Interaction, guild: string): Promise<string>
}

/** Answers one interaction, within its 3 seconds. Never throws: its person is told. */
export const answerInteraction = async (desk: Desk, interaction: Interaction): Promise<void> => {
  const { api, actions, drafts, host } = desk
  const locale = localeOf(interaction.locale)
  const answers = createAnswers({ api, actions, drafts, operations: host.operations }, interaction, locale)
  try {
    await route({ desk, interaction, answers, say: words[locale] })
  } catch (error) {
    host.log.error({ error, interaction: interaction.id }, 'an interaction could not be answered')
    await answers.tell(words[locale].failed).catch(() => undefined)
  }
}

interface Talk {
  readonly desk: Desk
  readonly interaction: Interaction
  readonly answers: Answers
  readonly say: (typeof words)['en']
}

const route = async (talk: Talk): Promise<void> => {
  switch (talk.interaction.type) {
    case interactionTypes.command:
      return command(talk)
    case interactionTypes.autocomplete:
      return complete(talk)
    case interactionTypes.component:
      return press(talk)
    case interactionTypes.modal:
      return submit(talk)
    default:
  }
}

const command = async (talk: Talk): Promise<void> => {
  const { desk, interaction, answers, say } = talk
  const { operations } = desk.host
  const wish = commandWish(interaction, desk, operations)
  if (!wish) return answers.tell(say.unknownAction)
  const info = operations.find(({ name }) => name === wish.operation)
  const fields = info?.fields ?? []
  const isMissing = fields.some(({ name, required }) => required && wish.input[name] === undefined)
  // `/new` alone and a person's menu say nothing yet, though the operation could take words from a post.
  const takes = fields.filter(({ kind }) => kind === 'rich-text')
  const saysNothing =
    info !== undefined &&
    info.menus.length > 0 &&
    takes.length > 0 &&
    wish.onText === undefined &&
    takes.every(({ name }) => wish.input[name] === undefined)
  return isMissing || saysNothing ? openForm(talk, wish) : invoke(talk, wish)
}

const press = async (talk: Talk): Promise<void> => {
  const { desk, interaction, answers, say } = talk
  const custom = readCustomId(interaction.data?.custom_id ?? '')
  if (custom?.role === 'cancel')
    return answers.respond({ kind: 'update', body: { ...render({ text: [paragraph(say.left)] }), components: [] } })
  if (custom?.role === 'guild') return chooseGuild(talk)
  if (custom?.role === 'refill') {
    const draft = await unpackDraft(custom.id, desk.drafts)
    return draft ? openForm(talk, { ...draft, input: draft.hidden }, draft.values) : answers.tell(say.unknownAction)
  }
  const action = custom && (await actionIn(custom, desk.actions))
  if (!custom || !action) return answers.tell(say.unknownAction)
  const wish = pressWish(interaction, action)
  if (custom.role === 'form') return openForm(talk, wish)
  if (custom.role === 'confirm') return confirm(talk, wish, action.input['?'])
  return invoke(talk, wish)
}

const confirm = async (
  { desk, answers, say }: Talk,
  { operation, input }: Wish,
  question: Input[string] | undefined,
): Promise<void> => {
  const [yes = ''] = await controlIds([{ kind: 'button', label: say.sure, operation, input }], desk.actions)
  const buttons = [
    { type: 2, style: 4, label: say.sure, custom_id: yes },
    { type: 2, style: 2, label: say.notSure, custom_id: customId('cancel', '', 1) },
  ]
  await answers.show(render({ text: [paragraph(typeof question === 'string' && question !== '' ? question : '?')] }), {
    type: 1,
    components: buttons,
  })
}

const chooseGuild = async ({ desk, interaction, answers, say }: Talk): Promise<void> => {
  const name = await desk.chooseGuild(interaction, interaction.data?.values?.[0] ?? '')
  await answers.respond({
    kind: 'update',
    body: { content: say.handedTo(name), components: [], allowed_mentions: { parse: [], replied_user: false } },
  })
}

const submit = async (talk: Talk): Promise<void> => {
  const { desk, interaction, answers, say } = talk
  const custom = readCustomId(interaction.data?.custom_id ?? '')
  const draft = custom?.role === 'modal' ? await unpackDraft(custom.id, desk.drafts) : undefined
  if (!draft) return answers.tell(say.unknownAction)
  const { wish, values } = submitWish(interaction, draft, desk, desk.host.operations)
  return invoke(talk, wish, { ...draft, values })
}

const asker = async ({ desk, interaction }: Talk) => {
  const { from, place, workspace, locale } = await arrival(desk, interaction)
  return { from, place, ...(workspace && { workspace }), ...(locale && { locale }) }
}
const arrival = async (desk: Desk, interaction: Interaction) => {
  const { guild_id, channel_id = '', user } = interaction
  return arrivalOf(interaction, desk, guild_id ?? (user && (await desk.guildOf(channel_id, user.id))))
}

/** The form must be the first answer. `values`: what was filled in before. */
const openForm = async (talk: Talk, wish: Wish, values: Input = {}): Promise<void> => {
  const { desk, answers, say } = talk
  const { operation, input } = wish
  const answer = await within(
    asker(talk).then((from) => desk.host.ask({ kind: 'form', operation, input, ...from })),
    undefined,
  )
  if (!answer) return answers.tell(say.late)
  if (answer.kind === 'none') return answers.tell(say.cannot)
  if (answer.kind !== 'form') return answers.answer(answer)
  // With nothing left to ask it is done at once: the place says which ticket.
  if (answer.form.fields.length === 0) return invoke(talk, { ...wish, input: answer.form.hidden })
  return showForm(talk, answer.form, wish, values)
}

/** A modal can only be the first answer, and none to a modal: where it cannot open by itself a button opens it. */
const showForm = async (talk: Talk, form: Form, wish: Wish, values: Input = {}): Promise<void> => {
  const { desk, interaction, answers, say } = talk
  const { host, drafts } = desk
  const { on, onText, onFrom } = wish
  const draft: Draft = {
    operation: form.operation,
    hidden: form.hidden,
    ...(on && { on }),
    ...(onText && { onText }),
    ...(onFrom && { onFrom }),
  }
  const modal = renderForm(filledWith(form, values), await packDraft(draft, drafts))
  const info = host.operations.find(({ name }) => name === form.operation)
  if (!modal) return answers.tell(say.noForm(info ? pickedPath(info) : `/ticket ${form.operation}`))
  if (!answers.isAnswered() && interaction.type !== interactionTypes.modal)
    return answers.respond({ kind: 'modal', modal })
  const custom = customId('refill', await packDraft({ ...draft, values }, drafts))
  const button = { type: 2, style: 1, label: clip(form.title, buttonLabel), custom_id: custom }
  await answers.show(render({ text: [paragraph(say.goOn)] }), { type: 1, components: [button] })
}

/** `draft`: what stood in the form, to open it again when the desk finds a fault. */
const invoke = async (talk: Talk, wish: Wish, draft?: Draft): Promise<void> => {
  const { desk, interaction, answers } = talk
  let deferring: Promise<void> | undefined
  const kind = interaction.type === interactionTypes.component ? 'deferred-update' : 'deferred'
  const timer = setTimeout(() => {
    deferring = answers
      .respond({ kind })
      .catch((error: unknown) => desk.host.log.warn({ error }, 'an interaction could not be deferred'))
  }, timeLeft(interaction))
  try {
    const from = await arrival(desk, interaction)
    const answer = await desk.host.receive({ ...from, kind: 'invoke', ...wish })
    clearTimeout(timer)
    await deferring
    await (answer.kind === 'form' ? showForm(talk, answer.form, wish) : answers.answer(answer, draft))
  } finally {
    clearTimeout(timer)
    await deferring
  }
}

/** Counted from when Discord made the interaction, by its own clock, as far as that can be believed. */
const timeLeft = ({ id }: Interaction): number => {
  const spent = Date.now() - timeOf(id).getTime()
  return spent > 0 && spent < deferAfter ? deferAfter - spent : deferAfter
}

const complete = async (talk: Talk): Promise<void> => {
  const { desk, interaction, answers } = talk
  const { name = '', options = [] } = interaction.data ?? {}
  const read = readCommand({ name, options }, desk.host.operations, readingOf(interaction, desk))
  const choices = read?.focused ? await within(choicesFor(talk, read), []) : []
  const short = choices
    .filter(({ value }) => value !== '' && value.length <= 100)
    .slice(0, choiceLimit)
    .map(({ value, label }) => ({ value, label: clip(label, 100) || value }))
  await answers.respond({ kind: 'choices', choices: short })
}

const choicesFor = async (
  talk: Talk,
  { operation, focused, input }: NonNullable<ReturnType<typeof readCommand>>,
): Promise<readonly Choice[]> => {
  if (!focused) return []
  const { field, typed } = focused
  const locale = localeOf(talk.interaction.locale)
  if (field.choices && !field.suggests)
    return field.choices
      .map(({ value, label }) => ({ value, label: label[locale] }))
      .filter(({ label }) => label.toLowerCase().includes(typed.toLowerCase()))
  return talk.desk.host.ask({
    kind: 'choices',
    operation: operation.name,
    field: field.name,
    typed,
    input,
    ...(await asker(talk)),
  })
}

/** Gives another answer when what cannot be deferred takes too long. */
const within = async <T>(work: Promise<T>, otherwise: T): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), answerWithin)
  })
  // The loser's fault is nobody's any more.
  work.catch(() => undefined)
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
