import { normalize, type Inbound, type Inline, type OperationInfo, type RichText } from '../../src/platform'
import { readCommand } from './commands'
import { reactionOf } from './emoji'
import { interaction, onAction, onSubmit, shortcutOf } from './interactions-read'
import { list, maybe, number, record, text, type Json } from './payload'
import { contentsOf, silentSubtypes } from './inbound-contents'
import { arrival, isBots, threadIn, timeOf, wordsOn, type Where } from './inbound-message'
import { eventOf, type Native } from './inbound-native'
import { isDirect, postRef, threadRef, userRef } from './refs'

/** A message as it stands in a channel: what an event brings, and what history does. */
export const messageArrived = (native: Native, channel: string, message: Json): Inbound | undefined => {
  const ts = text(message['ts'])
  const user = text(message['user'])
  if (ts === '' || user === '' || silentSubtypes.has(text(message['subtype'])) || isBots(message, native))
    return undefined
  const { text: words, files, unshown } = contentsOf(message, native)
  const isAddressed = JSON.stringify([message['text'], message['blocks']]).includes(native.bot)
  return {
    ...arrival(native, `message/${channel}/${ts}`, user, timeOf(ts, native), { channel, ts, ...threadIn(message) }),
    kind: 'message',
    post: postRef(native.workspace, channel, ts),
    text: isAddressed ? withoutAddress(words, native) : words,
    files,
    ...(unshown.length > 0 && { unshown }),
    ...(maybe(message['thread_ts']) === undefined &&
      !isDirect(channel) && { thread: threadRef(native.workspace, channel, ts) }),
    ...(isAddressed && { addressed: true }),
  }
}

/** Called first, the bot's name is an address and no part of the words. */
const withoutAddress = ([first, ...rest]: RichText, { workspace, bot }: Native): RichText => {
  if (first?.kind !== 'paragraph') return first === undefined ? [] : [first, ...rest]
  const from = first.inlines.findIndex((inline) => inline.kind !== 'text' || inline.text.trim() !== '')
  const called = first.inlines[from]
  if (called?.kind !== 'mention' || called.user?.id !== userRef(workspace, bot).id) return [first, ...rest]
  const [next, ...others] = first.inlines.slice(from + 1)
  const begin: Inline[] =
    next?.kind === 'text' ? [{ ...next, text: next.text.replace(/^[\s,:]+/, '') }] : next ? [next] : []
  return normalize([{ ...first, inlines: [...begin, ...others] }, ...rest])
}

/** The latest words of a message that was edited. The id is the same whether an event or history tells of it. */
export const messageEdited = (native: Native, channel: string, message: Json): Inbound | undefined => {
  const ts = text(message['ts'])
  const edited = record(message['edited'])
  const at = text(edited['ts'])
  const user = maybe(edited['user']) ?? text(message['user'])
  if (ts === '' || at === '' || user === '' || isBots(message, native)) return undefined
  const stands = standing(message)
  const left = list(message['files']).filter((file) => stands.includes(text(record(file)['id'])))
  const { text: words, files, unshown: all } = contentsOf({ ...message, files: left }, native)
  // Without its files there may be nothing left of it.
  const unshown = all.filter(({ kind }) => kind !== 'other')
  return {
    ...arrival(native, `edit/${channel}/${ts}/${at}`, user, timeOf(at, native), { channel, ts, ...threadIn(message) }),
    kind: 'edit',
    post: postRef(native.workspace, channel, ts),
    text: words,
    files,
    ...(unshown.length > 0 && { unshown }),
  }
}

const deleted = (native: Native, channel: string, previous: Json, ts: string, at: string): Inbound | undefined => {
  const user = text(previous['user'])
  if (ts === '' || user === '' || isBots(previous, native)) return undefined
  return {
    ...arrival(native, `delete/${channel}/${ts}`, user, timeOf(at, native), { channel, ts, ...threadIn(previous) }),
    kind: 'delete',
    post: postRef(native.workspace, channel, ts),
  }
}

/** The files that are still with a message. */
const standing = (message: Json): readonly string[] =>
  list(message['files'])
    .map(record)
    .filter((file) => text(file['mode']) !== 'tombstone')
    .map((file) => text(file['id']))

const onMessage = (native: Native, event: Json): Inbound | undefined => {
  const channel = text(event['channel'])
  const at = text(event['event_ts']) || text(event['ts'])
  const previous = record(event['previous_message'])
  if (channel === '') return undefined
  switch (text(event['subtype'])) {
    case 'message_changed': {
      const message = record(event['message'])
      // The first message of a thread is not removed but emptied.
      if (message['subtype'] === 'tombstone') return deleted(native, channel, previous, text(message['ts']), at)
      // Previews, pins and the like change a message too: only `edited` says that a person did.
      const isSame = text(record(previous['edited'])['ts']) === text(record(message['edited'])['ts'])
      if (!isSame) return messageEdited(native, channel, message)
      // A file that is deleted leaves the message, and that is no edit to Slack.
      const hasLost = standing(previous).some((id) => !standing(message).includes(id))
      return hasLost
        ? messageEdited(native, channel, { ...message, edited: { user: message['user'], ts: at } })
        : undefined
    }
    case 'message_deleted':
      return deleted(native, channel, previous, text(event['deleted_ts']), at)
    default:
      return messageArrived(native, channel, event)
  }
}

const onReaction = (native: Native, event: Json, operations: readonly OperationInfo[]): Inbound | undefined => {
  const item = record(event['item'])
  const [user, channel, ts] = [text(event['user']), text(item['channel']), text(item['ts'])]
  if (item['type'] !== 'message' || user === '' || user === native.bot || native.people[user]?.bot) return undefined
  const emoji = reactionOf(text(event['reaction']))
  const added = event['type'] === 'reaction_added'
  const { found } = native
  const common = arrival(native, text(native.body['event_id']), user, timeOf(text(event['event_ts']), native), {
    channel,
    ts,
    ...(found ? threadIn(found) : {}),
  })
  const post = postRef(native.workspace, channel, ts)
  const asked = added ? operations.find((operation) => operation.reaction === emoji) : undefined
  const author = text(found?.['user']) || text(event['item_user'])
  if (!asked || !found || author === '' || isBots({ ...found, user: author }, native))
    return { ...common, kind: 'reaction', post, emoji, added }
  return { ...common, kind: 'invoke', operation: asked.name, input: {}, on: post, ...wordsOn(native, found, author) }
}
type What = Extract<Inbound, { kind: 'lifecycle' }>['what']
const onLifecycle = (native: Native, event: Json): Inbound | undefined => {
  const { bot, body } = native
  const channel = maybe(event['channel']) ?? maybe(record(event['channel'])['id'])
  const at = timeOf(text(event['event_ts']) || String(number(body['event_time']) ?? ''), native)
  const tell = (
    what: What,
    user: string,
    where: Where = channel === undefined ? {} : { channel },
    unreadable?: string,
  ): Inbound => ({
    ...arrival(native, text(body['event_id']), user, at, where),
    kind: 'lifecycle',
    what,
    ...(unreadable !== undefined && { unreadable }),
  })
  const { workspace } = native
  const user = text(event['user'])
  switch (text(event['type'])) {
    case 'app_home_opened':
      return event['tab'] === 'home' && user !== '' ? tell('home-opened', user, {}) : undefined
    case 'member_joined_channel': {
      // The one to ask what the channel is for is whoever invited the bot.
      const inviter = maybe(event['inviter'])
      if (user !== bot) return user === '' ? undefined : tell('members-changed', user)
      return inviter === undefined ? undefined : tell('joined', inviter)
    }
    case 'member_left_channel':
      if (user === bot) return tell('left', bot)
      // A public channel is read by whoever is in the workspace.
      return user === '' || channel === undefined
        ? undefined
        : tell('member-left', user, undefined, event['channel_type'] === 'G' ? `${workspace}/${channel}` : undefined)
    case 'user_change': {
      const { id, deleted, is_bot: isBot } = record(event['user'])
      const isOut = deleted === true && isBot !== true && text(id) !== ''
      return isOut ? tell('member-left', text(id), {}, `${workspace}/`) : undefined
    }
    case 'subteam_members_changed':
    case 'subteam_updated':
      return tell('members-changed', bot, {})
    case 'channel_left':
    case 'group_left':
      return tell('left', maybe(event['actor_id']) ?? bot)
    case 'channel_archive':
    case 'group_archive':
    case 'channel_deleted':
    case 'group_deleted':
      return tell('archived', user || bot)
    case 'app_uninstalled':
      return tell('revoked', bot, {})
    case 'tokens_revoked':
      return list(record(event['tokens'])['bot']).length > 0 ? tell('revoked', bot, {}) : undefined
    default:
      return undefined
  }
}

const onEvent = (native: Native, operations: readonly OperationInfo[]): Inbound | undefined => {
  const event = eventOf(native)
  switch (text(event['type'])) {
    case 'message':
    case 'app_mention':
      return onMessage(native, event)
    case 'reaction_added':
    case 'reaction_removed':
      return onReaction(native, event, operations)
    default:
      return onLifecycle(native, event)
  }
}

/** Event that a verified payload means to the desk; undefined when it is none of its business. Pure. */
export const toInbound = (native: Native, operations: readonly OperationInfo[]): Inbound | undefined => {
  const { body } = native
  if (body['event'] !== undefined) return onEvent(native, operations)
  if (body['command'] !== undefined) {
    const read = readCommand(native, operations)
    return read.kind === 'invoke'
      ? { ...interaction(native), kind: 'invoke', operation: read.operation, input: read.input }
      : undefined
  }
  switch (text(body['type'])) {
    case 'block_actions':
      return onAction(native)
    case 'message_action':
    case 'shortcut':
      return { ...interaction(native), kind: 'invoke', input: {}, ...shortcutOf(native) }
    case 'view_submission':
      return onSubmit(native, operations)
    default:
      return undefined
  }
}
