import { randomUUID } from 'node:crypto'
import { fit, type Answer } from '../../src/platform'
import { limits } from './limits'
import { parseMarkdown } from './markdown-read'
import { postId } from './network'
import { enter } from './network-access'
import { viewPost } from './network-view'
import { bodyOf } from './outgoing-body'
import type { AnswerView, PostView } from './page/wire'
import type { Session } from './session'

/** The desk's answer as its person finds it: a private answer is a post that nobody else sees. */
export const toAnswerView = async (
  session: Session,
  key: string,
  as: string,
  place: string,
  answer: Answer,
): Promise<AnswerView> => {
  if (answer.kind !== 'private') return answer
  const parts = fit(answer.content, limits)
  for (const [index, content] of parts.entries()) {
    const id = postId(partKey(key, index))
    // Answered again, it is the same post.
    if (session.network.read().posts.has(id)) continue
    const body = await bodyOf(content, session.network, session.host)
    session.network.append({ fact: 'post', id, at: now(), place, by: 'desk', body, only: as })
  }
  return { kind: 'private', post: postView(session, postId(key)) }
}

/** An answer that is longer than a post is several. */
const partKey = (key: string, index: number): string => (index === 0 ? key : `${key}#${index + 1}`)

/** Says something to one person alone, in the desk's name, without the desk: what a command line could not be read as. */
export const answerAlone = (
  session: Session,
  to: { readonly as: string; readonly place: string },
  text: string,
): AnswerView => {
  const room = enter(session.network.read(), to.place, to.as)
  const id = postId(randomUUID())
  const body = { text: parseMarkdown(text), files: [], mentions: [] }
  session.network.append({ fact: 'post', id, at: now(), place: room.id, by: 'desk', body, only: to.as })
  return { kind: 'private', post: postView(session, id) }
}

/** A post as everybody sees it who sees it at all. */
export const postView = (session: Session, id: string): PostView => {
  const state = session.network.read()
  const post = state.posts.get(id)
  if (!post) throw new Error(`the log did not take ${id}`)
  return viewPost(state, post, 'everybody')
}

const now = (): string => new Date().toISOString()
