import { randomUUID } from 'node:crypto'
import type { Answer } from '../../src/platform'
import { ApiError } from './connect-error'
import { toInbound, type Happening } from './inbound'
import { toAnswerView } from './interactions-answer'
import type { AnswerView } from './page/wire'
import type { Session } from './session'

/** Anything that somebody does here. */
export interface Act {
  readonly as: string
  /** Chosen by the client: sent again with the same, it is the same act. */
  readonly id?: string
}
export interface Done {
  readonly event: string
  readonly answer: AnswerView
}

/** Rejected by the desk, it did not happen: the sender is told to try again. */
export const handToDesk = async (session: Session, happening: Happening): Promise<Answer> => {
  try {
    return await session.host.receive(toInbound(happening, session.network.read()))
  } catch (error) {
    session.log.warn({ err: error, event: happening.event }, 'the desk could not store an event')
    throw new ApiError(
      503,
      'desk-unavailable',
      'The desk could not store this just now: send it again with the same id',
    )
  }
}

/** Result of an act, once the desk has stored it. */
export const finish = async (
  session: Session,
  event: string,
  as: string,
  place: string,
  answer: Answer,
): Promise<Done> => ({
  event,
  answer: await toAnswerView(session, `answer/${event}`, as, place, answer),
})

/** Facts that every happening has. */
export const core = (
  event: string,
  by: string,
  place: string,
): { event: string; at: string; by: string; place: string } => ({
  event,
  at: now(),
  by,
  place,
})
export const eventId = (kind: string, { as, id }: Act): string => `${kind}/${as}/${id ?? randomUUID()}`
export const now = (): string => new Date().toISOString()
