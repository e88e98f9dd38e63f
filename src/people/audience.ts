import type { Actor } from '../model/person'

export const audiences = ['everybody', 'me'] as const

/** Owner of something saved under a name: unchanged where nobody said otherwise, else whoever saves it. Null: everybody. */
export const ownerFor = (
  audience: 'everybody' | 'me' | undefined,
  known: { readonly owner: string | null } | undefined,
  { id }: Pick<Actor, 'id'>,
): string | null => {
  if (audience === undefined) return known === undefined ? id : known.owner
  return audience === 'everybody' ? null : id
}

export const audienceOf = (owner: string | null): 'everybody' | 'me' => (owner === null ? 'everybody' : 'me')
