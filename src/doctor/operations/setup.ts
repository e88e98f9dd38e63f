import { z } from 'zod'
import { diagnosisOf } from '../../core/needs'
import { defineOperation } from '../../core/operation'
import type { Actor } from '../../model/person'
import { paragraph, type Button, type Finding, type RichText } from '../../platform'
import { placeRef, purposes, type Purpose } from '../../queues/queue-rows'
import type { Tx } from '../../core/tx'
import { words, wordsOf } from '../../core/words'
import { formatFindings } from '../format-findings'
import { richSentence } from '../../core/rich-words'

/** Requirements of the network itself, before anything else makes sense. */
const ofNetwork = new Set<Finding['what']>([
  'missing-scope',
  'missing-intent',
  'missing-permission',
  'not-in-place',
  'no-answer',
])

/** Walks an admin through this network: whatever is the first thing missing, with the buttons that mend it; a test ticket at the end. */
export const setup = defineOperation({
  name: 'setup',
  command: 'desk',
  by: 'admin',
  input: z.object({}),
  needs: { read: async (tx) => [diagnosisOf((await tx.queues.allPlaces()).map(placeRef))] },
  run: async (tx, _input, admin) => {
    const network = admin.user.platform
    const places = (await tx.queues.allPlaces()).map(placeRef)
    const wrong = (tx.answerOf(diagnosisOf(places)) ?? []).filter(
      (finding) => finding.network === network && ofNetwork.has(finding.what),
    )
    if (wrong.length > 0) return step(tx, 1, formatFindings(tx, wrong), [])
    const missing = await missingPlace(tx, network)
    if (missing !== undefined)
      return step(
        tx,
        2 + purposes.indexOf(missing),
        richSentence(tx.speaks, `setup.${missing}`),
        hereButton(tx, admin, missing),
      )
    if ((await tx.people.withRole('agent', 'supervisor')).length === 0)
      return step(tx, 5, richSentence(tx.speaks, 'setup.people'), [])
    return step(tx, 6, richSentence(tx.speaks, 'setup.test'), [
      {
        kind: 'button',
        label: words(tx.speaks, 'setup.try'),
        style: 'primary',
        operation: 'new',
        input: {},
        opensForm: true,
      },
    ])
  },
})

/** A place of another network does: agents here may serve customers there. */
const missingPlace = async (tx: Tx, network: string): Promise<Purpose | undefined> => {
  for (const purpose of purposes) {
    const standing = await tx.queues.places(purpose)
    if (!standing.some((place) => purpose !== 'intake' || place.platform === network)) return purpose
  }
  return undefined
}

const hereButton = (tx: Tx, { parent, place }: Actor, purpose: Purpose): Button[] => {
  const here = parent ?? place
  if (here === undefined) return []
  const label = words(tx.speaks, 'setup.here', { purpose: wordsOf(tx.speaks, `purpose.${purpose}`) })
  return [{ kind: 'button', label, style: 'primary', operation: 'place', input: { purpose, place: here } }]
}

const steps = 6

const step = (tx: Tx, number: number, text: RichText, buttons: readonly Button[]) => {
  const title = words(tx.speaks, 'setup.step', { number, steps })
  const next: Button = { kind: 'button', label: words(tx.speaks, 'setup.next'), operation: 'setup', input: {} }
  return tx.answer({
    text: [paragraph({ kind: 'text', text: title, bold: true }), ...text],
    card: {
      title,
      tone: number === steps ? 'good' : 'neutral',
      blocks: [
        { kind: 'text', text },
        { kind: 'controls', controls: number === steps ? buttons : [...buttons, next] },
      ],
    },
  })
}
