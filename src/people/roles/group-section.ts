import { z } from 'zod'
import { shortText } from '../../core/fields'
import { defineSection } from '../../core/section'
import { applyGroupRoles } from './change-role'
import { unprovenFault } from '../refuse-unproven'
import type { RoleGroup } from '../group-rows'

const item = z
  .strictObject({
    group: shortText(300)
      .refine((typed) => /^[a-z][a-z0-9-]*\/./.test(typed), 'fault.choice')
      .meta({ description: 'The group or channel, as its platform calls it', allowed: '`PLATFORM/ID`' }),
    kind: z
      .enum(['group', 'place'])
      .default('group')
      .meta({ description: 'A group of people (Discord: a role), or a channel' }),
    name: shortText(200).meta({ description: 'Name to show' }),
    role: z
      .enum(['agent', 'supervisor', 'admin'])
      .meta({ description: 'Role of whoever is in it, for as long as they are' }),
  })
  .meta({
    description: 'Groups and channels that give a role to everyone in them.',
    examples: [{ group: 'discord/5001/6001', kind: 'group', name: 'Support', role: 'agent' }],
  })
type Item = z.output<typeof item>

const refOf = ({ group, kind }: Item): RoleGroup['ref'] => {
  const slash = group.indexOf('/')
  const named = { platform: group.slice(0, slash), id: group.slice(slash + 1) }
  return kind === 'group' ? { ...named, kind } : { ...named, kind }
}

/** Groups whose members have a role without being named. */
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
  after: applyGroupRoles,
})
