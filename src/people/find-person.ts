import { z } from 'zod'
import { nameOf } from '../core/fields'
import type { Choice } from '../platform'
import { Refusal } from '../core/refusal'
import type { Tx } from '../core/tx'
import type { Person } from '../model/person'

/** A person of any network, by name; what is picked from the list is an id. */
export const personName = nameOf(80)

export const suggestPeople = async (tx: Tx, typed: string): Promise<Choice[]> =>
  (await tx.people.like(typed.trim(), 25)).map(({ id, name, on }) => ({
    value: id,
    label: `${name} · ${on.join(', ')}`,
  }))

/** Throws Refusal: nobody is guessed. */
export const findPerson = async (tx: Tx, typed: string, field: string): Promise<Person> => {
  const known = z.uuid().safeParse(typed).success ? await tx.people.get(typed) : undefined
  const [person, ...others] = known === undefined ? await tx.people.called(typed) : [known]
  if (person === undefined) throw new Refusal('no-such-person', { name: typed }, field)
  if (others.length > 0) throw new Refusal('many-people', { name: typed }, field)
  return person
}
