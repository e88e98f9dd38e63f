import type { PlaceRef, PostRef } from '../../src/platform'
import { chainOf, placeRef, readPlace, readPost } from './refs'
import type { Session } from './session'

/** A reply chain: of the post itself, or in a channel of one that bears the room's title. A chat has one conversation. */
export const openRoom = async (
  { outgoing, directory }: Session,
  at: PostRef | PlaceRef,
  title: string,
): Promise<PlaceRef> => {
  if (at.kind === 'post') {
    const { tenant, id } = readPost(at.id)
    return placeRef(tenant, id)
  }
  const { tenant, id, base, root } = readPlace(at.id)
  if (root !== undefined || !(await directory.isChannel(tenant, base))) return placeRef(tenant, id)
  const post = await outgoing.post(placeRef(tenant, base), {
    text: [{ kind: 'paragraph', inlines: [{ kind: 'text', text: title, bold: true }] }],
  })
  return placeRef(tenant, chainOf(base, readPost(post.id).activity))
}
