import { clip, paragraph, type Finding, type RichText } from '../platform'
import type { Tx } from '../tx'
import { wordsOf } from '../words'

const mostTold = 20

/** Each with its mend. */
export const tellFindings = (tx: Tx, findings: readonly Finding[]): RichText => {
  if (findings.length === 0) return []
  const items = findings.slice(0, mostTold).map(({ what, network = '', name = '', place, count = 0 }): RichText => {
    const params = { network, name: clip(name, 200), place: place?.id ?? '', count }
    return [
      paragraph(
        { kind: 'text', text: `${wordsOf(tx.speaks, `doctor.${what}`, params)} `, bold: true },
        wordsOf(tx.speaks, `mend.${what}`, params),
      ),
    ]
  })
  return [{ kind: 'list', ordered: false, items }]
}
