import { z } from 'zod'
import { nameOf } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { paragraph, say } from '../../platform'
import { matches, parseFilter } from '../../model/filter'
import { Refusal } from '../../core/refusal'
import { factsOf } from '../../sla/ticket-clocks'
import { words } from '../../core/words'

const month = 30 * 86_400_000
const mostTested = 2000
const mostTold = 15

/** Lists tickets of the last 30 days that a rule fits as they stand, touching nothing. */
export const rulesTest = defineOperation({
  name: 'rules-test',
  command: 'desk',
  by: 'supervisor',
  input: z.object({ rule: nameOf(40) }),
  run: async (tx, { rule: named }) => {
    const rule = (await tx.rules.all()).find(({ name }) => name.toLowerCase() === named.toLowerCase())
    if (rule === undefined) throw new Refusal('no-such-rule', { name: named }, 'rule')
    const filter = parseFilter(rule.filter)
    const recent = await tx.tickets.since(new Date(tx.now.getTime() - month), mostTested)
    const fitting: string[] = []
    let count = 0
    for (const ticket of recent)
      if (matches(filter, await factsOf(tx, ticket))) {
        count++
        if (fitting.length < mostTold) fitting.push(`#${ticket.number} ${ticket.subject}`)
      }
    const head = words(tx.speaks, 'rule.tested', {
      name: rule.name,
      count,
      total: recent.length,
      actions: rule.actions,
    })
    return tx.answer({
      text: [paragraph(head), { kind: 'list', ordered: false, items: fitting.map((line) => say(line)) }],
    })
  },
})
