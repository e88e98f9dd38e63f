import type { Content, FileRef, Persona, PlaceRef, PostRef, RichText } from '../platform'
import type { Tx } from '../tx'
import type { Person } from '../people/person'
import type { Entry } from './entry-rows'
import type { Room } from './room-rows'
import type { Ticket } from './ticket'

/** One entry's post in one room has one key: asked twice, it is said once, and edits and deletions find it. */
export const relayKey = (entry: string, room: Room): string => `${entry}:${room.id}`

export interface Relayed {
  readonly entry: Entry
  readonly author: Person
  readonly text: RichText
  readonly replyTo?: PostRef
  readonly notBefore?: Date
}

/** A person as relayed posts show them. */
export const personaOf = ({ name, picture }: Person): Persona => ({ name, ...(picture === null ? {} : { picture }) })

/** Says an entry in these rooms, as its author. Files come along once the desk has their bytes. */
export const relay = async (tx: Tx, rooms: readonly Room[], { entry, author, text, replyTo, notBefore }: Relayed) => {
  const files = (await tx.entries.filesOf(entry.id)).map(({ id, name, type, size }): FileRef => ({
    platform: 'desk',
    kind: 'file',
    id,
    name,
    type,
    size,
  }))
  for (const room of rooms) {
    const answers = replyTo === undefined ? undefined : await counterpart(tx, replyTo, room)
    const content: Content = {
      text,
      as: personaOf(author),
      ...(files.length === 0 ? {} : { files }),
      ...(answers === undefined ? {} : { replyTo: answers }),
    }
    tx.outbox.say(room, content, {
      key: relayKey(entry.id, room),
      ticket: entry.ticket,
      entry: entry.id,
      ...(notBefore === undefined ? {} : { notBefore }),
      ...(files.length === 0 ? {} : { waitsFor: `files:${entry.id}` }),
    })
  }
}

/** A kept file's id in a FileRef: adapters ask for its bytes outside any desk's transaction. */
export const keptFileId = (desk: string, file: string) => `${desk}/${file}`

/** The post that shows in `room` what `post` shows elsewhere. */
const counterpart = async (tx: Tx, post: PostRef, room: Room): Promise<PostRef | undefined> => {
  const known = await tx.rooms.post(post)
  if (known === undefined) return undefined
  const posts = await tx.rooms.postsOf(known.entry)
  const there = posts.find((one) => one.room === room.id)
  return there === undefined ? undefined : { platform: there.platform, kind: 'post', id: there.post }
}

/** Keeps the files of a message: their bytes are fetched after the commit, because networks' links expire. */
export const keepFiles = (tx: Tx, entry: Entry, files: readonly FileRef[]) => {
  for (const [position, source] of files.entries()) {
    const file = tx.entries.addFile({
      entry: entry.id,
      position,
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
