import { DeliveryFailure, type Log, type Platform, type Profile, type UserRef, defined } from '../../platform'
import { allDesks } from '../../store/desk-rows'
import type { DeskId, Store, Unit } from '../../store/transaction'
import type { Tx } from '../../core/tx'
import { localeOf } from '../../core/words'
import { applyGroupRoles } from './change-role'
import type { RoleGroup } from '../group-rows'
import { userKey } from '../person-rows'

/** Keeps the roles that groups give: who is in a group is asked of its network. */
export interface RoleSync {
  /** Soon: somebody came or went. Asked while it is at work, it looks once more. */
  wake(desk: DeskId): void
  all(): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export interface RoleSyncParts {
  readonly store: Store
  readonly platforms: ReadonlyMap<string, Platform>
  readonly open: (unit: Unit) => Promise<Tx>
  readonly log: Log
}

/** People whom nobody met yet are met by their names, so many at a time: each is a call to the network. */
const mostMet = 50
const mostBots = 5000

export const createRoleSync = ({ store, platforms, open, log }: RoleSyncParts): RoleSync => {
  const underWay = new Map<DeskId, { again: boolean; done: Promise<void> }>()
  const bots = new Set<string>()

  const sync = async (desk: DeskId): Promise<void> => {
    const groups = await store.read(desk, async (unit) => (await open(unit)).groups.all())
    for (const group of groups) {
      const users = await membersOf(platforms.get(group.ref.platform), group, log)
      if (users !== undefined) await follow(desk, group, users)
    }
  }

  const follow = async (desk: DeskId, group: RoleGroup, users: readonly UserRef[]) => {
    const strangers = await store.read(desk, async (unit) => {
      const { people } = await open(unit)
      const found: UserRef[] = []
      for (const user of users)
        if (!bots.has(userKey(user)) && (await people.known(user)) === undefined) found.push(user)
      return found
    })
    const profiles = new Map<string, Profile>()
    for (const user of strangers.slice(0, mostMet)) {
      const profile = await platforms
        .get(user.platform)
        ?.profile(user)
        .catch(() => undefined)
      if (profile?.bot === true && bots.size < mostBots) bots.add(userKey(user))
      else if (profile !== undefined) profiles.set(userKey(user), profile)
    }
    await store.transaction(desk, async (unit) => {
      const tx = await open(unit)
      const members: string[] = []
      for (const user of users) {
        const profile = profiles.get(userKey(user))
        const person = profile === undefined ? await tx.people.known(user) : await meet(tx, user, profile)
        if (person !== undefined) members.push(person.id)
      }
      await tx.groups.setMembers(group.ref, members)
      await applyGroupRoles(tx)
    })
  }

  const run = (desk: DeskId): Promise<void> => {
    const running = underWay.get(desk)
    if (running !== undefined) {
      running.again = true
      return running.done
    }
    const state = { again: false, done: Promise.resolve() }
    const rounds = async () => {
      do {
        state.again = false
        await sync(desk)
      } while (state.again)
    }
    state.done = rounds()
      .catch((error: unknown) => log.error({ error, desk }, 'the members of groups could not be followed'))
      .finally(() => underWay.delete(desk))
    underWay.set(desk, state)
    return state.done
  }

  return {
    wake: (desk) => void run(desk),
    all: async () => {
      for (const desk of await allDesks(store)) await run(desk)
    },
    idle: async () => void (await Promise.all([...underWay.values()].map(async ({ done }) => done))),
  }
}

const meet = async (tx: Tx, user: UserRef, { name, picture, locale }: Profile) =>
  tx.people.meet(user, {
    name: name === '' ? user.id : name,
    ...defined({ picture }),
    ...(locale === undefined ? {} : { locale: localeOf(locale, tx.desk.locale) }),
  })

/** Undefined: nobody knows just now, and who was in it stays. A group that is gone has nobody. */
const membersOf = async (platform: Platform | undefined, { ref, name }: RoleGroup, log: Log) => {
  try {
    return await platform?.members(ref)
  } catch (error) {
    if (error instanceof DeliveryFailure && error.kind === 'gone') return []
    log.warn(
      { error, platform: ref.platform, group: name },
      'the members of a group cannot be read; they keep their role',
    )
    return undefined
  }
}
