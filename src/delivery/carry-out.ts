import { buffer } from 'node:stream/consumers'
import { faultIn } from '../files/file-fault'
import { refusedFile, type FileGate } from '../files/file-gate'
import type { Judged } from '../files/judge-file'
import { fitOne, say, shown, soundContent } from '../platform'
import type { Content, FileRef, Forgettable, PlaceRef, Platform, PostRef, RichText, UserRef } from '../platform'

import type { Tx } from '../core/tx'
import { placeOn, type leaseRows, type Leased, type ShownSlot } from './lease-rows'
import type { Anchor } from './delivery'
import type { SlotKind } from './slot-rows'

/** One call to a network, with everything logical made real. */
export type Call =
  | { readonly kind: 'post'; readonly to: PlaceRef | UserRef; readonly content: Content; readonly slot?: string }
  | { readonly kind: 'edit'; readonly post: PostRef; readonly content: Content; readonly slot?: string }
  | { readonly kind: 'remove'; readonly post: PostRef }
  | { readonly kind: 'forget'; readonly what: readonly Forgettable[]; readonly before: Date }
  | { readonly kind: 'react'; readonly post: PostRef; readonly emoji: string; readonly added: boolean }
  | {
      readonly kind: 'open'
      readonly at: PostRef | PlaceRef
      readonly title: string
      readonly room: string
      readonly members: readonly UserRef[]
    }
  | { readonly kind: 'direct'; readonly user: UserRef; readonly room: string }
  | { readonly kind: 'settle'; readonly place: PlaceRef; readonly state: 'open' | 'closed' }
  | { readonly kind: 'fetch'; readonly file: FileRef; readonly id: string }
  /** Nothing to do any more; `isFailure` when somebody should hear of it. */
  | { readonly kind: 'none'; readonly why: string; readonly isFailure: boolean }
export interface Result {
  readonly post?: PostRef
  readonly place?: PlaceRef
  readonly bytes?: Buffer
  /** Type and name of the bytes. */
  readonly is?: Judged
}

/** Renders a slot as it stands; undefined when there is nothing to show any more. */
export type Render = (tx: Tx, kind: SlotKind, about: string, place: PlaceRef) => Promise<Content | undefined>

export const prepare = async (
  rows: ReturnType<typeof leaseRows>,
  tx: Tx,
  row: Leased,
  platform: Platform,
  render: Render,
): Promise<Call> => {
  const address = row.address
  if (row.kind === 'show' && 'slot' in address) return prepareShow(tx, address.slot, row.slot, platform, render)
  if (row.kind === 'fetch' && 'file' in address) {
    const file = await rows.fileToFetch(address.file)
    return file === undefined ? nothing('the file is here already') : { kind: 'fetch', file, id: address.file }
  }
  if (row.kind === 'open' && 'room' in address && row.content !== null && 'open' in row.content)
    return prepareOpen(rows, tx, address.room, row.content.open.anchor, row.content.open.title)

  if (row.content !== null && 'forget' in row.content)
    return { kind: 'forget', what: row.content.forget, before: new Date(row.content.before) }

  if ('said' in address || 'post' in address) {
    const id = 'post' in address ? address.post : await rows.saidPost(address.said)
    if (id === undefined) return nothing('what it changes was never sent')
    const post: PostRef = { platform: row.platform, kind: 'post', id }
    return row.content !== null && 'say' in row.content
      ? prepareAmend(post, await withoutLostFiles(rows, tx, row.content.say), platform)
      : prepareChange(row, post, platform)
  }
  if ('user' in address) {
    const to: UserRef = { platform: row.platform, kind: 'user', id: address.user }
    return row.content !== null && 'say' in row.content
      ? { kind: 'post', to, content: soundContent(row.content.say) }
      : nothing('it says nothing')
  }
  if ('room' in address && row.roomLost !== null && row.content !== null && 'say' in row.content)
    return { kind: 'none', why: `lost ${row.roomLost}`, isFailure: true }
  const place =
    'room' in address ? row.roomPlace : 'place' in address ? placeOn(row.platform, address.place) : undefined
  if (place === undefined) return nowhere
  if (row.content !== null && 'settle' in row.content) return { kind: 'settle', place, state: row.content.settle }
  if (row.content !== null && 'say' in row.content)
    return { kind: 'post', to: place, content: await withoutLostFiles(rows, tx, row.content.say) }
  return nothing('it says nothing')
}

const nothing = (why: string): Call => ({ kind: 'none', why, isFailure: false })
const nowhere: Call = { kind: 'none', why: 'its room was never opened', isFailure: true }
const cardless: Call = { kind: 'none', why: 'its card was never shown', isFailure: true }

const prepareShow = async (
  tx: Tx,
  slot: string,
  shown: ShownSlot | undefined,
  platform: Platform,
  render: Render,
): Promise<Call> => {
  if (shown === undefined) return nowhere
  if (shown.isLost) return nothing('nobody reads it there any more')
  const content = await render(tx, shown.kind as SlotKind, shown.about, shown.place)
  if (content === undefined) return nothing('there is nothing to show any more')
  const fitting = fitOne(content, platform.limits, { measure: (text) => platform.measure(text) })
  if (shown.post === undefined) return { kind: 'post', to: shown.place, content: fitting, slot }
  return platform.limits.edits
    ? { kind: 'edit', post: shown.post, content: fitting, slot }
    : nothing('the network cannot edit')
}

const prepareOpen = async (
  rows: ReturnType<typeof leaseRows>,
  tx: Tx,
  room: string,
  anchor: Anchor,
  title: string,
): Promise<Call> => {
  if ('user' in anchor) return { kind: 'direct', user: anchor.user, room }
  const at = 'post' in anchor ? anchor.post : (await rows.slot(anchor.slot))?.post
  return at === undefined
    ? cardless
    : { kind: 'open', at, title: shown(title), room, members: await customersOf(tx, room) }
}

/** Users whom a customer's room is for; an agents' room is for whoever sees its channel. */
const customersOf = async (tx: Tx, roomId: string): Promise<UserRef[]> => {
  const room = await tx.rooms.get(roomId)
  const ticket = room?.side === 'customer' ? await tx.tickets.get(room.origin ?? room.ticket) : undefined
  return ticket === undefined ? [] : tx.people.usersOn(room!.platform, [room!.reader ?? ticket.requester])
}

const prepareChange = (row: Leased, post: PostRef, { limits }: Platform): Call => {
  const content = row.content
  if (row.kind === 'retract') return limits.deletes ? { kind: 'remove', post } : nothing('the network cannot delete')
  if (content !== null && 'react' in content)
    return limits.reactions ? { kind: 'react', post, ...content.react } : nothing('the network has no reactions')
  return nothing('it changes nothing')
}

const prepareAmend = (post: PostRef, content: Content, { limits }: Platform): Call =>
  limits.edits ? { kind: 'edit', post, content } : nothing('the network cannot edit')

/** The desk's files are named `<desk>/<file>`. */
const keptFileOf = (id: string) => id.slice(id.indexOf('/') + 1)

const withoutLostFiles = async (rows: ReturnType<typeof leaseRows>, tx: Tx, content: Content): Promise<Content> => {
  if (content.files === undefined || content.files.length === 0) return soundContent(content)
  const settled = new Map(
    (await rows.settledFiles(content.files.map(({ id }) => keptFileOf(id)))).map((one) => [one.id, one]),
  )
  const files: FileRef[] = []
  const notes: RichText[] = []
  for (const file of content.files) {
    const found = settled.get(keptFileOf(file.id))
    const fault = found?.lost == null ? undefined : faultIn(found.lost)
    if (found?.isRemoved === true) continue
    if (found?.lost != null)
      notes.push(say(tx.words(fault === undefined ? 'file.lost' : 'file.refused', { name: file.name })))
    // It is called what it turned out to be.
    else files.push(found === undefined ? file : { ...file, name: found.name, type: found.type, size: found.size })
  }
  return soundContent({ ...content, text: [...content.text, ...notes.flat()], files })
}

export const perform = async (
  platform: Platform,
  call: Exclude<Call, { kind: 'none' }>,
  key: string,
  gate: FileGate,
  attempts: number,
): Promise<Result> => {
  switch (call.kind) {
    case 'post':
      return { post: await platform.post(await placeFor(platform, call.to), call.content, key) }
    case 'edit':
      await platform.edit(call.post, call.content)
      return { post: call.post }
    case 'remove':
      await platform.remove(call.post)
      return {}
    case 'forget':
      await platform.forget(call.what, call.before)
      return {}
    case 'react':
      await platform.react(call.post, call.emoji, call.added)
      return {}
    case 'open':
      return { place: await platform.open(call.at, { title: call.title, members: call.members, private: false }, key) }
    case 'direct':
      return { place: await platform.direct(call.user) }
    case 'settle':
      await platform.settle(call.place, call.state)
      return {}
    case 'fetch': {
      const bytes = await readFile(platform, call.file, gate.largest)
      return { bytes, is: await gate.check(bytes, call.file, attempts) }
    }
  }
}

/** A person is reached in the DM, which the network opens or finds. */
export const placeFor = async (platform: Platform, to: PlaceRef | UserRef): Promise<PlaceRef> =>
  to.kind === 'user' ? platform.direct(to) : to

const readFile = async (platform: Platform, file: FileRef, largest: number): Promise<Buffer> => {
  if (file.size > largest) throw refusedFile('too-large')
  const stream = await platform.file(file)
  let size = 0
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length
    // The size that was announced is a claim.
    if (size > largest) stream.destroy(refusedFile('too-large'))
  })
  return buffer(stream)
}
