import { z } from 'zod'
import { number, shortText, user } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { paragraph, type Card, type Control, type Locale, type UserRef, defined } from '../../platform'
import { words } from '../../core/words'
import { readerZone } from '../../people/reader-zone'
import { timeIn } from '../../core/rich-words'
import { formatOperation, formatOutcomes } from '../format-outcome'

const shown = 15
const mostChoices = 25

/** Record of who did what to the desk, and who tried what they may not. */
export const audit = defineOperation({
  name: 'audit',
  command: 'desk',
  by: 'admin',
  input: z.object({
    act: shortText(40).optional(),
    user: user.optional(),
    before: number(1, Number.MAX_SAFE_INTEGER).optional(),
  }),
  suggest: {
    act: async (tx, typed) =>
      (await tx.trail.operations())
        .filter((name) => name.includes(typed.toLowerCase()))
        .slice(0, mostChoices)
        .map((name) => ({ value: name, label: formatOperation(tx, name) })),
  },
  run: async (tx, { act, user: ref, before }, reader) => {
    const zone = await readerZone(tx, reader.id)
    const person = ref === undefined ? undefined : await tx.people.known(ref)
    if (ref !== undefined && person === undefined) return tx.say('audit.empty')
    const page = await tx.trail.page(
      {
        ...defined({ operation: act, person: person?.id, before }),
      },
      shown + 1,
    )
    if (page.length === 0) return tx.say('audit.empty')
    const told = await formatOutcomes(
      tx,
      page.map(({ outcome }) => outcome),
    )
    const lines = page
      .slice(0, shown)
      .map(({ at, name, operation, outcome }) => [
        paragraph(
          timeIn(tx.speaks, zone, at, tx.now),
          ` · ${name ?? words(tx.speaks, 'audit.nobody')} · ${formatOperation(tx, operation)} · ${told(outcome)}`,
        ),
      ])
    const title = words(tx.speaks, 'audit.title')
    const list = { kind: 'list', ordered: false, items: lines } as const
    const oldest = page[shown - 1]
    const card: Card = {
      title,
      tone: 'neutral',
      blocks: [
        { kind: 'text', text: [list] },
        ...(page.length <= shown || oldest === undefined
          ? []
          : [{ kind: 'controls', controls: [olderButton(tx.speaks, oldest.seq, act, ref)] } as const]),
      ],
    }
    return tx.answer({ text: [paragraph({ kind: 'text', text: title, bold: true }), list], card })
  },
})

const olderButton = (
  speaks: Locale,
  before: number,
  act: string | undefined,
  person: UserRef | undefined,
): Control => ({
  kind: 'button',
  label: words(speaks, 'audit.older'),
  operation: 'audit',
  input: {
    before: String(before),
    ...defined({ act, user: person }),
  },
})
