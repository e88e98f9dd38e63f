import { z } from 'zod'
import { shortText } from '../core/fields'
import { nobody } from '../model/person'
import { filterText, namedInFilter } from '../model/file-item'
import { defineSection } from '../core/section'
import { builtInView } from './view-rows'

const item = z
  .strictObject({ name: shortText(40).meta({ description: 'Name of the view' }), filter: filterText })
  .meta({
    description: 'Views of the whole team, for `/ticket list`.',
    examples: [{ name: 'VPN', filter: 'status:open tag:vpn' }],
  })

/** Everybody's; a person's own are nobody else's business. */
export const viewSection = defineSection<z.output<typeof item>>({
  name: 'views',
  item,
  keys: ({ name }) => [name],
  uses: ({ filter }) => namedInFilter(filter),
  read: async (tx) => (await tx.views.all(nobody)).map(({ name, filter }) => ({ name, filter })),
  save: async (tx, { name, filter }) => tx.views.save({ name, filter, owner: null }),
  // Somebody's own would become everybody's.
  refuses: async (tx, kind, { name }) => {
    if (kind !== 'added') return undefined
    if (builtInView(name) !== undefined) return { words: 'refusal.name-reserved', params: { name } }
    return (await tx.views.has(name)) ? { words: 'refusal.name-taken', params: { name } } : undefined
  },
  remove: async (tx, { name }) => void (await tx.views.remove(name)),
})
