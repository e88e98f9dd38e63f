import { foldText, type UserRef } from '../platform'
import type { Tx } from '../core/tx'
import { Refusal } from '../core/refusal'
import type { Person } from '../model/person'

/** `slack/T1:U2`: a person as one network knows them. */
export const printUser = ({ platform, id }: UserRef): string => `${platform}/${id}`
export const readUser = (typed: string): UserRef => {
  const slash = typed.indexOf('/')
  return { platform: typed.slice(0, slash), kind: 'user', id: typed.slice(slash + 1) }
}

export const staff = async (tx: Tx): Promise<Person[]> => tx.people.withRole('agent', 'supervisor', 'admin')

/** By id, what the staff are called where they are meant: by name, or as a network knows them when two share it. */
export const staffNames = async (tx: Tx): Promise<ReadonlyMap<string, string>> => {
  const people = await staff(tx)
  const names = new Map<string, string>()
  for (const { id, name } of people) {
    const isShared = people.some((other) => other.id !== id && foldText(other.name) === foldText(name))
    const [user] = isShared ? await tx.people.identitiesOf(id) : []
    names.set(id, user === undefined ? name : printUser(user))
  }
  return names
}

/** Throws Refusal when nobody of the staff is called that. */
export const findStaff = async (tx: Tx, called: string): Promise<Person> => {
  const person =
    (await tx.people.named(called, 'agent')) ??
    (called.includes('/') ? await tx.people.known(readUser(called)) : undefined)
  if (person === undefined) throw new Refusal('not-an-agent', { name: called })
  return person
}
