import { z } from 'zod'
import { byName, choice, nameOf, shortText } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { paragraph } from '../../platform'
import { foldWords } from '../../model/filter'
import { Refusal } from '../../core/refusal'
import { wordsOf } from '../../core/words'
import { ownStatusBases } from '../life/own-status-rows'
import { statuses } from '../../model/ticket'

/** Adds a status of the desk's own; without anything to change, tells which there are. */
export const ownStatus = defineOperation({
  name: 'own-status',
  command: 'desk',
  by: 'admin',
  input: z.object({
    name: nameOf(40).optional(),
    base: choice(ownStatusBases, 'status').optional(),
    label: byName(shortText(60)).optional(),
    label_es: byName(shortText(60)).optional(),
    remove: choice(['yes'] as const, 'answer').optional(),
  }),
  takesNew: ['name'],
  suggest: {
    name: async (tx, typed) =>
      (await tx.ownStatuses.all())
        .filter(({ name }) => name.includes(foldWords(typed)))
        .map(({ name, labels }) => ({ value: name, label: `${name} · ${labels[tx.speaks]}` })),
  },
  run: async (tx, { name: typed, base, label, label_es, remove }, admin) => {
    const all = await tx.ownStatuses.all()
    if (typed === undefined) {
      if (all.length === 0) return tx.say('own-status.none')
      const items = all.map((one) => [
        paragraph(`${one.name} · ${one.labels[tx.speaks]} = ${wordsOf(tx.speaks, `status.${one.base}`)}`),
      ])
      return tx.answer({ text: [{ kind: 'list', ordered: false, items }] })
    }
    const name = foldWords(typed).replaceAll(/[^a-z0-9_]+/g, '_')
    const known = all.find((one) => one.name === name)
    if (remove !== undefined) {
      if (!(await tx.ownStatuses.remove(name))) throw new Refusal('no-such-status', { name: typed }, 'name')
      tx.audit(admin.id, 'own-status', 'removed')
      return tx.say('own-status.removed', { name })
    }
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Refusal('bad-name', { name: typed }, 'name')
    if ((statuses as readonly string[]).includes(name)) throw new Refusal('name-reserved', { name }, 'name')
    const stands = known?.base ?? base
    if (stands === undefined) throw new Refusal('missing-input', { field: 'base' }, 'base')
    // Tickets that have it already would change theirs.
    if (base !== undefined && base !== stands) throw new Refusal('base-fixed', { name, from: stands }, 'base')
    const en = label ?? known?.labels.en ?? typed
    await tx.ownStatuses.save({ name, base: stands, labels: { en, es: label_es ?? known?.labels.es ?? en } })
    tx.audit(admin.id, 'own-status', known === undefined ? 'added' : 'changed')
    return tx.say('own-status.saved', { name, base: wordsOf(tx.speaks, `status.${stands}`) })
  },
})
