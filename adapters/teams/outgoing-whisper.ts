import { fit, type AnswerRef, type Content, type PlaceRef, type UserRef } from '../../src/platform'
import { limits } from './limits'
import { measure } from './markdown-print'
import { readAnswer } from './refs'
import type { Session } from './session'

/** Tells one person alone, in their chat with the bot. Throws DeliveryFailure. */
export const whisper = async (
  { outgoing }: Session,
  to: AnswerRef | { readonly place: PlaceRef; readonly user: UserRef },
  content: Content,
): Promise<void> => {
  const place = await outgoing.direct('user' in to ? to.user : readAnswer(to))
  for (const part of fit(content, limits, { measure, direct: true })) await outgoing.post(place, part)
}
