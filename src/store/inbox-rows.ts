import { EntitySchema } from 'typeorm'
import type { Answer, Inbound, PostRef } from '../platform'
import { statements } from './batches'
import { prepared } from './statement'
import type { Unit } from './transaction'
import { ofDesk } from './columns'

/**
 * Key that makes an event the same event. A message is its post: found again by a backfill it has another id, and a command
 * in it must not be done twice. Other ids are unique in their workspace only.
 */
export const eventKey = (event: Inbound): string =>
  event.kind === 'message' ? keyOfPost(event.post) : `${event.workspace?.id ?? ''} ${event.id}`

const keyOfPost = ({ id }: PostRef) => `post ${id}`

/** Stores that an event was received; answers what was answered before when it was received already. */
export const storeEvent = async (unit: Unit, event: Inbound): Promise<Answer | undefined> => {
  const stored = await unit.rows(
    prepared(`with stored as (insert into inbox (platform, event, received_at, answer) values ($1, $2, $3, '{"kind":"none"}') on conflict do nothing returning 1)
     select 1 from stored`),
    [event.from.platform, eventKey(event), unit.now],
  )
  return stored.length > 0 ? undefined : earlierAnswer(unit, event)
}

export const earlierAnswer = async (unit: Unit, event: Inbound): Promise<Answer> => {
  const answer = await unit.value<Answer | undefined>(
    prepared('select answer from inbox where platform = $1 and event = $2'),
    [event.from.platform, eventKey(event)],
  )
  return answer ?? { kind: 'none' }
}

const notes = statements(70, ['inbox'])

/** Of an answer that is told once, what is kept is told again. */
export const storeAnswer = (unit: Unit, event: Inbound, answer: Answer) => {
  unit.add(notes, {
    sql: prepared('update inbox set answer = $3 where platform = $1 and event = $2'),
    parameters: [
      event.from.platform,
      eventKey(event),
      JSON.stringify('kept' in answer ? { kind: answer.kind, content: answer.kept } : answer),
    ],
  })
}

export const inboxSchema = new EntitySchema({
  name: 'inbox',
  tableName: 'inbox',
  columns: {
    ...ofDesk,
    platform: { type: 'text', primary: true },
    event: { type: 'text', primary: true },
    receivedAt: { name: 'received_at', type: 'timestamptz' },
    answer: { type: 'jsonb' },
    why: { type: 'text', nullable: true },
  },
})

/** Outcome of the posts that the desk heard of, for as long as it remembers their arrival. */
export interface ArrivalRows {
  /** Why a post went into no ticket. */
  leave(post: PostRef, why: string): void
  /** Undefined: never heard of, or forgotten. `why` is null when it was none of the desk's business. */
  of(post: PostRef): Promise<{ readonly why: string | null } | undefined>
}

export const arrivalRows = (unit: Unit): ArrivalRows => ({
  leave: (post, why) => {
    unit.add(notes, {
      sql: prepared('update inbox set why = $3 where platform = $1 and event = $2'),
      parameters: [post.platform, keyOfPost(post), why],
    })
  },
  of: async (post) =>
    unit.first<{ why: string | null }>(prepared('select why from inbox where platform = $1 and event = $2'), [
      post.platform,
      keyOfPost(post),
    ]),
})

/** Networks deliver again for a day at most; posts, which are kept for ever, recognise what comes later still. */
export const inboxKeptMs = 3 * 86_400_000

export const forgetOldEvents = async (unit: Unit): Promise<number> => {
  const before = new Date(unit.now.getTime() - inboxKeptMs)
  // The post that these changed never came.
  await unit.execute(prepared('delete from early where at < $1'), [before])
  return unit.execute(prepared('delete from inbox where received_at < $1'), [before])
}

declare module '../core/tx' {
  interface RowSets {
    readonly arrivals: ArrivalRows
  }
}
