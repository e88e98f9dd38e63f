import { createHash } from 'node:crypto'
import { unpackAction, type Memory, type OperationInfo, defined } from '../../src/platform'
import { reactionOf } from './emoji'
import type { Errand } from './forms-read'
import { pressedId } from './interactions-read'
import { list, maybe, record, text, type Json } from './payload'
import { longestMetadata } from './limits'
import { namesIn, type Native } from './inbound-native'
import type { Session } from './session'
import { toFailure } from './outgoing-call'
import type { Workspace } from './connect-workspaces'

/** The errand as a modal carries it: a token where it is too long. */
export const packErrand = async (memory: Memory, errand: Errand): Promise<string> => {
  const whole = JSON.stringify(errand)
  if (whole.length <= longestMetadata) return whole
  const id = `t:${createHash('sha256').update(whole).digest('base64url').slice(0, 22)}`
  await memory.put(id, whole)
  return id
}
const recallErrand = async (memory: Memory, id: string): Promise<unknown> => {
  const kept = id.startsWith('t:') ? await memory.get(id) : undefined
  return typeof kept === 'string' ? JSON.parse(kept) : undefined
}

/** The message under a reaction that is a door to an operation: the desk may never have seen it. */
const reactedMessage = async (
  { client, bot }: Workspace,
  event: Json,
  operations: readonly OperationInfo[],
): Promise<Json | undefined> => {
  const emoji = reactionOf(text(event['reaction']))
  const isDoor = event['type'] === 'reaction_added' && operations.some(({ reaction }) => reaction === emoji)
  if (!isDoor || event['item_user'] === bot || event['user'] === bot) return undefined
  const item = record(event['item'])
  const ts = text(item['ts'])
  try {
    // By a reply's own ts too, which `history` does not know.
    const answer = await client.conversations.replies({
      channel: text(item['channel']),
      ts,
      latest: ts,
      oldest: ts,
      inclusive: true,
      limit: 5,
    })
    return (answer.messages ?? []).map(record).find((message) => message['ts'] === ts)
  } catch (error) {
    const failure = toFailure(error)
    // Not acknowledged, it comes again in a minute and in five.
    if (failure.kind === 'throttled' || failure.kind === 'again' || failure.kind === 'unclear') throw failure
    return undefined
  }
}

/** Looks up all that is needed to understand a verified payload. Rejects when that is not possible just now. */
export const lookUp = async (session: Session, workspace: Workspace, body: Json): Promise<Native> => {
  const { host, directory } = session
  const pressed = list(body['actions']).length > 0 ? pressedId(body) : ''
  const metadata = text(record(body['view'])['private_metadata'])
  const [action, errand, found] = await Promise.all([
    pressed.startsWith('t:') ? unpackAction(pressed, host.memory('actions')) : undefined,
    metadata.startsWith('t:') ? recallErrand(host.memory('actions'), metadata) : undefined,
    reactedMessage(workspace, record(body['event']), host.operations),
  ])
  const named = namesIn(body, found)
  const [known, channels] = await Promise.all([
    directory.known(workspace, named.people),
    directory.channels(workspace, named.channels),
  ])
  return {
    body,
    at: new Date(),
    workspace: workspace.id,
    bot: workspace.bot,
    people: known,
    channels,
    ...(action && { action }),
    ...defined({ errand }),
    ...(found && { found }),
  }
}

/** The cards that a workspace's own bot posted: a control of another bot's would be a payload's word for its tenant. */
export const isOwnCard = (body: Json, { bot, botId }: Workspace): boolean => {
  const message = record(body['message'])
  if (body['type'] !== 'block_actions' || Object.keys(message).length === 0) return true
  return message['user'] === bot || (botId !== undefined && maybe(message['bot_id']) === botId)
}
