import { EntitySchema } from 'typeorm'
import type { MessageArrived, PostRef } from '../../platform'
import type { Unit } from '../../store/transaction'
import { ofDesk } from '../../store/columns'

/** A message that came too fast: it waits to go into its ticket together with others. */
export interface WaitingMessage {
  readonly message: MessageArrived
  readonly room: string
}

export const waitingSchema = new EntitySchema({
  name: 'waiting',
  tableName: 'waiting',
  columns: {
    ...ofDesk,
    platform: { type: 'text', primary: true },
    post: { type: 'text', primary: true },
    ticket: { type: 'bigint' },
    room: { type: 'uuid' },
    person: { type: 'uuid' },
    content: { type: 'jsonb' },
    at: { type: 'timestamptz' },
  },
})

export interface WaitingRows {
  /** Due with this time, if not before. */
  add(ticket: number, room: string, person: string, message: MessageArrived, due: Date): Promise<void>
  /** The oldest of one person in one ticket. */
  take(ticket: number, person: string, limit: number): Promise<WaitingMessage[]>
  has(post: PostRef): Promise<boolean>
}

export const waitingRows = (unit: Unit): WaitingRows => ({
  add: async (ticket, room, person, message, due) => {
    await unit.rows(
      `with put as (
         insert into waiting (platform, post, ticket, room, person, content, at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict do nothing returning desk)
       insert into due (desk, what, subject, at) select desk, 'gather', $3::bigint || ':' || $5::uuid, $8 from put
       on conflict do nothing`,
      [message.post.platform, message.post.id, ticket, room, person, JSON.stringify(message), message.at, due],
    )
  },
  take: async (ticket, person, limit) => {
    const rows = await unit.rows<{ content: MessageArrived & { at: string }; room: string; at: Date }>(
      `with taken as (
         delete from waiting w using (
           select platform, post from waiting where ticket = $1 and person = $2 order by at, post limit $3 for update) o
         where w.platform = o.platform and w.post = o.post returning w.content, w.room, w.at, w.post)
       select content, room, at from taken order by at, post`,
      [ticket, person, limit],
    )
    return rows.map(({ content, room, at }) => ({ message: { ...content, at }, room }))
  },
  has: async (post) =>
    (await unit.rows('select 1 from waiting where platform = $1 and post = $2', [post.platform, post.id])).length > 0,
})

declare module '../../core/tx' {
  interface RowSets {
    readonly waiting: WaitingRows
  }
}
