import { z } from 'zod'
import { choice, nameOf, place as placeField, user as userField } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { paragraph, roles, type GroupRef, type PlaceRef, type Role, type TextBlock, type UserRef } from '../../platform'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { words, wordsOf } from '../../core/words'
import { giveRole, settleRoles } from '../roles/change-role'
import { refuseUnproven } from '../refuse-unproven'
import { meetNamed } from '../meet-named'
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
  run: async (tx, { user, role: wanted, group, place }, admin) => {
    if (group !== undefined) return toGroup(tx, await called(tx, group, admin), wanted, admin)
    if (place !== undefined) return toGroup(tx, { ref: place, name: place.id }, wanted, admin)
    return user === undefined ? tell(tx, wanted) : toPerson(tx, user, wanted, admin)
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

const called = async (tx: Tx, typed: string, { workspace }: Actor): Promise<{ ref: GroupRef; name: string }> => {
  const standing = (await tx.groups.all()).find(
    ({ ref, name }) => ref.kind === 'group' && (name === typed || ref.id === typed),
  )
  const found = standing ?? (workspace === undefined ? undefined : tx.groupCalled(typed, workspace))
  if (found === undefined) throw new Refusal('no-such-group', { name: typed }, 'group')
  return found as { ref: GroupRef; name: string }
}

const toGroup = async (
  tx: Tx,
  { ref, name }: { ref: GroupRef | PlaceRef; name: string },
  wanted: Role,
  admin: Actor,
) => {
  if (wanted === 'customer') {
    await tx.groups.remove(ref)
    await settleRoles(tx)
    tx.audit(admin.id, 'role', `${ref.kind} ${ref.platform}/${ref.id} none`)
    return tx.say('role.group-off', { name })
  }
  refuseUnproven(tx, ref.platform, ref.kind)
  const members = tx.membersOf(ref)
  if (members === undefined) throw new Refusal('group-unread', { name }, ref.kind)
  await tx.groups.save({ ref, name, role: wanted })
  tx.audit(admin.id, 'role', `${ref.kind} ${ref.platform}/${ref.id} ${wanted}`)
  return tx.say('role.group-on', { name, role: wordsOf(tx.speaks, `role.${wanted}`), count: members.length })
}

const mostTold = 100

const tell = async (tx: Tx, wanted: Role) => {
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
