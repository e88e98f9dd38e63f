import { DeliveryFailure, type GroupRef, type PlaceRef, type Profile, type UserRef } from '../../src/platform'
import { readProfile } from './directory'
import type { Session } from './session'
import { workspaceOf } from './session'
import { call } from './outgoing-call'
import { channelRef, groupRef, partsOf, userRef } from './refs'

/** Of a user group, or of a channel that the bot is in. */
export const membersOf = async (session: Session, group: GroupRef | PlaceRef): Promise<readonly UserRef[]> => {
  const { workspace, channel: id } = partsOf(group)
  const { client } = await workspaceOf(session, workspace)
  if (group.kind === 'group') {
    const { users } = await call(async () => client.usergroups.users.list({ usergroup: id }))
    return (users ?? []).map((user) => userRef(workspace, user))
  }
  const found: UserRef[] = []
  let cursor = ''
  do {
    const page = await call(async () =>
      client.conversations.members({ channel: id, limit: 1000, ...(cursor !== '' && { cursor }) }),
    )
    // Without this a channel that cannot be read would look like one that everybody left.
    if (page.members === undefined) throw new DeliveryFailure('unclear', 'Slack did not tell who is in the channel')
    found.push(...page.members.map((user) => userRef(workspace, user)))
    cursor = page.response_metadata?.next_cursor ?? ''
  } while (cursor !== '')
  return found
}

/** By its mention, its handle, its name or its id. */
export const groupCalled = async (session: Session, workspace: string, typed: string) => {
  const { client } = await workspaceOf(session, workspace)
  const { usergroups } = await call(async () => client.usergroups.list())
  const named = (/^<!subteam\^([A-Z0-9]+)/.exec(typed)?.[1] ?? typed.replace(/^@/, '')).toLowerCase()
  const found = usergroups?.find(({ id, handle, name }) =>
    [id, handle, name].some((one) => one?.toLowerCase() === named),
  )
  return found?.id === undefined
    ? undefined
    : { ref: groupRef(workspace, found.id), name: `@${found.handle ?? found.name ?? found.id}` }
}

/** The channel in which the bot and this person are alone. */
export const directChannel = async (session: Session, to: UserRef): Promise<PlaceRef> => {
  const { workspace: id, channel: users } = partsOf(to)
  const { client } = await workspaceOf(session, id)
  const { channel } = await call(async () => client.conversations.open({ users }))
  if (channel?.id === undefined) throw new DeliveryFailure('unclear', 'Slack did not name the conversation')
  return channelRef(id, channel.id)
}

export const profileOf = async (session: Session, user: UserRef): Promise<Profile> => {
  const { workspace: id, channel: userId } = partsOf(user)
  const { client } = await workspaceOf(session, id)
  const found = await call(async () => client.users.info({ user: userId, include_locale: true }))
  const presence = await client.users.getPresence({ user: userId }).then(
    (answer) => answer.presence,
    () => undefined,
  )
  return { ...readProfile(found.user), presence: presence === 'active' || presence === 'away' ? presence : 'unknown' }
}
