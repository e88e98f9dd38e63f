import type { Finding, PlaceRef } from '../../src/platform'
import type { Session } from './session'
import { workspaceOf } from './session'
import { slackCode } from './outgoing-call'
import { partsOf, platformName as network } from './refs'
import { botScopes } from './manifest-scopes'

const unseen = new Set(['channel_not_found', 'missing_scope', 'team_not_found'])

/** Scopes that were not granted, and channels that the bot is not in. */
export const diagnose = async (session: Session, places: readonly PlaceRef[]): Promise<readonly Finding[]> => {
  const findings: Finding[] = []
  for (const { client } of await session.workspaces.all()) {
    const { response_metadata: told } = await client.auth.test()
    const granted = told?.scopes
    for (const name of granted === undefined ? [] : botScopes.filter((scope) => !granted.includes(scope)))
      findings.push({ what: 'missing-scope', network, name })
  }
  for (const place of places) {
    const { workspace, channel } = partsOf(place)
    const found = await workspaceOf(session, workspace)
      .then(async ({ client }) => client.conversations.info({ channel }))
      .then(
        ({ channel: one }) => one,
        (error: unknown) => {
          if (unseen.has(slackCode(error))) return undefined
          throw error
        },
      )
    const isIn = found !== undefined && (found.is_member !== false || found.is_im === true)
    const placeName = found?.name === undefined ? {} : { placeName: `#${found.name}` }
    if (found?.is_archived === true) findings.push({ what: 'archived-place', network, place, ...placeName })
    else if (!isIn) findings.push({ what: 'not-in-place', network, place, ...placeName })
    else if (found.is_read_only === true)
      findings.push({ what: 'missing-permission', network, place, name: 'Post messages', ...placeName })
  }
  return findings
}
