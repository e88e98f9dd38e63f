import { DeliveryFailure, type Host } from '../../src/platform'
import type { Directory } from './directory'
import type { Watched } from './backfill-watched'
import type { Workspace, Workspaces } from './connect-workspaces'

/** Parts that there are between start and stop. */
export interface Session {
  readonly host: Host
  readonly workspaces: Workspaces
  readonly directory: Directory
  readonly watched: Watched
  /** Address of Slack, when it is not at slack.com. */
  readonly apiUrl?: string
}

/** Throws DeliveryFailure when the app is not installed there, or when that cannot be known just now. */
export const workspaceOf = async ({ workspaces }: Session, id: string): Promise<Workspace> => {
  let found: Workspace | undefined
  try {
    found = await workspaces.byId(id)
  } catch (cause) {
    throw new DeliveryFailure('again', 'the installation could not be looked up', undefined, { cause })
  }
  if (found) return found
  throw new DeliveryFailure('blocked', `the app is not installed in ${id}`)
}

/** Slack's own hosts, or the one that the configuration names: tokens and answers go nowhere else. */
export const isSlackUrl = (url: string, apiUrl: string | undefined): boolean => {
  if (!URL.canParse(url)) return false
  const { protocol, host, hostname } = new URL(url)
  if (apiUrl !== undefined && host === new URL(apiUrl).host) return true
  return protocol === 'https:' && /(^|\.)(slack\.com|slack-gov\.com|slack-files\.com)$/.test(hostname)
}
