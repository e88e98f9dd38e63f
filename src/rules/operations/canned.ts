import { z } from 'zod'
import { choice, nameOf, shortText } from '../../fields'
import { defineOperation } from '../../operation'
import { hasRole, type Actor } from '../../people/person'
import { paragraph } from '../../platform'
import { audiences } from '../../queues/operations/view'
import { Refusal } from '../../refusal'
import type { Tx } from '../../tx'
import { words, wordsOf } from '../../words'
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
  suggest: { canned: suggestCanned },
  run: async (tx, { canned: name, audience, remove, text }, agent) => {
    if (name === undefined || (text === undefined && remove === undefined)) return tellCanned(tx, agent, name)
    const known = await tx.canned.named(name, agent.id)
    const isEverybodys = audience === 'everybody' || (known !== undefined && known.owner === null)
    if (isEverybodys && !hasRole(agent, 'supervisor'))
      throw new Refusal('not-allowed', { operation: 'canned', role: wordsOf(agent.speaks, 'role.supervisor') })
    if (remove !== undefined) {
      if (known === undefined) throw new Refusal('no-such-canned', { name }, 'canned')
      await tx.canned.remove(name)
      return tx.say('canned.removed', { name: known.name })
    }
    // Somebody else's own has the name.
    if (known === undefined && (await tx.canned.isTaken(name))) throw new Refusal('name-taken', { name }, 'canned')
    const owner =
      audience === undefined
        ? (known?.owner ?? (known === undefined ? agent.id : null))
        : audience === 'everybody'
          ? null
          : agent.id
    await tx.canned.save({ name: known?.name ?? name, owner, text: parseTemplate(text!, 'text') })
    return tx.say('canned.saved', { name: known?.name ?? name })
  },
})

const tellCanned = async (tx: Tx, agent: Actor, name: string | undefined) => {
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
