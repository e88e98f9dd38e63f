import { createHash } from 'node:crypto'
import { DeliveryFailure, recentMap, type Memory } from '../../src/platform'
import type { Api } from './outgoing-call'
import { isAfter, snowflakeAt } from './refs'
import { visibleWords, type Component } from './render'

/**
 * Record of what was about to be sent, written before it was: Discord's history gives neither nonce nor key, so a message
 * whose answer was lost is known again by its words, its time, and by belonging to no other key.
 */
export interface Sends {
  begin(key: string, print: string, byWebhook?: boolean): Promise<Begun>
  done(begun: Begun, message: string): Promise<void>
  /** The message that bears this key: the gateway named it, or an answer did. */
  bearer(key: string): Promise<string | undefined>
  /** Looks in the channel's history. Undefined when it is surely not there, 'unknown' when nobody can say. */
  look(key: string, channel: string, since: Date, me: string): Promise<string | 'unknown' | undefined>
  /** The gateway shows a post of ours with its nonce. */
  seen(nonce: string, message: string): void
  forgetOld(): Promise<void>
}

export interface Begun {
  readonly nonce: string
  readonly note: Kept
  /** It was begun before. */
  readonly isAgain: boolean
}
interface Kept {
  readonly at: number
  readonly print: string
  readonly message?: string
  /** Without a nonce: sent again, it would be there twice. */
  readonly byWebhook?: boolean
}
interface Posted {
  readonly id: string
  readonly author: { readonly id: string }
  readonly application_id?: string
  readonly webhook_id?: string
  readonly content: string
  readonly components?: readonly Component[]
  readonly attachments: readonly { readonly size: number }[]
}

/** Nonce as Discord takes it: at most 25 characters. */
const nonceOf = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, 25)

/** The same for a message that is sent and for the one that is found. */
export const printOf = (
  message: Pick<Posted, 'content' | 'components'> | { content?: string; components?: readonly Component[] },
  /** Sizes of its files, in order: posts that are files alone have no other mark. */
  files: readonly number[],
): string =>
  createHash('sha256')
    .update(`${files.length === 0 ? 0 : files.join()}\n${visibleWords(message)}`)
    .digest('base64url')
    .slice(0, 22)

const keptMs = 3 * 24 * 3_600_000
const pageSize = 100
const mostPages = 5
const clockSlackMs = 30_000

export const createSends = (memory: Memory, api: Api): Sends => {
  const named = recentMap<string>(5000)

  const kept = async (nonce: string): Promise<Kept | undefined> => (await memory.get(nonce)) as Kept | undefined
  const byOthers = async (nonce: string): Promise<ReadonlySet<string>> => {
    const all = await memory.list('')
    return new Set(
      all.flatMap(({ key, value }) =>
        key !== nonce && (value as Kept).message ? [(value as Kept).message as string] : [],
      ),
    )
  }

  return {
    async begin(key, print, byWebhook = false) {
      const nonce = nonceOf(key)
      const note: Kept = { at: Date.now(), print, ...(byWebhook && { byWebhook }) }
      const earlier = (await storing(() => memory.add(nonce, note))) as Kept | undefined
      // Said with other words since then: those are looked for from now on.
      if (earlier !== undefined && earlier.message === undefined && earlier.print !== print)
        await storing(() => memory.put(nonce, { ...earlier, print }))
      return { nonce, note: earlier ?? note, isAgain: earlier !== undefined }
    },
    async done({ nonce, note }, message) {
      await memory.put(nonce, { ...note, message } satisfies Kept)
    },
    async bearer(key) {
      const nonce = nonceOf(key)
      return (await kept(nonce))?.message ?? named.get(nonce)
    },
    async look(key, channel, since, me) {
      const nonce = nonceOf(key)
      const wanted = await kept(nonce)
      if (!wanted) return undefined
      const others = await byOthers(nonce)
      let after = snowflakeAt(new Date(Math.min(since.getTime(), wanted.at) - clockSlackMs))
      for (let page = 0; page < mostPages; page++) {
        const posts = await api.call<readonly Posted[]>('GET', `/channels/${channel}/messages`, {
          query: { after, limit: pageSize },
        })
        const found = posts
          .filter((post) => (post.author.id === me || post.application_id === me) && !others.has(post.id))
          .toSorted((a, b) => (isAfter(a.id, b.id) ? 1 : -1))
          .find((post) => printOf(post, sizesIn(post)) === wanted.print)
        if (found) {
          // It bears this key now: the next one that is looked for is another.
          await memory.put(nonce, { ...wanted, message: found.id } satisfies Kept)
          return found.id
        }
        if (posts.length < pageSize) return wanted.byWebhook ? 'unknown' : undefined
        after = posts.reduce((last, { id }) => (isAfter(id, last) ? id : last), after)
      }
      return 'unknown'
    },
    seen(nonce, message) {
      named.set(nonce, message)
    },
    async forgetOld() {
      const oldest = Date.now() - keptMs
      for (const { key, value } of await memory.list('')) if ((value as Kept).at < oldest) await memory.delete(key)
    },
  }
}

const sizesIn = ({ attachments }: Posted): readonly number[] => attachments.map(({ size }) => size)

/** Nothing is sent that could not be written down first. */
const storing = async <T>(work: () => Promise<T>): Promise<T> =>
  work().catch((cause: unknown) => {
    throw new DeliveryFailure('again', 'the send could not be written down', undefined, { cause })
  })
