import type { Actor } from '../model/person'

export const audiences = ['everybody', 'me'] as const

/** Whose something saved under a name is: as it stands where nobody said otherwise, and else one's own. Null: everybody's. */
export const ownerFor = (
  audience: 'everybody' | 'me' | undefined,
  known: { readonly owner: string | null } | undefined,
  { id }: Pick<Actor, 'id'>,
): string | null => {
  if (audience === undefined) return known === undefined ? id : known.owner
  return audience === 'everybody' ? null : id
}

export const audienceOf = (owner: string | null): 'everybody' | 'me' => (owner === null ? 'everybody' : 'me')
