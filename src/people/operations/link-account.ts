import { z } from 'zod'
import { shortText } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { spanOf } from '../../core/words'
import { joinPeople } from '../join-people'
import { hashOf, newCode } from '../link-code'
import { hasRole, type Actor } from '../../model/person'

const validMs = 600_000
const triedMs = 900_000
const mostTries = 5

/** Proves that somebody is the same on two networks: a code given on one, typed on the other. */
export const linkAccount = defineOperation({
  name: 'link-account',
  by: 'customer',
  input: z.object({ code: shortText(40).optional() }),
  run: async (tx, { code }, actor) => {
    if (hasRole(actor, 'agent')) throw new Refusal('agents-stay-apart')
    if (code !== undefined) return useCode(tx, code, actor)
    const fresh = newCode()
    await tx.customers.addCode(hashOf(tx.desk.id, fresh), actor.id, new Date(tx.now.getTime() + validMs))
    return tx.say('account.code', { code: fresh, span: spanOf(tx.speaks, validMs) })
  },
})

/** Never a Refusal: it would undo that the try was counted. What is wrong with a code is not told. */
const useCode = async (tx: Tx, code: string, actor: Actor) => {
  const tries = await tx.customers.triesSince(actor.id, new Date(tx.now.getTime() - triedMs))
  if (tries >= mostTries) return tx.say('account.wait', { span: spanOf(tx.speaks, triedMs) })
  const id = await tx.customers.takeCode(hashOf(tx.desk.id, code))
  const giver = id === undefined || id === actor.id ? undefined : await tx.people.get(id)
  if (giver === undefined || hasRole(giver, 'agent')) {
    await tx.customers.addTry(actor.id)
    return tx.say('account.wrong')
  }
  await joinPeople(tx, giver, actor, null)
  return tx.say('account.done', { name: giver.name })
}
