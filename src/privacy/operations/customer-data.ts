import { z } from 'zod'
import { choice, fieldOf } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { findPerson, personName, suggestPeople } from '../../people/find-person'
import type { Actor, Person } from '../../model/person'
import { closing, paragraph, type Answer, type Block, type Button } from '../../platform'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { words } from '../../core/words'
import { eraseCustomer, wholeCustomer } from '../erase-customer'
import { exportCustomer, takesFiles } from '../export-customer'
import { readerZone } from '../../people/reader-zone'
import { richWords, timeIn } from '../../core/rich-words'

/** Pressed once it was read what goes. */
const sure = fieldOf(z.literal('yes', 'fault.choice'), { field: 'text', isHidden: true })

/** All that the desk keeps of a customer: to hand it over to them, or to erase it for good. */
export const customerData = defineOperation({
  name: 'customer-data',
  command: 'desk',
  by: 'admin',
  input: z.object({
    do: choice(['export', 'erase', 'progress'] as const, 'customer-data'),
    customer: personName.optional(),
    sure: sure.optional(),
  }),
  suggest: { customer: suggestPeople },
  run: async (tx, input, admin) => {
    if (input.do === 'progress') return progress(tx, admin)
    if (input.customer === undefined) throw new Refusal('missing-input', { field: 'customer' }, 'customer')
    const person = await findPerson(tx, input.customer, 'customer')
    if (input.do === 'export') return exported(tx, person, admin)
    if (input.sure === undefined) return proposed(tx, person)
    const { tickets } = await eraseCustomer(tx, person, admin.id)
    tx.audit(admin.id, 'customer-data', `erased ${person.id}`)
    return closing(tx.say('erase.begun', { tickets }))
  },
})

const exported = async (tx: Tx, person: Person, admin: Actor): Promise<Answer> => {
  if (!takesFiles(tx, admin.user)) throw new Refusal('no-files-here')
  const { archives, left } = await exportCustomer(tx, person, admin.user)
  tx.audit(admin.id, 'customer-data', `exported ${person.id}`)
  return tx.say('export.done', { archives, left: left.length })
}

const proposed = async (tx: Tx, person: Person): Promise<Answer> => {
  const {
    tickets,
    open,
    words: said,
    files,
    notes,
    elsewhere,
  } = await tx.erasures.extent(await wholeCustomer(tx, person))
  const title = words(tx.speaks, 'erase.title', { name: person.name })
  const text = [
    paragraph(words(tx.speaks, 'erase.goes', { tickets, open, words: said, files, notes, elsewhere })),
    paragraph(words(tx.speaks, 'erase.stays')),
  ]
  const button: Button = {
    kind: 'button',
    label: words(tx.speaks, 'erase.confirm'),
    style: 'danger',
    confirm: words(tx.speaks, 'erase.sure'),
    operation: 'customer-data',
    input: { do: 'erase', customer: person.id, sure: 'yes' },
  }
  const blocks: Block[] = [
    { kind: 'text', text },
    { kind: 'controls', controls: [button] },
  ]
  return tx.answer({
    text: [paragraph({ kind: 'text', text: title, bold: true }), ...text],
    card: { title, tone: 'danger', blocks },
  })
}

const progress = async (tx: Tx, reader: Actor): Promise<Answer> => {
  const zone = await readerZone(tx, reader.id)
  const running = await tx.erasures.running()
  if (running.length === 0) return tx.say('erase.none')
  const lines = running.map(({ at, tickets, left, pass }) => [
    paragraph(
      ...richWords(tx.speaks, 'erase.progress', {
        at: timeIn(tx.speaks, zone, at, tx.now),
        done: tickets - left,
        tickets,
        pass,
      }),
    ),
  ])
  return tx.answer({ text: [{ kind: 'list', ordered: false, items: lines }] })
}
