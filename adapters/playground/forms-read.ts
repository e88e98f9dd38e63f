import type { Input, InputValue } from '../../src/platform'
import { ApiError } from './connect-error'
import { addressable, personNamed, placeNamed } from './directory-lookup'
import { fileRef } from './inbound'
import { parseMarkdown } from './markdown-read'
import { isInputValue } from './render'
import type { Session } from './session'

/**
 * Values as the operation wants them. Scripts write `"bo"` for a person, `"help"` for a place, a file's id for a file and
 * Markdown for rich text; what a button or form of ours carried comes back as it was. Throws ApiError.
 */
export const readForm = (
  session: Pick<Session, 'host' | 'network'>,
  name: string,
  raw: Readonly<Record<string, unknown>>,
): Input => {
  const state = session.network.read()
  const operation = session.host.operations.find((one) => one.name === name || one.was.includes(name))
  if (!operation)
    throw new ApiError(
      404,
      'unknown-operation',
      `There is no operation ${name}`,
      session.host.operations.map((one) => one.name),
    )
  const entries = Object.entries(raw).map(([field, value]): readonly [string, InputValue] => {
    if (!isInputValue(value))
      throw new ApiError(400, 'bad-request', `input.${field}: text, a list of texts, or a reference`)
    const kind = operation.fields.find((one) => one.name === field)?.kind
    if (typeof value !== 'string' || value === '') return [field, value]
    if (kind === 'rich-text') return [field, parseMarkdown(value, addressable)]
    if (kind === 'choices') return [field, value.split(/[\s,]+/).filter(Boolean)]
    if (kind === 'user') return [field, personNamed(value) ?? value]
    if (kind === 'place') return [field, placeNamed(state, value) ?? value]
    if (kind === 'file') return [field, fileRef(state, value) ?? value]
    return [field, value]
  })
  return Object.fromEntries(entries)
}
