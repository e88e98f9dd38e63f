import {
  fit,
  paragraph,
  pickedPath,
  replaceCommands,
  type Answer,
  type Choice,
  type Content,
  type Locale,
  type Memory,
  type OperationInfo,
} from '../../src/platform'
import { controlIds, customId, packDraft, type Draft } from './interactions-id'
import { interactionTypes, type Interaction } from './interactions-read'
import { limitsFor } from './limits'
import { measure } from './markdown-print'
import type { Api } from './outgoing-call'
import { ephemeral, render, renderOver, type Component, type MessageBody } from './render'
import { words } from './words'

/** The first answer to an interaction; what comes later is said by `message` alone. */
export type Response =
  | { readonly kind: 'message' | 'update'; readonly body: MessageBody }
  | { readonly kind: 'deferred' | 'deferred-update' }
  | { readonly kind: 'modal'; readonly modal: object }
  | { readonly kind: 'choices'; readonly choices: readonly Choice[] }

const alone = (body: MessageBody): MessageBody => ({ ...body, flags: (body.flags ?? 0) | ephemeral })

const callbackOf = (response: Response): object => {
  switch (response.kind) {
    case 'message':
      return { type: 4, data: alone(response.body) }
    case 'deferred':
      return { type: 5, data: { flags: ephemeral } }
    case 'deferred-update':
      return { type: 6 }
    case 'update':
      return { type: 7, data: response.body }
    case 'choices':
      return { type: 8, data: { choices: response.choices.map(({ value, label }) => ({ name: label, value })) } }
    case 'modal':
      return { type: 9, data: response.modal }
  }
}

const isAlone = ({ type, message }: Interaction): boolean =>
  type === interactionTypes.component && ((message?.flags ?? 0) & ephemeral) !== 0

export interface AnswersParts {
  readonly api: Api
  readonly actions: Memory
  readonly drafts: Memory
  readonly operations: readonly OperationInfo[]
}

/** Answers to the person of one interaction, and nobody else. The first goes one way, all later ones another. */
export const createAnswers = (
  { api, actions, drafts, operations }: AnswersParts,
  interaction: Interaction,
  locale: Locale,
) => {
  const { id, token, application_id } = interaction
  const say = words[locale]
  /** A fault is a string: the commands that it names stand in their groups here. */
  const inGroups = (fault: string): string =>
    replaceCommands(fault, (written, command, name) => {
      const info = operations.find((one) => one.command === command && one.name === name)
      return info ? pickedPath(info) : written
    })
  let isAnswered = false

  const respond = async (response: Response): Promise<void> => {
    const isFirst = !isAnswered
    isAnswered = true
    if (isFirst)
      await api.call('POST', `/interactions/${id}/${token}/callback`, { auth: false, body: callbackOf(response) })
    else if (response.kind === 'message')
      await api.call('POST', `/webhooks/${application_id}/${token}`, { auth: false, body: alone(response.body) })
  }
  const show = (body: MessageBody, ...rows: readonly Component[]): Promise<void> =>
    respond({ kind: 'message', body: rows.length > 0 ? { ...body, components: rows } : body })
  const tell = (text: string): Promise<void> =>
    show({ content: text, allowed_mentions: { parse: [], replied_user: false } })

  const showContent = async ({ as: _as, files: _files, ...content }: Content): Promise<void> => {
    for (const post of fit(content, limitsFor('prefix'), { measure })) {
      const controls = post.card?.blocks.flatMap((block) => (block.kind === 'controls' ? block.controls : [])) ?? []
      await show(render(post, { ids: await controlIds(controls, actions) }))
    }
  }
  /** In the place of the question that was pressed, which this person alone sees. */
  const takePlace = async ({ as: _as, files: _files, ...content }: Content): Promise<void> => {
    const [first, ...rest] = fit(content, limitsFor('prefix'), { measure })
    if (isAnswered || first === undefined || first.card || rest.length > 0) return showContent(content)
    await respond({ kind: 'update', body: renderOver(first, interaction.message?.flags) })
  }
  /** A modal cannot show a fault at its field: it is told, with a button that opens it as it was filled in. */
  const showFaults = async (fields: Readonly<Record<string, string>>, draft?: Draft): Promise<void> => {
    const info = operations.find((one) => one.name === draft?.operation)
    const lines = Object.entries(fields).map(([name, fault]) => {
      const label = info?.fields.find((field) => field.name === name)?.label[locale] ?? name
      return paragraph({ kind: 'text', text: `${label}:`, bold: true }, ` ${inGroups(fault)}`)
    })
    const body = render({ text: lines.length > 0 ? lines : [paragraph(say.failed)] })
    if (!draft) return show(body)
    const again = { type: 2, style: 1, label: say.mend, custom_id: customId('refill', await packDraft(draft, drafts)) }
    return show(body, { type: 1, components: [again] })
  }

  return {
    respond,
    show,
    tell,
    isAnswered: () => isAnswered,
    async answer(answer: Exclude<Answer, { kind: 'form' }>, draft?: Draft): Promise<void> {
      switch (answer.kind) {
        case 'private':
          return answer.closes === true && isAlone(interaction)
            ? takePlace(answer.content)
            : showContent(answer.content)
        case 'invalid':
          return showFaults(answer.fields, draft)
        case 'none':
          if (interaction.type !== interactionTypes.component) return tell(say.done)
          if (!isAnswered) await respond({ kind: 'deferred-update' })
      }
    },
  }
}
export type Answers = ReturnType<typeof createAnswers>
