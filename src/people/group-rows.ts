import { EntitySchema } from 'typeorm'
import type { GroupRef, PlaceRef, Role } from '../platform'
import type { Unit } from '../store/transaction'
import { ofDesk } from '../store/columns'

/** A network's group, or a channel, whose members have a role for as long as they are in it. */
export interface RoleGroup {
  readonly ref: GroupRef | PlaceRef
  readonly name: string
  readonly role: Exclude<Role, 'customer'>
}
/** Somebody whose role is not what was given and their groups come to. */
export interface MistakenRole {
  readonly id: string
  readonly from: Role
  readonly to: Role
}

export const roleGroupSchema = new EntitySchema<Row>({
  name: 'role-group',
  tableName: 'role_groups',
  columns: {
    ...ofDesk,
    platform: { type: 'text', primary: true },
    kind: { type: 'text', primary: true },
    group: { type: 'text', primary: true },
    name: { type: 'text' },
    role: { type: 'text' },
  },
})
export const groupMemberSchema = new EntitySchema({
  name: 'group-member',
  tableName: 'group_members',
  columns: {
    ...ofDesk,
    platform: { type: 'text', primary: true },
    kind: { type: 'text', primary: true },
    group: { type: 'text', primary: true },
    person: { type: 'uuid', primary: true },
  },
})

export interface GroupRows {
  all(): Promise<RoleGroup[]>
  /** Adds it, or changes its role. Its members follow once the network told who they are, soon after the commit. */
  save(group: RoleGroup): Promise<void>
  remove(ref: RoleGroup['ref']): Promise<void>
  /** People's ids: those who are in it now, and nobody else. */
  setMembers(ref: RoleGroup['ref'], people: readonly string[]): Promise<void>
  countMembers(ref: RoleGroup['ref']): Promise<number>
  /** Of one person, or of all. */
  mistaken(person?: string): Promise<MistakenRole[]>
}

interface Row {
  readonly platform: string
  readonly kind: 'group' | 'place'
  readonly group: string
  readonly name: string
  readonly role: RoleGroup['role']
}
const whereOf = ({ platform, kind, id }: RoleGroup['ref']) => ({ platform, kind, group: id })
const keyOf = ({ platform, kind, id }: RoleGroup['ref']) => [platform, kind, id]
const refOf = ({ platform, kind, group: id }: Row): RoleGroup['ref'] =>
  kind === 'group' ? { platform, kind, id } : { platform, kind, id }

const order = `array['customer', 'agent', 'supervisor', 'admin']`
const rank = (role: string) => `array_position(${order}, ${role})`

/** `sync`: asks the networks again who is in the groups. */
export const groupRows = (unit: Unit, sync: () => void): GroupRows => ({
  all: async () =>
    (await unit.find(roleGroupSchema, { order: { platform: 'ASC', name: 'ASC', group: 'ASC' } })).map((row) => ({
      ref: refOf(row),
      name: row.name,
      role: row.role,
    })),
  save: async ({ ref, name, role }) => {
    await unit.upsert(roleGroupSchema, { ...whereOf(ref), name, role })
    unit.afterCommit(sync)
  },
  remove: async (ref) => {
    await unit.remove(roleGroupSchema, whereOf(ref))
  },
  setMembers: async (ref, people) => {
    await unit.execute(
      `delete from group_members where platform = $1 and kind = $2 and "group" = $3 and person <> all($4::uuid[])`,
      [...keyOf(ref), people],
    )
    await unit.rows(
      `insert into group_members (platform, kind, "group", person)
       select g.platform, g.kind, g."group", m.person from role_groups g, unnest($4::uuid[]) m(person)
       where g.platform = $1 and g.kind = $2 and g."group" = $3 on conflict do nothing`,
      [...keyOf(ref), people],
    )
  },
  countMembers: async (ref) =>
    unit.value<number>(
      'select count(*)::int as count from group_members where platform = $1 and kind = $2 and "group" = $3',
      keyOf(ref),
    ),
  mistaken: async (person) =>
    unit.rows<MistakenRole>(
      `select id, "from", "to" from (
         select p.id, p.role as "from", (${order})[greatest(${rank('p.given_role')}, coalesce(max(${rank('g.role')}), 1))] as "to"
         from people p
         left join group_members m on m.desk = p.desk and m.person = p.id
         left join role_groups g on g.desk = m.desk and g.platform = m.platform and g.kind = m.kind and g."group" = m."group"
         where ($1::uuid is null or p.id = $1) and (p.role <> 'customer' or p.given_role <> 'customer' or m.person is not null)
         group by p.id, p.role, p.given_role) held
       where "from" <> "to" order by id`,
      [person ?? null],
    ),
})

declare module '../core/tx' {
  interface RowSets {
    readonly groups: GroupRows
  }
}
