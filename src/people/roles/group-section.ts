import { z } from 'zod'
import { shortText } from '../../core/fields'
import { defineSection } from '../../core/section'
import { settleRoles } from './change-role'
import { unprovenFault } from '../refuse-unproven'
import type { RoleGroup } from '../group-rows'

const item = z.strictObject({
  /** As its network calls it: `discord/…`. A channel's id, or a group's. */
  group: shortText(300).refine((typed) => /^[a-z][a-z0-9-]*\/./.test(typed), 'fault.choice'),
  kind: z.enum(['group', 'place']).default('group'),
  name: shortText(200),
  role: z.enum(['agent', 'supervisor', 'admin']),
})
type Item = z.output<typeof item>

const refOf = ({ group, kind }: Item): RoleGroup['ref'] => {
  const slash = group.indexOf('/')
  const named = { platform: group.slice(0, slash), id: group.slice(slash + 1) }
  return kind === 'group' ? { ...named, kind } : { ...named, kind }
}

/** Whose members have a role without being named. */
export const groupSection = defineSection<Item>({
  name: 'groups',
  item,
  keys: ({ group, kind }) => [`${kind} ${group}`],
  names: () => [],
  read: async (tx) =>
    (await tx.groups.all()).map(({ ref, name, role }) => ({
      group: `${ref.platform}/${ref.id}`,
      kind: ref.kind,
      name,
      role,
    })),
  save: async (tx, group) => tx.groups.save({ ref: refOf(group), name: group.name, role: group.role }),
  refuses: async (tx, kind, group) => (kind === 'removed' ? undefined : unprovenFault(tx, [refOf(group).platform])),
  remove: async (tx, group) => tx.groups.remove(refOf(group)),
  after: settleRoles,
})
