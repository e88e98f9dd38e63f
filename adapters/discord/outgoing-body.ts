import { DeliveryFailure, lengthOf, type Content, type Limits } from '../../src/platform'
import type { RawFile } from 'discord.js'
import type { Session } from './session'
import { controlIds } from './interactions-id'
import { contentLimit } from './limits'
import { measure } from './markdown-print'
import type { Method, Request } from './outgoing-call'
import type { Spot } from './refs'
import { render, type MessageBody } from './render'
import type { DiscordConfig } from './settings'

export interface Calls {
  readonly config: DiscordConfig
  readonly limits: Limits
  running(): Session
  /** `spot`: where it is done; where the bot is refused, an admin's change of roles sets free again what was parked. */
  call<T>(spot: Spot, method: Method, path: string, request?: Request): Promise<T>
  /** Opens or archives a thread. */
  archive(spot: Spot, archived: boolean): Promise<void>
  bodyFor(content: Content, prefix: boolean, files: readonly RawFile[]): Promise<MessageBody>
  /** Throws DeliveryFailure for what is longer than a post may be. */
  checkLength(content: Content): void
}

export const createCalls = (running: () => Session, config: DiscordConfig, limits: Limits): Calls => {
  const call = async <T>(spot: Spot, method: Method, path: string, request?: Request): Promise<T> => {
    const { api, reception } = running()
    return api.call<T>(method, path, request).catch((error: unknown) => {
      if (error instanceof DeliveryFailure && error.kind === 'blocked') reception.refused(spot.guild)
      throw error
    })
  }
  const bodyFor = async (content: Content, prefix: boolean, files: readonly RawFile[]): Promise<MessageBody> => {
    const controls = content.card?.blocks.flatMap((block) => (block.kind === 'controls' ? block.controls : [])) ?? []
    const ids = await stored(controlIds(controls, running().host.memory('actions')))
    return render(content, { ids, prefix, files: files.map(({ name }) => name) })
  }
  const checkLength = ({ text, card }: Content): void => {
    if (card === undefined && (lengthOf(text) > limits.text || measure(text) > contentLimit))
      throw new DeliveryFailure('refused', `a post may have ${limits.text} characters, and this one has more`)
  }
  const archive = async (spot: Spot, archived: boolean): Promise<void> => {
    await call(spot, 'PATCH', `/channels/${spot.channel}`, { body: { archived } })
  }
  return { config, limits, running, call, archive, bodyFor, checkLength }
}

/** The desk's own memory failed: nothing was sent. */
const stored = <T>(work: Promise<T>): Promise<T> =>
  work.catch((cause: unknown) => {
    throw new DeliveryFailure('again', 'the desk could not keep what the post needs', undefined, { cause })
  })
