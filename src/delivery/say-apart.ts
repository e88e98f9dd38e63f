import { fitWords, isEmpty, say, type Content, type PlaceRef, type UserRef, defined } from '../platform'
import type { Room } from '../tickets/room-rows'
import type { Tx } from '../core/tx'
import type { Leased } from './lease-rows'

/**
 * Words are not lost to the files beside them: a post with files that the network refuses (larger together than it says, of a kind
 * that it does not take) is said again as its words, and then each file alone. Of a file that is refused alone a line is left.
 * False where the refused post has no files.
 */
export const sayApart = async (tx: Tx, row: Leased): Promise<boolean> => {
  if (row.kind !== 'say' || row.content === null || !('say' in row.content)) return false
  const { files = [], ...content } = row.content.say
  const to = files.length === 0 ? undefined : await addressee(tx, row)
  if (to === undefined) return false
  const facts = {
    ...(row.ticket === null ? {} : { ticket: row.ticket }),
    ...(row.entry === null ? {} : { entry: row.entry }),
  }
  const [first, ...others] = files
  if (isEmpty(content.text) && content.card === undefined && others.length === 0) {
    const note = say(fitWords[tx.desk.locale].notHere(first!.name))
    tx.outbox.say(to, { ...content, text: note }, { key: `${row.key}#told`, ...facts })
    return true
  }
  if (!isEmpty(content.text) || content.card !== undefined)
    tx.outbox.say(to, content, { key: `${row.key}#words`, ...facts })
  const alone: Content = { text: [], ...defined({ as: content.as }) }
  for (const [at, file] of files.entries())
    tx.outbox.say(to, { ...alone, files: [file] }, { key: `${row.key}#file${at}`, ...facts })
  return true
}

const addressee = async (tx: Tx, { address, platform }: Leased): Promise<Room | PlaceRef | UserRef | undefined> => {
  if ('room' in address) return tx.rooms.get(address.room)
  if ('user' in address) return { platform, kind: 'user', id: address.user }
  return 'place' in address ? { platform, kind: 'place', id: address.place } : undefined
}
