import type { Inbound } from '../../src/platform'
import { page } from './outgoing-find'
import { messageArrived, messageEdited } from './inbound'
import { record, text, type Json } from './payload'
import { namesIn } from './inbound-native'
import type { Session } from './session'
import { toFailure } from './outgoing-call'
import { partsOf } from './refs'
import type { Workspace } from './connect-workspaces'

export interface Backfill {
  /** Yields whatever was said since the last sign of life. Stops when Slack asks to wait and goes on in a later call. */
  missed(): AsyncGenerator<Inbound>
  /** Events may have been lost just now. */
  suspect(): void
}

interface Spot {
  readonly workspace: Workspace
  readonly channel: string
  readonly ts?: string
}
interface Round {
  readonly since: number
  readonly until: number
  readonly spots: Spot[]
}

const marginMs = 120_000
/** Slack itself sends what failed again, for a day when "Delayed Events" is on: further back nobody waits for an answer. */
const furthestMs = 3 * 86_400_000

const spotsOf = async ({ watched }: Session, workspace: Workspace): Promise<Spot[]> => {
  const spots: Spot[] = []
  let cursor: string | undefined
  do {
    const answer = await workspace.client.users.conversations({
      types: 'public_channel,private_channel,im',
      exclude_archived: true,
      limit: 200,
      ...(cursor !== undefined && { cursor }),
    })
    for (const channel of answer.channels ?? [])
      if (channel.id !== undefined) spots.push({ workspace, channel: channel.id })
    cursor = answer.response_metadata?.next_cursor || undefined
  } while (cursor !== undefined)
  const threads = (await watched.in(workspace.id)).flatMap((thread) => {
    const { channel, ts } = partsOf(thread)
    return ts === undefined ? [] : [{ workspace, channel, ts }]
  })
  return [...spots, ...threads]
}

export const createBackfill = (session: Session): Backfill => {
  const memory = session.host.memory('watch')
  let round: Round | undefined
  let isFirst = true
  let isSuspect = false
  let notBefore = 0

  const begin = async (): Promise<Round | undefined> => {
    const now = Date.now()
    const seen = await memory.get('alive')
    const alive = typeof seen === 'number' ? seen : undefined
    // While we live Slack repeats what it could not deliver; a look is needed after a gap only.
    if (alive === undefined || !(isFirst || isSuspect)) return undefined
    const spots: Spot[] = []
    for (const workspace of await session.workspaces.all()) spots.push(...(await spotsOf(session, workspace)))
    return { since: Math.max(alive - marginMs, now - furthestMs), until: now, spots }
  }

  async function* lookAt({ workspace, channel, ts }: Spot, since: number): AsyncGenerator<Inbound> {
    const found: Json[] = []
    let cursor: string | undefined
    do {
      const asked = { oldest: String(since / 1000), ...(cursor !== undefined && { cursor }) }
      const answer = await page(workspace, { channel, ...(ts !== undefined && { ts }) }, asked)
      found.push(...answer.messages)
      cursor = answer.next
    } while (cursor !== undefined)
    // A thread's answer begins with its root, however old.
    const fresh = found.filter(
      (message) => Number(message['ts']) * 1000 >= since || Number(record(message['edited'])['ts']) * 1000 >= since,
    )
    for (const message of fresh.toSorted((a, b) => Number(a['ts']) - Number(b['ts']))) {
      const { people, channels } = namesIn({ event: message })
      const native = {
        body: {},
        at: new Date(),
        workspace: workspace.id,
        bot: workspace.bot,
        people: await session.directory.known(workspace, people),
        channels: await session.directory.channels(workspace, channels),
      }
      const arrived = Number(message['ts']) * 1000 >= since ? messageArrived(native, channel, message) : undefined
      if (arrived) yield arrived
      const edited = text(record(message['edited'])['ts']) === '' ? undefined : messageEdited(native, channel, message)
      if (edited) yield edited
    }
  }

  async function* missed(): AsyncGenerator<Inbound> {
    if (Date.now() < notBefore) return
    try {
      round ??= await begin()
      isFirst = false
      isSuspect = false
      while (round) {
        const spot = round.spots[0]
        if (!spot) break
        try {
          yield* lookAt(spot, round.since)
        } catch (error) {
          const { kind, retryAt } = toFailure(error)
          if (kind === 'throttled' || kind === 'again' || kind === 'unclear') throw error
          session.host.log.warn(
            { channel: spot.channel, kind, retryAt },
            'a place could not be looked through for what was missed',
          )
        }
        round.spots.shift()
      }
      await memory.put('alive', round?.until ?? Date.now())
      round = undefined
    } catch (error) {
      const { retryAt, message } = toFailure(error)
      if (!round) isFirst = true
      notBefore = retryAt?.getTime() ?? Date.now() + 5000
      session.host.log.warn({ reason: message, left: round?.spots.length }, 'looking for what was missed goes on later')
    }
  }

  return { missed, suspect: () => void (isSuspect = true) }
}
