import { createHash } from 'node:crypto'
import {
  isEmpty,
  type Arrival,
  type Inbound,
  type LifecycleChanged,
  type PlaceRef,
  type PostRef,
} from '../../src/platform'
import { tenantOf, type Activity } from './payload'
import { emojiOf } from './emoji'
import { answerId, baseOf, chainOf, placeRef, platformName, postRef, userRef, workspaceRef } from './refs'
import { contentsOf } from './inbound-contents'
import { isAddressed } from './inbound-message'

/** The conversation of an activity: in a channel a root message is said in the channel, every other in its chain. */
const whereOf = (activity: Activity, about = activity.id): { readonly place: PlaceRef; readonly parent?: PlaceRef } => {
  const tenant = tenantOf(activity)
  const { base, root } = baseOf(activity.conversation.id)
  if (root === undefined || isRoot(activity, root, about)) return { place: placeRef(tenant, base) }
  return { place: placeRef(tenant, chainOf(base, root)), parent: placeRef(tenant, base) }
}
/** The Playground gives messages ids of their own, made in the same moment as the chain's. */
const isRoot = (activity: Activity, root: string, about: string | undefined): boolean =>
  about === root ||
  (activity.type === 'message' &&
    !/^\d+$/.test(about ?? '') &&
    Math.abs(timeOf(activity).getTime() - Number(root)) < 50)

const timeOf = ({ timestamp }: Activity): Date => {
  const at = timestamp === undefined ? new Date() : new Date(timestamp)
  return Number.isNaN(at.getTime()) ? new Date() : at
}
export const isDirect = ({ conversation }: Activity): boolean => conversation.conversationType === 'personal'

/** A post in the conversation of this activity. */
export const postIn = (activity: Activity, id: string): PostRef =>
  postRef(tenantOf(activity), activity.conversation.id, id)

export const localeIn = (activity: Activity): string | undefined =>
  activity.locale ?? activity.entities.find(({ type }) => type === 'clientInfo')?.locale

export const arrivalOf = (activity: Activity, kind: string, about?: string): Arrival => {
  const tenant = tenantOf(activity)
  const from = activity.from?.id ?? ''
  const locale = localeIn(activity)
  return {
    id: `${kind}/${activity.conversation.id}#${activity.id ?? ''}`,
    at: timeOf(activity),
    workspace: workspaceRef(tenant),
    from: userRef(tenant, from),
    name: activity.from?.name ?? '',
    ...(locale && { locale }),
    ...whereOf(activity, about),
    direct: isDirect(activity),
    answer: { platform: platformName, kind: 'answer', id: answerId(tenant, activity.conversation.id, from) },
  }
}

const isBot = ({ from, recipient }: Activity): boolean =>
  from?.id === undefined || from.id === recipient?.id || from.role === 'bot' || from.id.startsWith('28:')

/** Events of an activity, none when it is none of the desk's business. Invokes are read where they are answered. */
export const toInbound = (activity: Activity): readonly Inbound[] => {
  if (activity.type === 'conversationUpdate' || activity.type === 'installationUpdate') return lifecycle(activity)
  if (isBot(activity)) return []
  switch (activity.type) {
    case 'message':
      return message(activity)
    case 'messageUpdate':
      return edit(activity)
    case 'messageDelete':
      return activity.id === undefined
        ? []
        : [{ ...changed(activity, 'delete'), kind: 'delete', post: postIn(activity, activity.id) }]
    case 'messageReaction':
      return reactions(activity)
    case 'typing':
      return [{ ...arrivalOf(activity, 'typing'), kind: 'typing' }]
    default:
      return []
  }
}

const message = (activity: Activity): readonly Inbound[] => {
  if (activity.id === undefined) return []
  const { text, files, unshown, replyTo } = contentsOf(activity)
  if (isEmpty(text) && files.length + unshown.length === 0 && !isAddressed(activity)) return []
  return [
    {
      ...arrivalOf(activity, 'message', activity.id),
      kind: 'message',
      post: postIn(activity, activity.id),
      text,
      files,
      ...(unshown.length > 0 && { unshown }),
      ...threadUnder(activity),
      ...(replyTo !== undefined && { replyTo: postIn(activity, replyTo) }),
      ...(isAddressed(activity) && { addressed: true }),
    },
  ]
}

/** A root message in a channel is the first of its chain already. */
const threadUnder = (activity: Activity): { thread?: PlaceRef } => {
  const { root } = baseOf(activity.conversation.id)
  const isRootPost = root !== undefined && whereOf(activity).parent === undefined
  return isRootPost ? { thread: placeRef(tenantOf(activity), activity.conversation.id) } : {}
}

/** An edited message keeps its id, so the event's own is what it says and when. */
const changed = (activity: Activity, kind: string): Arrival => {
  const arrival = arrivalOf(activity, kind, activity.id)
  const said = createHash('sha256')
    .update(activity.text ?? '')
    .digest('base64url')
    .slice(0, 12)
  return { ...arrival, id: `${arrival.id}/${arrival.at.getTime()}/${said}` }
}
const edit = (activity: Activity): readonly Inbound[] => {
  // Undone, a deletion gives the words back: to the desk they are what the post says now.
  const { text, files, unshown } = contentsOf(activity)
  if (activity.id === undefined || (isEmpty(text) && files.length + unshown.length === 0)) return []
  // Whether an edit without attachments means that there are none any more is not documented.
  const what = { text, ...(files.length > 0 && { files }), ...(unshown.length > 0 && { unshown }) }
  return [{ ...changed(activity, 'edit'), kind: 'edit', post: postIn(activity, activity.id), ...what }]
}

const reactions = (activity: Activity): readonly Inbound[] => {
  const on = activity.replyToId
  if (on === undefined) return []
  const all = [
    ...activity.reactionsAdded.map(({ type }) => ({ type, added: true })),
    ...activity.reactionsRemoved.map(({ type }) => ({ type, added: false })),
  ]
  return all.flatMap(({ type, added }): Inbound[] => {
    const arrival = arrivalOf(activity, 'reaction', on)
    if (type === undefined) return []
    const id = `${arrival.id}/${on}/${added ? '+' : '-'}${type}/${arrival.at.getTime()}`
    return [{ ...arrival, id, kind: 'reaction', post: postIn(activity, on), emoji: emojiOf(type), added }]
  })
}

const archived = new Set(['channelDeleted', 'teamArchived', 'teamDeleted', 'teamHardDeleted'])
const lifecycle = (activity: Activity): readonly LifecycleChanged[] => {
  if (activity.from?.id === undefined) return []
  const us = activity.recipient?.id
  const told = (what: LifecycleChanged['what'], more: Partial<LifecycleChanged> = {}): LifecycleChanged => {
    const arrival = arrivalOf(activity, what)
    return {
      ...arrival,
      ...placeIn(activity),
      id: `${arrival.id}/${arrival.at.getTime()}`,
      kind: 'lifecycle',
      what,
      ...more,
    }
  }
  if (activity.type === 'installationUpdate') {
    if (activity.action?.startsWith('add')) return [told('installed')]
    // One person or team of the tenant lets go of the app: the tenant's other places go on.
    return activity.action?.startsWith('remove') ? [told('left')] : []
  }
  if (archived.has(activity.channelData?.eventType ?? '')) return [told('archived')]
  if (isDirect(activity)) return []
  if (activity.membersAdded.some((member) => member?.id === us)) return [told('joined')]
  if (activity.membersRemoved.some((member) => member?.id === us)) return [told('left')]
  if (activity.membersAdded.length > 0) return [told('members-changed')]
  return activity.membersRemoved.flatMap((member) =>
    member?.id === undefined
      ? []
      : [
          told('member-left', {
            id: `member-left/${activity.conversation.id}#${activity.id ?? ''}/${member.id}`,
            from: userRef(tenantOf(activity), member.id),
            name: member.name ?? '',
            unreadable: placeIn(activity).place.id,
          }),
        ],
  )
}
/** A channel's events are told in the team's first channel, and name their own. */
const placeIn = (activity: Activity): { readonly place: PlaceRef } => {
  const channel = activity.channelData?.channel?.id
  return { place: placeRef(tenantOf(activity), channel ?? baseOf(activity.conversation.id).base) }
}
