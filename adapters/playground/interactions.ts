import type { Input } from '../../src/platform'
import { postView } from './interactions-answer'
import { enter, seen } from './network-access'
import { bodyOf } from './outgoing-body'
import { core, eventId, finish, now, handToDesk, type Act, type Done } from './receive-act'
import type { Session } from './session'

/** A button, a form or a command: an operation that somebody asks for. `on`: the post that it is about. */
export const invoke = async (
  session: Session,
  act: Act & { readonly place: string; readonly operation: string; readonly input: Input; readonly on?: string },
): Promise<Done> => {
  const state = session.network.read()
  const room = enter(state, act.place, act.as)
  if (act.on !== undefined) seen(state, act.on, act.as)
  const event = eventId('invoke', act)
  const { operation, input, on } = act
  const asked = on === undefined ? undefined : state.posts.get(on)
  const answer = await handToDesk(session, {
    kind: 'invoke',
    ...core(event, act.as, room.id),
    operation,
    input,
    ...(on && { on }),
  })
  if (answer.kind !== 'private' || answer.closes !== true || asked?.only !== act.as)
    return finish(session, event, act.as, room.id, answer)
  // The question is answered: its buttons go, and the answer stands where it stood.
  const body = await bodyOf(answer.content, session.network, session.host)
  session.network.append({ fact: 'edit', at: now(), post: asked.id, body })
  return { event, answer: { kind: 'private', post: postView(session, asked.id) } }
}
