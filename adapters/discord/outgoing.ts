import type { APIMessage, RawFile } from 'discord.js'
import { encodePart, DeliveryFailure, fitOne, type Content, type FileRef, type Platform } from '../../src/platform'
import type { Calls } from './outgoing-body'
import { safeName, type Files } from './files'
import { archivedThread, codeOf, notTheAuthor } from './outgoing-call'
import { postRef, readPlace, readPost, type Spot } from './refs'
import { measure } from './markdown-print'
import type { MessageBody } from './render'
import { printOf } from './outgoing-find'
import { asWebhook } from './outgoing-webhooks'

type Outgoing = Pick<Platform, 'post' | 'edit' | 'remove' | 'react' | 'find'>

const sizeOf = ({ data }: RawFile): number => (typeof data === 'object' && 'length' in data ? data.length : 0)

/** Messages: each call is made once, and each failure is a DeliveryFailure. */
export const createOutgoing = (
  { running, call, archive, bodyFor, checkLength, config, limits }: Calls,
  { filesOf }: Files,
): Outgoing => {
  const byWebhook = (content: Content, { guild }: Spot): boolean =>
    config.DISCORD_PERSONA === 'webhook' &&
    content.as !== undefined &&
    content.card === undefined &&
    guild !== undefined

  const post: Outgoing['post'] = async (to, content, key) => {
    const { sends, known, host } = running()
    const spot = readPlace(to)
    checkLength(content)
    const files = await filesOf(content)
    const hooked = byWebhook(content, spot)
    const body = await bodyFor(content, !hooked, files)
    const isOver = known.over.has(spot.channel)
    const begun = await sends.begin(key, printOf(body, files.map(sizeOf)), hooked)
    const earlier = begun.isAgain ? await sends.bearer(key) : undefined
    if (earlier) return postRef({ ...spot, message: earlier })
    const { id } = hooked
      ? await sendByWebhook(spot, content, body, files)
      : await sendByBot(spot, body, files, begun.nonce)
    known.own.set(id, begun.nonce)
    if (isOver) await archiveAgain(spot)
    await sends.done(begun, id).catch((error: unknown) => host.log.warn({ error }, 'a send could not be noted'))
    return postRef({ ...spot, message: id })
  }
  const sendByBot = (spot: Spot, body: MessageBody, files: readonly RawFile[], nonce: string): Promise<APIMessage> =>
    call(spot, 'POST', `/channels/${spot.channel}/messages`, {
      files,
      body: { ...body, nonce, enforce_nonce: true },
    })
  const sendByWebhook = async (
    spot: Spot,
    content: Content,
    body: MessageBody,
    files: readonly RawFile[],
  ): Promise<APIMessage> => {
    const { webhooks } = running()
    const { channel, query } = await hookPlace(spot)
    const { id, token } = await webhooks.of(channel)
    const { message_reference: _answers, ...words } = body
    return call<APIMessage>(spot, 'POST', `/webhooks/${id}/${token}`, {
      auth: false,
      files,
      query: { wait: true, ...query },
      body: { ...words, ...asWebhook(content.as ?? { name: '' }) },
    }).catch(async (error: unknown) => {
      // Surely not sent: the next attempt makes a new one.
      if (!(error instanceof DeliveryFailure) || error.kind !== 'gone' || codeOf(error) === 10003) throw error
      await webhooks.forget(channel)
      throw new DeliveryFailure('again', 'the webhook was deleted', undefined, { cause: error })
    })
  }
  /** Webhooks belong to channels; a thread in one is named beside. */
  const hookPlace = async ({ channel }: Spot): Promise<{ channel: string; query: { thread_id?: string } }> => {
    const known = await running().channel(channel)
    return known?.parent ? { channel: known.parent, query: { thread_id: channel } } : { channel, query: {} }
  }

  /** Archives again a thread that is over: the desk's words open it as anybody's do. */
  const archiveAgain = async (spot: Spot): Promise<void> =>
    archive(spot, true).catch((error: unknown) =>
      running().host.log.warn({ error, channel: spot.channel }, 'a thread was left open'),
    )
  /** A thread that was archived in the meantime takes no change: it is opened for it, and archived again. */
  const inOpenThread = async <T>(spot: Spot, work: () => Promise<T>): Promise<T> =>
    work().catch(async (error: unknown) => {
      if (codeOf(error) !== archivedThread) throw error
      await archive(spot, false)
      try {
        return await work()
      } finally {
        await archiveAgain(spot)
      }
    })

  const edit: Outgoing['edit'] = async (ref, content) => {
    const spot = readPost(ref)
    const { message_reference: _answers, ...body } = await bodyFor(
      fitOne(content, limits, { measure }),
      !byWebhook(content, spot),
      [],
    )
    const { flags, ...words } = body
    // A post cannot become one of components without the flag, and `content` must go then.
    const shown = flags === undefined ? words : { ...words, flags, content: null }
    const kept = await keptOf(spot, content.dropped ?? [])
    const change = kept === undefined ? shown : { ...shown, attachments: kept }
    const path = `/channels/${spot.channel}/messages/${spot.message}`
    await inOpenThread(spot, () =>
      call(spot, 'PATCH', path, { body: change }).catch(async (error: unknown) => {
        if (codeOf(error) !== notTheAuthor) throw error
        await editByWebhook(spot, change)
      }),
    )
  }
  /** Files that stay with a post that loses some; undefined when it keeps all it has. Discord knows them by ids that it made itself. */
  const keptOf = async (
    spot: ReturnType<typeof readPost>,
    dropped: readonly FileRef[],
  ): Promise<readonly { readonly id: string }[] | undefined> => {
    if (dropped.length === 0) return undefined
    const path = `/channels/${spot.channel}/messages/${spot.message}`
    const { attachments } = await call<APIMessage>(spot, 'GET', path)
    const names = new Set(dropped.map(({ name }) => safeName(name)))
    const isDropped = (filename: string): boolean => names.has(filename.replace(/^\d{1,2}-/, '')) || names.has(filename)
    const kept = attachments.filter(({ filename }) => !isDropped(filename))
    return kept.length === attachments.length ? undefined : kept.map(({ id }) => ({ id }))
  }
  const editByWebhook = async (spot: ReturnType<typeof readPost>, body: object): Promise<void> => {
    const { channel, query } = await hookPlace(spot)
    const { id, token } = await running().webhooks.of(channel)
    await call(spot, 'PATCH', `/webhooks/${id}/${token}/messages/${spot.message}`, { auth: false, body, query })
  }

  const remove: Outgoing['remove'] = async (ref) => {
    const spot = readPost(ref)
    running().known.own.set(spot.message, '')
    await inOpenThread(spot, () => call(spot, 'DELETE', `/channels/${spot.channel}/messages/${spot.message}`)).catch(
      (error: unknown) => {
        if (!(error instanceof DeliveryFailure) || error.kind !== 'gone') throw error
      },
    )
  }
  const react: Outgoing['react'] = async (ref, emoji, added) => {
    const spot = readPost(ref)
    if (/^:.*:$/.test(emoji)) throw new DeliveryFailure('refused', `${emoji} is another workspace's own`)
    const path = `/channels/${spot.channel}/messages/${spot.message}/reactions/${encodePart(emoji)}/@me`
    await inOpenThread(spot, () => call(spot, added ? 'PUT' : 'DELETE', path))
  }

  const find: Outgoing['find'] = async (to, key, since) => {
    const { sends, me } = running()
    const spot = readPlace(to)
    const found = (await sends.bearer(key)) ?? (await sends.look(key, spot.channel, since, me))
    if (found === 'unknown') return 'unknown'
    return found === undefined ? 'absent' : postRef({ ...spot, message: found })
  }

  return { post, edit, remove, react, find }
}
