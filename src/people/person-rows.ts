import { EntitySchema } from 'typeorm'
import { roles, type Identity, type Locale, type Role, type UserRef } from '../platform'
import { inserts } from '../store/batches'
import { aside, ofDesk } from '../store/columns'
import { newId } from '../store/id'
import { loadsEach, loadsRows } from '../store/loader'
import { prepared, genericPlan } from '../store/statement'
import type { Unit } from '../store/transaction'
import type { Person } from '../model/person'

interface PersonRow extends Omit<Person, 'picture'> {
  readonly createdAt: Date
}
interface IdentityRow {
  readonly platform: string
  readonly user: string
  readonly person: string
  readonly name: string
  readonly picture: string | null
}

export const personSchema = new EntitySchema<PersonRow>({
  name: 'person',
  tableName: 'people',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    role: { type: 'text' },
    locale: { type: 'text', nullable: true },
    blockedAt: { name: 'blocked_at', type: 'timestamptz', nullable: true },
    noted: { type: 'boolean' },
    createdAt: { name: 'created_at', type: 'timestamptz' },
    ...aside({
      called: { type: 'text', nullable: true },
      joinedTo: { name: 'joined_to', type: 'uuid', nullable: true },
      givenRole: { name: 'given_role', type: 'text' },
      erasedAt: { name: 'erased_at', type: 'timestamptz', nullable: true },
    }),
  },
})
export const identitySchema = new EntitySchema<IdentityRow>({
  name: 'identity',
  tableName: 'identities',
  columns: {
    ...ofDesk,
    platform: { type: 'text', primary: true },
    user: { type: 'text', primary: true },
    person: { type: 'uuid' },
    name: { type: 'text' },
    picture: { type: 'text', nullable: true },
    ...aside({ origin: { type: 'uuid', nullable: true } }),
  },
})

export interface PersonRows {
  get(id: string): Promise<Person | undefined>
  all(ids: readonly string[]): Promise<ReadonlyMap<string, Person>>
  /** Its requester and its assignee, by id. */
  onTicket(ticket: number): Promise<ReadonlyMap<string, Person>>
  /**
   * By one network's identity; the first contact makes a customer. A new display name is taken over (`renamed`), but from nobody
   * who only claims to be that person.
   */
  meet(
    user: UserRef,
    facts: {
      readonly name: string
      readonly locale?: Locale
      readonly picture?: string
      readonly identity?: Identity
    },
  ): Promise<Person & { readonly renamed?: boolean }>
  known(user: UserRef): Promise<Person | undefined>
  /** The same person on another network, where nobody is known as that. */
  add(id: string, user: UserRef, name: string): Promise<void>
  /** Sets their role, for whatever reason. */
  setRole(id: string, role: Role): Promise<void>
  /** Sets their role by name, beside their groups: see `giveRole` of change-role.ts. */
  giveRole(id: string, role: Role): Promise<void>
  /** The ids of those who are admins by name. */
  namedAdmins(): Promise<string[]>
  /** Staff without a role by name: a group gave it. */
  byGroupAlone(): Promise<string[]>
  /** Null: heard again. */
  block(id: string, since: Date | null): Promise<void>
  /** Everybody of this name, accents and case aside. */
  called(name: string): Promise<Person[]>
  /** People whose name contains what is typed, with the networks they are on. */
  like(
    typed: string,
    limit: number,
  ): Promise<{ readonly id: string; readonly name: string; readonly on: readonly string[] }[]>
  /** By the name people see, accents and case aside, among those with at least this role. */
  named(name: string, role: Role): Promise<Person | undefined>
  withRole(...roles: readonly Role[]): Promise<Person[]>
  /** Names of these people on one network; who is not there is left out. */
  usersOn(platform: string, people: readonly string[]): Promise<UserRef[]>
  identitiesOf(id: string): Promise<UserRef[]>
  /** The person that this one turned out to be. */
  keptAs(id: string): Promise<Person | undefined>
  /** The person with all who turned out to be them. */
  oneWith(id: string): Promise<string[]>
}

export type Known = Person & { readonly shown: string }
export const userKey = ({ platform, id }: UserRef) => `user ${platform} ${id}`
/** Held by whoever meets somebody unknown: two first messages at once are of one person. */
export const userLock = ({ platform, id }: UserRef) => `user:${platform}:${id}`
const newPeople = inserts(personSchema, 0)
const newIdentities = inserts(identitySchema, 0)
/** True for a person this transaction met: nothing is theirs yet. */
export const isNewcomer = (unit: Unit, person: string) => unit.added(newPeople).some(({ id }) => id === person)

const personColumns = 'p.id, p.name, p.role, p.locale, p.blocked_at as "blockedAt", p.noted'
/** Of one network at least: which one does not matter to the others. */
const anyPicture =
  '(select i.picture from identities i where i.person = p.id and i.picture is not null limit 1) as picture'

const peopleById = loadsRows<string, Person>({
  tables: ['people', 'identities'],
  sees: 0,
  read: async (unit, ids) =>
    unit.rows(
      prepared(`select ${personColumns}, ${anyPicture} from people p where p.id = any(${genericPlan('$1', 'uuid[]')})`),
      [ids],
    ),
  keyOf: ({ id }) => id,
})
const peopleOnTicket = loadsRows<number, Person & { readonly ticket: number }>({
  tables: ['people', 'identities', 'tickets'],
  sees: 21,
  read: async (unit, tickets) =>
    unit.rows(
      // The limits keep the planner to the indexes.
      prepared(`select n as ticket, p.* from unnest(${genericPlan('$1', 'bigint[]')}) n
         cross join lateral (select t.requester, t.assignee from tickets t where t.number = n limit 1) t
         cross join lateral (
           select ${personColumns}, ${anyPicture} from people p where p.id = any(array[t.requester, t.assignee]) limit 2) p`),
      [tickets],
    ),
  keyOf: ({ ticket }) => ticket,
})
const peopleByRole = loadsRows<Role, Person>({
  tables: ['people', 'identities'],
  sees: 0,
  read: async (unit, wanted) =>
    unit.rows(prepared(`select ${personColumns}, ${anyPicture} from people p where p.role = any($1)`), [wanted]),
  keyOf: ({ role }) => role,
})
interface KnownAs {
  readonly person: string
  readonly platform: string
  readonly user: string
}
const userRef = ({ platform, user }: KnownAs): UserRef => ({ platform, kind: 'user', id: user })
const identitiesByPerson = loadsRows<string, KnownAs>({
  tables: ['identities'],
  sees: 0,
  read: async (unit, people) =>
    unit.rows(
      prepared(
        `select person, platform, "user" from identities where person = any(${genericPlan('$1', 'uuid[]')}) order by platform, "user"`,
      ),
      [people],
    ),
  keyOf: ({ person }) => person,
})

/** The person of an identity: `platform` and `user` are SQL. */
export const knownUser = (platform: string, user: string) =>
  `select ${personColumns}, i.picture, i.name as shown, i.origin as "saidAs" from identities i join people p on p.desk = i.desk and p.id = i.person
   where i.platform = ${platform} and i."user" = ${user}`

/** Primed by whoever holds `userLock`: with nobody, where nobody knows them. */
export const knownUsers = loadsEach<UserRef, Known | undefined>({
  tables: ['identities', 'people'],
  nameOf: userKey,
  read: async (unit, { platform, id }) => unit.first<Known>(knownUser('$1', '$2'), [platform, id]),
})

export const personRows = (unit: Unit): PersonRows => {
  const known = async (user: UserRef) => unit.load(knownUsers, user)
  const idsWhere = async (condition: string) =>
    unit.column<string>(prepared(`select id from people where ${condition} order by id`))
  const create = (user: UserRef, name: string, locale: Locale | undefined, picture: string | null): Person => {
    const person = {
      id: newId(),
      name,
      role: 'customer',
      locale: locale ?? null,
      picture,
      blockedAt: null,
      noted: false,
    } as const
    unit.add(newPeople, { ...person, createdAt: unit.now })
    unit.add(newIdentities, { platform: user.platform, user: user.id, person: person.id, name, picture })
    return person
  }

  return {
    known,
    get: async (id) => (await unit.load(peopleById, id))[0],
    all: async (ids) => {
      const people = await Promise.all(ids.map(async (id) => unit.load(peopleById, id)))
      return new Map(people.flat().map((person) => [person.id, person]))
    },
    onTicket: async (ticket) => new Map((await unit.load(peopleOnTicket, ticket)).map((person) => [person.id, person])),
    meet: async (user, { name, locale, picture, identity }) => {
      const isHeld = unit.primed(knownUsers, user) !== undefined
      let person = await known(user)
      if (person === undefined && !isHeld) {
        // Two first messages at once: the second waits here and then finds the first one's person.
        await unit.lock(userLock(user))
        person = await known(user)
      }
      if (person === undefined) return create(user, name, locale, picture ?? null)
      const { shown, ...met } = person
      if (identity === 'claimed') return met
      const isRenamed = name !== '' && shown !== name
      const isRelocated = locale !== undefined && met.locale !== locale
      const isRepictured = picture !== undefined && met.picture !== picture
      if (isRenamed || isRepictured)
        await unit.update(
          identitySchema,
          { platform: user.platform, user: user.id },
          { ...(isRenamed ? { name } : {}), ...(isRepictured ? { picture } : {}) },
        )
      if (isRenamed || isRelocated)
        await unit.update(
          personSchema,
          { id: met.id },
          { ...(isRenamed ? { name } : {}), ...(isRelocated ? { locale } : {}) },
        )
      return {
        ...met,
        ...(isRenamed ? { name, renamed: true } : {}),
        ...(isRelocated ? { locale } : {}),
        ...(isRepictured ? { picture } : {}),
      }
    },
    block: async (id, since) => {
      await unit.update(personSchema, { id }, { blockedAt: since })
    },
    add: async (id, user, name) => {
      await unit.rows(prepared('insert into identities (platform, "user", person, name) values ($1, $2, $3, $4)'), [
        user.platform,
        user.id,
        id,
        name,
      ])
    },
    setRole: async (id, role) => {
      await unit.update(personSchema, { id }, { role })
    },
    giveRole: async (id, role) => {
      await unit.execute(prepared('update people set given_role = $2 where id = $1'), [id, role])
    },
    namedAdmins: async () => idsWhere(`given_role = 'admin'`),
    byGroupAlone: async () => idsWhere(`given_role = 'customer' and role <> 'customer'`),
    called: async (name) =>
      unit.rows<Person>(
        prepared(
          `select ${personColumns}, ${anyPicture} from people p where fold(p.name) = fold($1) and p.joined_to is null order by p.id limit 20`,
        ),
        [name],
      ),
    like: async (typed, limit) =>
      unit.rows<{ id: string; name: string; on: string[] }>(
        prepared(`select p.id, p.name, array_agg(distinct i.platform order by i.platform) as "on"
         from people p join identities i on i.desk = p.desk and i.person = p.id
         where position(fold($1) in fold(p.name)) > 0 group by p.id, p.name order by p.name, p.id limit $2`),
        [typed, limit],
      ),
    named: async (name, role) =>
      unit.first<Person>(
        prepared(
          `select ${personColumns}, ${anyPicture} from people p where fold(p.name) = fold($1) and p.role = any($2) order by p.id limit 1`,
        ),
        [name, roles.slice(roles.indexOf(role))],
      ),
    withRole: async (...wanted) =>
      (await Promise.all(wanted.map(async (role) => unit.load(peopleByRole, role)))).flat(),
    usersOn: async (platform, people) => {
      const known = await Promise.all(people.map(async (id) => unit.load(identitiesByPerson, id)))
      return known
        .flat()
        .filter((identity) => identity.platform === platform)
        .map(userRef)
    },
    identitiesOf: async (id) => (await unit.load(identitiesByPerson, id)).map(userRef),
    keptAs: async (id) =>
      unit.first<Person>(
        prepared(`with recursive kept as (select id, joined_to from people where id = $1
             union select p.id, p.joined_to from people p join kept k on p.id = k.joined_to)
           select ${personColumns}, ${anyPicture} from kept k join people p on p.id = k.id where k.joined_to is null`),
        [id],
      ),
    oneWith: async (id) =>
      unit.column<string>(
        prepared(`with recursive one as (select id, joined_to from people where id = $1
             union select p.id, p.joined_to from people p join one o on p.joined_to = o.id or p.id = o.joined_to)
           select id from one order by id`),
        [id],
      ),
  }
}

declare module '../core/tx' {
  interface RowSets {
    readonly people: PersonRows
  }
}
