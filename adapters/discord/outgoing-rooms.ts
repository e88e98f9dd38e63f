import type { APIChannel } from 'discord.js'
import type { PlaceRef, Platform, PostRef } from '../../src/platform'
import type { Calls } from './outgoing-body'
import { channelOf, isDirect, isThread } from './directory-known'
import { codeOf, threadExists } from './outgoing-call'
import { placeRef, platformName, readPlace, readPost, type Spot } from './refs'
import { threadName } from './render'

type Rooms = Pick<Platform, 'open' | 'settle'>

/** A week: threads of tickets that rest stay in sight that long. */
const archiveAfter = 10_080
const publicThread = 11
const privateThread = 12

/** Threads: a ticket's room. */
export const createRooms = ({ running, call, archive, config }: Calls): Rooms => {
  const open: Rooms['open'] = async (at, room, key) => {
    const spot = at.kind === 'post' ? readPost(at as PostRef) : readPlace(at as PlaceRef)
    const place = await running().channel(spot.channel)
    // A forum's post and a direct message are rooms already, and a thread has no threads.
    if (place && (isThread(place.type) || isDirect(place.type))) return placeRef(spot)
    const name = threadName(room.title)
    const isPrivate = room.private || (config.DISCORD_CUSTOMER_THREADS === 'private' && room.members.length > 0)
    const thread =
      'message' in spot && !isPrivate
        ? await underPost(spot as ReturnType<typeof readPost>, name)
        : await loose(spot, name, isPrivate, key)
    const members = isPrivate ? room.members.filter(({ platform }) => platform === platformName) : []
    for (const { id } of members) await call(spot, 'PUT', `/channels/${thread}/thread-members/${id}`)
    return placeRef({ ...spot, channel: thread })
  }
  /** A message has one thread, whose id is its own. */
  const underPost = async ({ message, ...spot }: ReturnType<typeof readPost>, name: string): Promise<string> => {
    const { known } = running()
    const thread = await call<APIChannel>(spot, 'POST', `/channels/${spot.channel}/messages/${message}/threads`, {
      body: { name, auto_archive_duration: archiveAfter },
    }).catch((error: unknown) => {
      if (codeOf(error) !== threadExists) throw error
      return undefined
    })
    if (thread) known.channels.set(thread.id, channelOf(thread, spot.guild))
    return thread?.id ?? message
  }
  const loose = async (spot: Spot, name: string, isPrivate: boolean, key: string): Promise<string> => {
    const { sends, known, me } = running()
    const begun = await sends.begin(key, `thread ${name}`)
    const earlier = begun.isAgain ? ((await sends.bearer(key)) ?? (await threadNamed(spot, name, me))) : undefined
    if (earlier) return earlier
    const thread = await call<APIChannel>(spot, 'POST', `/channels/${spot.channel}/threads`, {
      body: {
        name,
        auto_archive_duration: archiveAfter,
        type: isPrivate ? privateThread : publicThread,
        ...(isPrivate && { invitable: false }),
      },
    })
    known.channels.set(thread.id, channelOf(thread, spot.guild))
    await sends.done(begun, thread.id)
    return thread.id
  }
  /** Threads take no nonce: one whose answer was lost is known by its name, which has the ticket's number. */
  const threadNamed = async (spot: Spot, name: string, me: string): Promise<string | undefined> => {
    if (!spot.guild) return undefined
    const { threads } = await call<{
      threads: readonly { id: string; name: string; parent_id: string; owner_id: string }[]
    }>(spot, 'GET', `/guilds/${spot.guild}/threads/active`)
    return threads.find((thread) => thread.parent_id === spot.channel && thread.owner_id === me && thread.name === name)
      ?.id
  }

  const settle: Rooms['settle'] = async (room, state) => {
    const spot = readPlace(room)
    const place = await running().channel(spot.channel)
    // Not locked: whoever writes in it opens it again, and their words reach the desk.
    if (!place || !isThread(place.type)) return
    const isOver = state === 'closed'
    await archive(spot, isOver)
    const { over } = running().known
    if (isOver) over.set(spot.channel, true)
    else over.delete(spot.channel)
  }

  return { open, settle }
}
