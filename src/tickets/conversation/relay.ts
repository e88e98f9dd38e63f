import {
  canShow,
  firstLine,
  paragraph,
  type Content,
  type FileRef,
  type PlaceRef,
  type PostRef,
  type RichText,
  defined,
} from '../../platform'
import type { KeptFile } from '../../files/file-rows'
import type { Tx } from '../../core/tx'
import type { Entry } from '../entry-rows'
import { personaIn, speakerIn } from './persona'
import type { KnownPost, Room } from '../room-rows'
import type { Ticket } from '../../model/ticket'

/** One entry's post in one room has one key: asked twice, it is said once, and edits and deletions find it. */
export const relayKey = (entry: string, room: Room): string => `${entry}:${room.id}`

/** The files of a reply, in a room where its receipt has the words. */
export const filesKey = (entry: string, room: Room): string => `files:${entry}:${room.id}`

export interface Relayed {
  readonly entry: Entry
  readonly author: Parameters<typeof personaIn>[2]
  readonly text: RichText
  readonly notBefore?: Date
  /** The entry whose files come along, when not its own. */
  readonly filesOf?: string
  readonly key?: typeof relayKey
}

/** Says an entry in these rooms, as its author. Files come along once the desk has their bytes. */
export const relay = async (
  tx: Tx,
  rooms: readonly Room[],
  { entry, author, text, notBefore, filesOf = entry.id, key = relayKey }: Relayed,
) => {
  const isAwaited = (await tx.files.awaited(filesOf)) > 0
  const files = await keptFiles(tx, filesOf)
  for (const room of rooms) {
    const answers = await answeredIn(tx, entry, room)
    const content: Content = {
      text: await wordsIn(tx, room, entry, text),
      as: await speakerIn(tx, room, entry, author),
      ...(files.length === 0 ? {} : { files }),
      ...defined({ replyTo: answers }),
    }
    tx.outbox.say(room, content, {
      key: key(entry.id, room),
      ticket: entry.ticket,
      entry: entry.id,
      ...defined({ notBefore }),
      ...(isAwaited ? { waitsFor: `files:${filesOf}` } : {}),
    })
  }
}

const keptFiles = async (tx: Tx, entry: string): Promise<FileRef[]> => keptFilesIn(tx, await tx.files.of(entry))

/** Kept files as a post carries them. */
export const keptFilesIn = (tx: Tx, files: readonly KeptFile[]): FileRef[] =>
  files.map(({ id, name, type, size }) => ({
    platform: 'desk',
    kind: 'file',
    id: keptFileId(tx.desk.id, id),
    name,
    type,
    size,
  }))

/** The files of an entry that a room cannot show: other words for it name them again. */
export const unshownFiles = async (tx: Tx, room: Room, entry: string): Promise<FileRef[]> => {
  const limits = tx.outbox.limits(room.platform)
  if (limits === undefined) return []
  const files = await keptFiles(tx, entry)
  return files.filter((file) => !canShow(limits.files, file, room.direct))
}

/** A kept file's id in a FileRef: adapters ask for its bytes outside any desk's transaction. */
export const keptFileId = (desk: string, file: string) => `${desk}/${file}`

/** Data of an entry that says which entry it answers. */
export const answersTo = async (tx: Tx, post: PostRef | undefined): Promise<{ answers?: string }> => {
  const known = post === undefined ? undefined : await knownPost(tx, post)
  return known === undefined ? {} : { answers: known.entry }
}

const answered = ({ data }: Entry) => (typeof data?.['answers'] === 'string' ? data['answers'] : undefined)

/** The post in this room that an entry answers. */
export const answeredIn = async (tx: Tx, entry: Entry, room: Room): Promise<PostRef | undefined> => {
  const id = answered(entry)
  return id === undefined ? undefined : postIn(tx, id, room)
}

const quoted = 80
/** The words of an entry as they are said in a room: where no post can point at another, the first words answered come before. */
export const wordsIn = async (tx: Tx, room: Room, entry: Entry, text: RichText): Promise<RichText> => {
  const id = tx.outbox.limits(room.platform)?.replies === false ? answered(entry) : undefined
  // The first words of what is answered are only for whoever may read it.
  const isThere = id !== undefined && (await postIn(tx, id, room)) !== undefined
  const before = isThere ? await tx.entries.standing(id) : undefined
  const author = before?.author == null ? undefined : await tx.people.get(before.author)
  if (before?.text == null || author === undefined) return text
  const { name } = await personaIn(tx, room, author)
  const line = paragraph({ kind: 'text', text: `${name}: `, bold: true }, firstLine(before.text, quoted))
  return [{ kind: 'quote', blocks: [line] }, ...text]
}

/** The post of an entry; what became of an agent's reply is told in a receipt, which stands for it in the agents' room. */
export const knownPost = async (tx: Tx, ref: PostRef): Promise<KnownPost | undefined> => {
  const known = await tx.rooms.post(ref)
  if (known !== undefined) return known
  const receipt = await tx.slots.byPost(ref.platform, ref.id)
  const entry = receipt?.kind === 'reply' ? await tx.entries.get(receipt.about) : undefined
  if (receipt === undefined || entry === undefined) return undefined
  const { platform, room } = receipt
  return {
    platform,
    post: ref.id,
    ticket: entry.ticket,
    entry: entry.id,
    room,
    key: `reply:${receipt.id}`,
    at: entry.at,
  }
}

/** The post that shows an entry in this room: somebody's own, the desk's first of it, or its receipt. */
export const postIn = async (tx: Tx, entry: string, room: Room): Promise<PostRef | undefined> => {
  const there = (await tx.rooms.postsOf(entry)).filter((one) => one.room === room.id)
  const first =
    there.find(({ key }) => key === null) ?? there.find(({ key }) => key === relayKey(entry, room)) ?? there[0]
  const receipt =
    first === undefined ? (await tx.slots.of('reply', entry)).find((one) => one.room === room.id) : undefined
  const id = first?.post ?? receipt?.post
  return id == null ? undefined : { platform: room.platform, kind: 'post', id }
}

/** Keeps the files of a message: their bytes are fetched after the commit, because networks' links expire. */
export const keepFiles = (tx: Tx, entry: Pick<Entry, 'id' | 'ticket'>, files: readonly FileRef[], from = 0) => {
  for (const [index, source] of files.entries()) {
    const file = tx.files.add({
      entry: entry.id,
      position: from + index,
      name: source.name,
      type: source.type,
      size: source.size,
      source,
    })
    tx.outbox.fetch({ id: file.id, entry: entry.id, platform: source.platform }, entry.ticket)
  }
}

/** A card in every agents' place of the ticket's queue, and a room hanging off each. */
export const openAgentsRooms = async (tx: Tx, ticket: Ticket, places: readonly PlaceRef[]): Promise<Room[]> => {
  const rooms: Room[] = []
  for (const place of places) {
    const slot = await tx.outbox.show('ticket-card', ticket.number, place)
    const room = tx.rooms.add({
      ticket: ticket.number,
      side: 'agents',
      platform: place.platform,
      place: null,
      parent: place.id,
      lane: tx.outbox.lane(place),
      direct: false,
    })
    tx.outbox.open(room, { slot }, `#${ticket.number} ${ticket.subject}`)
    rooms.push(room)
  }
  return rooms
}
