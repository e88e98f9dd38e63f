import type { Content, InputValue, Ref } from '../../src/platform'
import { platformName } from './refs'
import type { Body } from './network-post'

/**
 * Content as a post of this network. Nothing is lost on the way: the neutral text and card are what is stored, and the
 * page draws them. `files` are the ids under which the network keeps the content's files.
 */
export const render = (content: Content, files: readonly string[]): Body => ({
  text: content.text,
  files,
  mentions: (content.mentions ?? []).filter((user) => user.platform === platformName).map((user) => user.id),
  ...(content.card && { card: content.card }),
  ...(content.as && { as: content.as }),
  ...(content.replyTo?.platform === platformName && { replyTo: content.replyTo.id }),
})

const isRef = (value: unknown): value is Ref<string> =>
  typeof value === 'object' && value !== null && 'platform' in value && 'kind' in value && 'id' in value

/** True when this came out of a button or form of ours, whole. */
export const isInputValue = (value: unknown): value is InputValue =>
  typeof value === 'string' || isRef(value) || (Array.isArray(value) && (everyString(value) || value.every(isBlock)))

const everyString = (value: readonly unknown[]): boolean => value.every((one) => typeof one === 'string')
const isBlock = (value: unknown): boolean => typeof value === 'object' && value !== null && 'kind' in value
