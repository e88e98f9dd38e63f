import type { APIInteractionGuildMember, APIUser } from 'discord.js'
import type { ButtonAction, Arrival, OperationInfo, OperationInvoked } from '../../src/platform'
import { menusFor } from './commands'
import { readCommand, type Chosen } from './commands-read'
import { withoutOwn, type Draft } from './interactions-id'
import { emptyIn, readForm, submittedIn, type Reading, type Resolved } from './forms-read'
import type { Message } from './inbound-contents'
import { onPost } from './inbound'
import { channelOf, isDirect, nameOf, type Channel } from './directory-known'
import { answerRef, placeRef, postRef, timeOf, userRef, workspaceRef } from './refs'
import { ephemeral } from './render'

/** An interaction as the gateway brings it, of any kind. */
export interface Interaction {
  readonly id: string
  readonly application_id: string
  readonly token: string
  readonly type: number
  readonly guild_id?: string
  readonly channel_id?: string
  readonly channel?: Parameters<typeof channelOf>[0]
  readonly member?: APIInteractionGuildMember
  readonly user?: APIUser
  readonly locale?: string
  readonly message?: Message
  readonly data?: {
    readonly name?: string
    readonly type?: number
    readonly options?: readonly Chosen[]
    readonly target_id?: string
    readonly custom_id?: string
    readonly values?: readonly string[]
    readonly components?: readonly unknown[]
    readonly resolved?: Resolved & {
      readonly messages?: Readonly<Record<string, Message>>
      readonly members?: Readonly<Record<string, { readonly nick?: string | null }>>
    }
  }
}
export const interactionTypes = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const

/** Request of an interaction to the desk. */
export type Wish = Pick<OperationInvoked, 'operation' | 'input' | 'on' | 'onText' | 'onFiles' | 'onUnshown' | 'onFrom'>

export interface Lookup {
  readonly me: string
  channel(id: string): Channel | undefined
  role(id: string): string | undefined
}

/** `guild`: whose desk a direct message is for, when that is known. */
export const arrivalOf = (interaction: Interaction, lookup: Lookup, guild?: string): Arrival => {
  const { id, channel_id = '', guild_id, locale, token, application_id, member } = interaction
  const user = member?.user ?? interaction.user
  const channel = interaction.channel ? channelOf(interaction.channel, guild_id) : lookup.channel(channel_id)
  const home = guild_id && { guild: guild_id }
  const desk = guild_id ?? guild
  return {
    id: `interaction:${id}`,
    at: timeOf(id),
    from: userRef(user?.id ?? ''),
    name: user ? nameOf(user, member) : '',
    place: placeRef({ channel: channel_id, ...home }),
    direct: guild_id === undefined || (channel !== undefined && isDirect(channel.type)),
    answer: answerRef(application_id, token),
    ...(desk && { workspace: workspaceRef(desk) }),
    ...(locale && { locale }),
    ...(channel?.parent && { parent: placeRef({ channel: channel.parent, ...home }) }),
  }
}

export const readingOf = ({ guild_id, data = {} }: Interaction, lookup: Lookup): Reading => {
  const { resolved = {} } = data
  return {
    resolved,
    names: {
      user: (id) => {
        const user = resolved.users?.[id]
        return user && { name: nameOf(user, resolved.members?.[id]), user: userRef(id) }
      },
      channel: (id) => lookup.channel(id)?.name,
      role: (id) => lookup.role(id),
    },
    ...(guild_id && { guild: guild_id }),
  }
}

/** A slash command or a menu. Undefined for one of an older program. */
export const commandWish = (
  interaction: Interaction,
  lookup: Lookup,
  operations: readonly OperationInfo[],
): Wish | undefined => {
  const { name = '', type = 1, options = [] } = interaction.data ?? {}
  if (type !== 1) return menuWish(interaction, lookup, operations)
  const read = readCommand({ name, options }, operations, readingOf(interaction, lookup))
  return read && { operation: read.operation.name, input: read.input }
}

const menuWish = (
  { data = {}, guild_id }: Interaction,
  lookup: Lookup,
  operations: readonly OperationInfo[],
): Wish | undefined => {
  const { name, type, target_id: target = '', resolved } = data
  const menu = menusFor(operations).find((one) => one.name === name && one.type === type)
  if (!menu) return undefined
  const operation = menu.operation.name
  if (type === 2) return { operation, input: { for: userRef(target) } }
  const message = resolved?.messages?.[target]
  if (!message) return undefined
  const { author, id, channel_id } = message
  return {
    operation,
    input: {},
    on: postRef({ channel: channel_id, message: id, ...(guild_id && { guild: guild_id }) }),
    ...onPost(message, lookup),
    ...(!author.bot && { onFrom: { user: userRef(author.id), name: nameOf(author, resolved?.members?.[author.id]) } }),
  }
}

/** A button or select with this action in it. */
export const pressWish = (interaction: Interaction, { operation, input }: ButtonAction): Wish => {
  const field = input['>']
  const [value] = interaction.data?.values ?? []
  const chosen = typeof field === 'string' && value !== undefined ? { [field]: value } : {}
  return { operation, input: { ...withoutOwn(input), ...chosen }, ...pressedOn(interaction) }
}

/** The post whose control was pressed; what only this person sees is no post. */
const pressedOn = ({ message, guild_id }: Interaction): Pick<Wish, 'on'> => {
  if (!message || ((message.flags ?? 0) & ephemeral) !== 0) return {}
  return { on: postRef({ channel: message.channel_id, message: message.id, ...(guild_id && { guild: guild_id }) }) }
}

/** A form that was sent: with what stood in its fields alone in `values`. */
export const submitWish = (
  interaction: Interaction,
  draft: Draft,
  lookup: Lookup,
  operations: readonly OperationInfo[],
): { readonly wish: Wish; readonly values: Wish['input'] } => {
  const { operation, hidden, on, onText, onFrom } = draft
  const info = operations.find((one) => one.name === operation || one.was.includes(operation))
  const submitted = submittedIn(interaction.data?.components ?? [])
  const values = readForm(submitted, info, readingOf(interaction, lookup))
  const place = on ? { on } : pressedOn(interaction)
  return {
    values,
    wish: {
      operation,
      input: { ...hidden, ...emptyIn(submitted), ...values },
      ...place,
      ...(onText && { onText }),
      ...(onFrom && { onFrom }),
    },
  }
}
