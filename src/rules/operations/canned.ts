import { z } from 'zod'
import { choice, nameOf, shortText } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { audienceOf, audiences, ownerFor } from '../../people/audience'
import { notAllowed } from '../../people/not-allowed'
import { hasRole, type Actor } from '../../model/person'
import { paragraph } from '../../platform'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { words } from '../../core/words'
import { suggestCanned } from '../suggest-canned'
import { parseTemplate } from '../template'

const shown = 25

/** Keeps words for use again, one's own or everybody's; without words, tells which there are. */
export const canned = defineOperation({
  name: 'canned',
  command: 'desk',
  by: 'agent',
  input: z.object({
    canned: nameOf(40).optional(),
    audience: choice(audiences, 'audience').optional(),
    remove: choice(['yes'] as const, 'answer').optional(),
    text: shortText(2000).optional(),
  }),
  takesNew: ['canned'],
  suggest: { canned: suggestCanned },
  run: async (tx, { canned: name, audience, remove, text }, agent) => {
    if (name === undefined || (text === undefined && remove === undefined)) return formatCanned(tx, agent, name)
    const known = await tx.canned.named(name, agent.id)
    const isEverybodys = audience === 'everybody' || (known !== undefined && known.owner === null)
    if (isEverybodys && !hasRole(agent, 'supervisor')) throw notAllowed('canned', 'supervisor', agent)
    if (remove !== undefined) {
      if (known === undefined) throw new Refusal('no-such-canned', { name }, 'canned')
      await tx.canned.remove(name)
      return tx.say('canned.removed', { name: known.name })
    }
    // Somebody else's own has the name.
    if (known === undefined && (await tx.canned.isTaken(name))) throw new Refusal('name-taken', { name }, 'canned')
    const owner = ownerFor(audience, known, agent)
    await tx.canned.save({ name: known?.name ?? name, owner, text: parseTemplate(text!, 'text') })
    return tx.say('canned.saved', { name: known?.name ?? name, audience: audienceOf(owner) })
  },
})

const formatCanned = async (tx: Tx, agent: Actor, name: string | undefined) => {
  const all = await tx.canned.all(agent.id)
  const told =
    name === undefined ? all.slice(0, shown) : all.filter((one) => one.name.toLowerCase() === name.toLowerCase())
  if (name !== undefined && told.length === 0) throw new Refusal('no-such-canned', { name }, 'canned')
  if (told.length === 0) return tx.say('canned.none')
  return tx.answer({
    text: [
      {
        kind: 'list',
        ordered: false,
        items: told.map((one) => [
          paragraph(
            { kind: 'text', text: one.name, bold: true },
            `${one.owner === null ? '' : ` (${words(tx.speaks, 'canned.own')})`}: ${one.text}`,
          ),
        ]),
      },
    ],
  })
}
