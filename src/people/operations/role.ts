import { z } from 'zod'
import { choice, nameOf, place as placeField, user as userField } from '../../core/fields'
import { groupCalled, membersOf, type Need } from '../../core/needs'
import { defineOperation } from '../../core/operation'
import { paragraph, roles, type GroupRef, type PlaceRef, type Role, type TextBlock, type UserRef } from '../../platform'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { words, wordsOf } from '../../core/words'
import { giveRole, applyGroupRoles } from '../roles/change-role'
import { refuseUnproven } from '../refuse-unproven'
import { meetNamed, strangersName } from '../meet-named'
import type { Actor } from '../../model/person'
import { networkName } from '../../core/network-name'

/** Gives a role: to one person, or to whoever is in a group or a channel. With nobody named, tells who has it. */
export const role = defineOperation({
  name: 'role',
  command: 'desk',
  by: 'admin',
  input: z.object({
    user: userField.optional(),
    role: choice(roles, 'role'),
    place: placeField.optional(),
    group: nameOf(200).optional(),
  }),
  needs: {
    given: ['user', 'group', 'place'],
    read: async (tx, { user, role: wanted, group, place }, { workspace }) => {
      if (group !== undefined) {
        const standing = await standingGroup(tx, group)
        if (standing !== undefined) return membersNeed(tx, standing.ref, wanted)
        return workspace === undefined ? [] : [groupCalled(group, workspace, wanted !== 'customer')]
      }
      if (place !== undefined) return membersNeed(tx, place, wanted)
      if (user !== undefined && wanted !== 'customer') refuseUnproven(tx, user.platform, 'user')
      return strangersName(tx, user)
    },
  },
  run: async (tx, { user, role: wanted, group, place }, admin) => {
    if (group !== undefined) return toGroup(tx, await called(tx, group, wanted, admin), wanted, admin)
    if (place !== undefined)
      return toGroup(tx, { ref: place, name: place.id, members: answeredMembers(tx, place, wanted) }, wanted, admin)
    return user === undefined ? formatRole(tx, wanted) : toPerson(tx, user, wanted, admin)
  },
})

const toPerson = async (tx: Tx, ref: UserRef, wanted: Role, admin: Actor) => {
  if (wanted !== 'customer') refuseUnproven(tx, ref.platform, 'user')
  const person = await meetNamed(tx, ref)
  const admins = await tx.people.namedAdmins()
  // A desk that nobody can administer any more cannot be mended from chat.
  if (wanted !== 'admin' && admins.length === 1 && admins[0] === person.id)
    throw new Refusal('last-admin', { name: person.name }, 'role')
  const held = await giveRole(tx, person.id, wanted, admin.id)
  const facts = { name: person.name, role: wordsOf(tx.speaks, `role.${held}`) }
  return tx.say(held === wanted ? 'role.done' : 'role.by-group', facts)
}

interface Members {
  readonly ref: GroupRef | PlaceRef
  readonly name: string
  readonly members: readonly UserRef[] | undefined
}

const standingGroup = async (tx: Tx, typed: string) =>
  (await tx.groups.all()).find(({ ref, name }) => ref.kind === 'group' && (name === typed || ref.id === typed))

const membersNeed = (tx: Tx, ref: GroupRef | PlaceRef, wanted: Role): readonly Need<unknown>[] => {
  if (wanted === 'customer') return []
  refuseUnproven(tx, ref.platform, ref.kind)
  return [membersOf(ref)]
}
const answeredMembers = (tx: Tx, ref: GroupRef | PlaceRef, wanted: Role) =>
  wanted === 'customer' ? undefined : tx.answerOf(membersOf(ref))

const called = async (tx: Tx, typed: string, wanted: Role, { workspace }: Actor): Promise<Members> => {
  const standing = await standingGroup(tx, typed)
  if (standing !== undefined) return { ...standing, members: answeredMembers(tx, standing.ref, wanted) }
  const found = workspace === undefined ? undefined : tx.answerOf(groupCalled(typed, workspace, wanted !== 'customer'))
  if (found === undefined) throw new Refusal('no-such-group', { name: typed }, 'group')
  return found
}

const toGroup = async (tx: Tx, { ref, name, members }: Members, wanted: Role, admin: Actor) => {
  if (wanted === 'customer') {
    await tx.groups.remove(ref)
    await applyGroupRoles(tx)
    tx.audit(admin.id, 'role', `${ref.kind} ${ref.platform}/${ref.id} none`)
    return tx.say('role.group-off', { name })
  }
  refuseUnproven(tx, ref.platform, ref.kind)
  if (members === undefined) throw new Refusal('group-unread', { name }, ref.kind)
  await tx.groups.save({ ref, name, role: wanted })
  tx.audit(admin.id, 'role', `${ref.kind} ${ref.platform}/${ref.id} ${wanted}`)
  return tx.say('role.group-on', { name, role: wordsOf(tx.speaks, `role.${wanted}`), count: members.length })
}

const mostTold = 100

const formatRole = async (tx: Tx, wanted: Role) => {
  const people = wanted === 'customer' ? [] : await tx.people.withRole(wanted)
  const groups = (await tx.groups.all()).filter((one) => one.role === wanted)
  const names = people.map(({ name }) => name).sort()
  const shown = names.length > mostTold ? [...names.slice(0, mostTold), '…'] : names
  const facts = { role: wordsOf(tx.speaks, `role.${wanted}`), people: shown.join(', ') || '—' }
  const lines: TextBlock[] = [paragraph(words(tx.speaks, 'role.told', facts))]
  for (const { ref, name } of groups) {
    const count = await tx.groups.countMembers(ref)
    const what = ref.kind === 'group' ? 'role.told-group' : 'role.told-place'
    lines.push(paragraph(words(tx.speaks, what, { name, network: networkName(ref.platform), count })))
  }
  return tx.answer({ text: lines })
}
