import { z } from 'zod'
import { shortText } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { hasRole, type Actor } from '../../model/person'
import { clip, paragraph, type Answer, type Button } from '../../platform'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { words } from '../../core/words'
import { cancelOpening, subjectOf } from '../../due/open-later'
import type { Opening } from '../conversation/opening-rows'
import { momentIn, timeIn } from '../../core/rich-words'
import { readerZone } from '../../people/reader-zone'

const shown = 5
const longestLabel = 75

/** Takes back a ticket that was to open later; without naming one, tells which there are. */
export const cancel = defineOperation({
  name: 'cancel',
  by: 'customer',
  input: z.object({ opening: shortText(36).optional() }),
  suggest: {
    opening: async (tx, typed, actor) =>
      (await tx.openings.of(actor.id, 25))
        .map((opening) => ({ value: opening.id, label: clip(labelOf(tx, opening), 80) }))
        .filter(({ label }) => label.toLowerCase().includes(typed.toLowerCase())),
  },
  run: async (tx, { opening: id }, actor) => {
    if (id === undefined) return formatOpenings(tx, actor)
    const opening = z.uuid().safeParse(id).success ? await tx.openings.get(id) : undefined
    // Openings of others look to people as if they did not exist.
    const isTheirs = opening !== undefined && [opening.by, opening.requester].includes(actor.id)
    if (opening === undefined || !(isTheirs || hasRole(actor, 'supervisor'))) throw new Refusal('no-such-opening')
    if ((await cancelOpening(tx, opening.id)) === undefined) throw new Refusal('no-such-opening')
    return tx.say('opening.cancelled', { subject: subjectOf(tx, opening) })
  },
})

/** In a list to choose from only text can stand. */
const labelOf = (tx: Tx, opening: Opening): string =>
  `${momentIn(tx.speaks, tx.desk.zone, opening.at, tx.now)} · ${subjectOf(tx, opening)}`
const lineOf = (tx: Tx, opening: Opening, zone: string) =>
  paragraph(timeIn(tx.speaks, zone, opening.at, tx.now), ` · ${subjectOf(tx, opening)}`)

export const cancelButton = (tx: Tx, { id }: Opening, label = words(tx.speaks, 'opening.cancel')): Button => ({
  kind: 'button',
  label,
  operation: 'cancel',
  input: { opening: id },
})

const formatOpenings = async (tx: Tx, actor: Actor): Promise<Answer> => {
  const openings = await tx.openings.of(actor.id, shown)
  if (openings.length === 0) return tx.say('opening.none')
  const title = words(tx.speaks, 'opening.list')
  const zone = await readerZone(tx, actor.id)
  const lines = openings.map((opening) => lineOf(tx, opening, zone))
  return tx.answer({
    text: [paragraph(title), ...lines],
    card: {
      title,
      tone: 'neutral',
      blocks: openings.flatMap((opening) => [
        { kind: 'text', text: [lineOf(tx, opening, zone)] } as const,
        {
          kind: 'controls',
          controls: [
            cancelButton(
              tx,
              opening,
              clip(words(tx.speaks, 'opening.cancel-one', { subject: subjectOf(tx, opening) }), longestLabel),
            ),
          ],
        } as const,
      ]),
    },
  })
}
