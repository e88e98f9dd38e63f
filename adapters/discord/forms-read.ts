import type { APIAttachment, APIChannel, APIUser } from 'discord.js'
import { type FieldInfo, type Input, type InputValue, type OperationInfo } from '../../src/platform'
import { parseMarkdown, type Names } from './markdown-read'
import { placeRef, platformName, userRef } from './refs'

/** A submitted field, as Discord sends it. */
export interface Submitted {
  readonly custom_id: string
  readonly value?: string
  readonly values?: readonly string[]
}
export interface Resolved {
  readonly users?: Readonly<Record<string, APIUser>>
  readonly channels?: Readonly<Record<string, APIChannel>>
  readonly attachments?: Readonly<Record<string, APIAttachment>>
}

export const submittedIn = (components: readonly unknown[]): readonly Submitted[] =>
  components.flatMap((component) => {
    const { component: inner, components: row } = component as {
      component?: Submitted
      components?: readonly Submitted[]
    }
    return inner ? [inner] : (row ?? [])
  })

export interface Reading {
  readonly guild?: string
  readonly names: Names
  readonly resolved: Resolved
}

/** The fields of a form, each of them left empty: that it asked for them tells it from a command that did not. */
export const emptyIn = (fields: readonly Submitted[]): Input =>
  Object.fromEntries(fields.map(({ custom_id: name }) => [name, '']))

/** Reads what a person filled in, as the operation wants it. Fields left empty are left out. */
export const readForm = (fields: readonly Submitted[], operation: OperationInfo | undefined, reading: Reading): Input =>
  Object.fromEntries(
    fields.flatMap(({ custom_id: name, value, values }) => {
      const info = operation?.fields.find((one) => one.name === name)
      const raw = values ?? (value === undefined || value === '' ? [] : [value])
      const read = raw.length === 0 ? undefined : readValue(info, raw, reading)
      return read === undefined ? [] : [[name, read]]
    }),
  )

const readValue = (
  info: Pick<FieldInfo, 'kind'> | undefined,
  raw: readonly string[],
  reading: Reading,
): InputValue | undefined => {
  const first = raw[0] ?? ''
  switch (info?.kind) {
    case 'rich-text':
      return parseMarkdown(first, reading.names)
    case 'choices':
      return raw.length > 1 ? raw : first.split(/[\s,]+/).filter((word) => word !== '')
    default:
      return readSingle(info?.kind, first, reading)
  }
}

/** One value: an id where the field is a person, place or file, else the words. */
export const readSingle = (
  kind: FieldInfo['kind'] | undefined,
  value: string,
  { guild, resolved }: Omit<Reading, 'names'>,
): InputValue | undefined => {
  if (kind === 'user') return userRef(value)
  if (kind === 'place') return placeRef({ channel: value, ...(guild && { guild }) })
  if (kind !== 'file') return value
  const file = resolved.attachments?.[value]
  return (
    file && {
      platform: platformName,
      kind: 'file',
      // It hangs on no message: its link is all there is, and good for a day.
      id: `link:${file.url}`,
      name: file.filename,
      size: file.size,
      type: file.content_type ?? 'application/octet-stream',
    }
  )
}
