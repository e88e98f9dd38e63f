import { hasRole, type Actor } from '../model/person'
import { cut, fold, nearest } from '../platform'
import { builtInViews } from '../lists/view-rows'
import { Refusal, type RefusalCode } from '../core/refusal'
import { settableStatuses } from '../model/ticket'
import type { Tx } from '../core/tx'
import { wordsOf } from '../core/words'

type Named = { readonly name: string }
const namesOf = (all: readonly Named[]): string[] => all.map(({ name }) => name)

/** Names that exist of each kind that people name, as this person may see them. */
const known: { readonly [Code in RefusalCode]?: (tx: Tx, actor: Actor, typed: string) => Promise<readonly string[]> } =
  {
    'no-such-canned': async (tx, actor) => namesOf(await tx.canned.all(actor.id)),
    'no-such-macro': async (tx, actor) => namesOf(await tx.rules.macros(actor.id)),
    'no-such-view': async (tx, actor) => [...namesOf(await tx.views.all(actor.id)), ...Object.keys(builtInViews)],
    'no-such-queue': async (tx) => namesOf(await tx.queues.all()),
    'no-such-team': async (tx) => namesOf(await tx.teams.all()),
    'no-such-policy': async (tx) => namesOf(await tx.clocks.policies()),
    'no-such-calendar': async (tx) => namesOf(await tx.calendars.all()),
    'no-such-rule': async (tx) => namesOf(await tx.rules.all()),
    'no-such-field': async (tx) => namesOf(await tx.fields.all()),
    'no-such-status': async (tx, { speaks }) => [
      ...settableStatuses.map((status) => wordsOf(speaks, `status.${status}`)),
      ...(await tx.ownStatuses.all()).map(({ labels }) => labels[speaks]),
    ],
    'no-such-person': async (tx, _actor, typed) => namesOf(await tx.people.like(cut(typed.trim(), 2), 100)),
    'not-an-agent': async (tx, _actor, typed) => namesOf(await tx.people.like(cut(typed.trim(), 2), 100)),
  }

/** The refusal with what may have been meant: a name that does not exist is never taken for another. Reads only. */
export const withNearNames = async (tx: Tx, refusal: Refusal, actor: Actor): Promise<Refusal> => {
  const { name } = refusal.params
  const list = known[refusal.code]
  // Names that the team gives its queues are nothing for customers.
  if (list === undefined || typeof name !== 'string' || name === '' || !hasRole(actor, 'agent')) return refusal
  // A person who is no agent is not suggested again.
  const isOther = (one: string) => refusal.code !== 'not-an-agent' || fold(one) !== fold(name)
  const near = nearest(name, (await list(tx, actor, name)).filter(isOther))
  return near.length === 0
    ? refusal
    : new Refusal(refusal.code, { ...refusal.params, near: near.join(', ') }, refusal.field)
}
