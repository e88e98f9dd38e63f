import { DeliveryFailure, type GroupRef, type PlaceRef, type UserRef } from '../../src/platform'
import type { Open } from './session'
import { workspaceOf } from './session'
import { call } from './outgoing-call'
import { groupRef, partsOf, userRef } from './refs'

/** Of a user group, or of a channel that the bot is in. */
export const membersOf = async (open: Open, group: GroupRef | PlaceRef): Promise<readonly UserRef[]> => {
  const { workspace, channel: id } = partsOf(group)
  const { client } = await workspaceOf(open, workspace)
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
export const groupCalled = async (open: Open, workspace: string, typed: string) => {
  const { client } = await workspaceOf(open, workspace)
  const { usergroups } = await call(async () => client.usergroups.list())
  const named = (/^<!subteam\^([A-Z0-9]+)/.exec(typed)?.[1] ?? typed.replace(/^@/, '')).toLowerCase()
  const found = usergroups?.find(({ id, handle, name }) =>
    [id, handle, name].some((one) => one?.toLowerCase() === named),
  )
  return found?.id === undefined
    ? undefined
    : { ref: groupRef(workspace, found.id), name: `@${found.handle ?? found.name ?? found.id}` }
}
