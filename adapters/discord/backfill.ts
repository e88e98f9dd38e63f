import type { APIChannel } from 'discord.js'
import { DeliveryFailure, type Inbound, type Log } from '../../src/platform'
import type { Message } from './inbound-contents'
import { channelOf, isForum, type Channel, type Known } from './directory-known'
import type { Api } from './outgoing-call'
import { isAfter, timeOf } from './refs'
import type { Watermarks } from './backfill-watermarks'

const pageSize = 100
const archivePage = 50

export interface BackfillParts {
  readonly api: Api
  readonly known: Known
  readonly marks: Watermarks
  readonly log: Log
  toInbound(message: Message): Promise<Inbound | undefined>
}
interface Archived {
  readonly threads: readonly (APIChannel & { readonly thread_metadata?: { readonly archive_timestamp: string } })[]
  readonly has_more: boolean
}

/**
 * Reads what was written while nobody listened: per channel and thread what came after its mark, archived threads and
 * direct messages too. The core knows again what it has already.
 */
export const createBackfill = ({ api, known, marks, log, toInbound }: BackfillParts) => {
  /** Messages of one channel that came after its mark, oldest first. The mark moves when the next one is asked for. */
  async function* history(channel: string): AsyncGenerator<Inbound> {
    const mark = marks.after(channel)
    if (mark === undefined) return
    let after: string = mark
    for (;;) {
      const query = { after, limit: pageSize }
      const page: readonly Message[] = await api.call('GET', `/channels/${channel}/messages`, { query })
      for (const message of page.toSorted((a, b) => (isAfter(a.id, b.id) ? 1 : -1))) {
        const event = await toInbound(message)
        if (event) yield event
        marks.reach(channel, message.id)
        after = message.id
      }
      if (page.length < pageSize) return
    }
  }

  /** True when something was written in it that is not stored; false before the very first start. */
  const isBehind = ({ id, last }: Channel): boolean => {
    const after = marks.after(id)
    return last !== undefined && after !== undefined && isAfter(last, after)
  }

  /** The list goes from what was archived last backwards, to what was archived before `since`: that has nothing new. */
  const listArchived = async (channel: Channel, list: string, since: Date): Promise<readonly Channel[]> => {
    const threads: Channel[] = []
    for (let before: string | undefined; ;) {
      const query = { limit: archivePage, ...(before && { before }) }
      const page: Archived = await api.call('GET', `/channels/${channel.id}/${list}`, { query })
      threads.push(...page.threads.map((thread) => channelOf(thread, channel.guild)))
      const oldest = page.threads.at(-1)
      const at = oldest?.thread_metadata?.archive_timestamp
      before = list.startsWith('users') ? oldest?.id : at
      if (!page.has_more || before === undefined || (at !== undefined && new Date(at) < since)) return threads
    }
  }

  return {
    history,
    isBehind,
    /** Threads of this channel that were archived meanwhile, with something in them that is not stored. */
    async archivedThreads(channel: Channel): Promise<readonly Channel[]> {
      const horizon = marks.horizon()
      const mayHave = channel.type === 0 || channel.type === 5 || isForum(channel.type)
      if (horizon === undefined || !mayHave) return []
      const lists = ['threads/archived/public', 'users/@me/threads/archived/private']
      const found = await Promise.all(lists.map((list) => listArchived(channel, list, timeOf(horizon)))).catch(
        (error: unknown) => {
          if (!(error instanceof DeliveryFailure) || (error.kind !== 'blocked' && error.kind !== 'gone')) throw error
          log.debug({ channel: channel.id, why: error.message }, 'the threads of a channel cannot be listed')
          return []
        },
      )
      const threads = found.flat()
      for (const thread of threads) known.channels.set(thread.id, thread)
      return threads.filter(isBehind)
    },
  }
}
export type Backfill = ReturnType<typeof createBackfill>
