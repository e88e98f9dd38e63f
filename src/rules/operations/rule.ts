import { z } from 'zod'
import { choice, nameOf, number, shortText } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { paragraph, type RichText } from '../../platform'
import { parseFilter, printFilter } from '../../model/filter'
import { Refusal } from '../../core/refusal'
import { words, wordsOf } from '../../core/words'
import { printActions } from '../action'
import { readActions } from '../check-actions'
import { ruleEvents } from '../../core/rule-event'
import { ownNames } from '../../model/own-names'
import { momentIn } from '../../core/rich-words'

const switches = ['on', 'off', 'remove'] as const

/** Adds or changes a rule; without anything to change, tells how the rules are doing. */
export const rule = defineOperation({
  name: 'rule',
  command: 'desk',
  by: 'admin',
  input: z.object({
    rule: nameOf(40).optional(),
    event: choice(ruleEvents, 'event').optional(),
    filter: shortText(300).optional(),
    position: number(1, 1000).optional(),
    stop: choice(['yes', 'no'] as const, 'answer').optional(),
    state: choice(switches, 'switch').optional(),
    actions: shortText(1000).optional(),
  }),
  suggest: {
    rule: async (tx, typed) =>
      (await tx.rules.all())
        .filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()))
        .map(({ name }) => ({ value: name, label: name })),
  },
  run: async (tx, { rule: named, event, filter, position, stop, state, actions }, admin) => {
    const rules = await tx.rules.all()
    const known = rules.find(({ name }) => name.toLowerCase() === named?.toLowerCase())
    if ([event, filter, position, stop, state, actions].every((one) => one === undefined)) {
      if (named !== undefined && known === undefined) throw new Refusal('no-such-rule', { name: named }, 'rule')
      if (rules.length === 0) return tx.say('rule.none')
      const told = (named === undefined ? rules : rules.filter((one) => one === known)).map((one) => [
        paragraph({ kind: 'text', text: `${one.position}. ${one.name} `, bold: true }, formatRule(one)),
      ])
      return tx.answer({ text: [{ kind: 'list', ordered: false, items: told as RichText[] }] })
    }
    if (named === undefined) throw new Refusal('missing-input', { field: 'rule' }, 'rule')
    if (state === 'remove') {
      if (!(await tx.rules.remove(named))) throw new Refusal('no-such-rule', { name: named }, 'rule')
      tx.audit(admin.id, 'rule', 'removed')
      return tx.say('rule.removed', { name: named })
    }
    if (known === undefined && (event === undefined || actions === undefined))
      throw new Refusal(
        'missing-input',
        { field: event === undefined ? 'event' : 'actions' },
        event === undefined ? 'event' : 'actions',
      )
    const saved = {
      name: known?.name ?? named,
      position: position ?? known?.position ?? rules.length + 1,
      event: event ?? known!.event,
      filter:
        filter === undefined
          ? (known?.filter ?? '')
          : printFilter(parseFilter(filter === '-' ? '' : filter, await ownNames(tx))),
      actions: actions === undefined ? known!.actions : printActions(await readActions(tx, actions, null)),
      stops: stop === undefined ? (known?.stops ?? false) : stop === 'yes',
      enabled: state === undefined ? (known?.enabled ?? true) : state === 'on',
    }
    await tx.rules.save(saved)
    tx.audit(admin.id, 'rule', known === undefined ? 'added' : 'changed')
    return tx.say('rule.saved', { name: saved.name })

    function formatRule(one: (typeof rules)[number]): string {
      const health =
        one.lastRunAt === null
          ? words(tx.speaks, 'rule.never')
          : words(tx.speaks, 'rule.health', {
              runs: one.runs,
              at: momentIn(tx.speaks, tx.desk.zone, one.lastRunAt, tx.now),
              fault: one.lastFault ?? words(tx.speaks, 'rule.well'),
            })
      return words(tx.speaks, 'rule.told', {
        event: wordsOf(tx.speaks, `event.${one.event}`),
        filter: one.filter === '' ? words(tx.speaks, 'policy.every') : one.filter,
        actions: one.actions,
        health: one.enabled ? health : words(tx.speaks, 'rule.off'),
      })
    }
  },
})
