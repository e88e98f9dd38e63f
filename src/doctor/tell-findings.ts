import { clip, paragraph, type Finding, type Locale, type RichText } from '../platform'
import type { Tx } from '../tx'
import { networkName } from '../network-name'
import { words, wordsOf } from '../words'

const mostTold = 20

/** Where it is another program's sentence it is quoted as it was said: it is in none of our languages. */
const nameOf = (speaks: Locale, what: Finding['what'], name: string): string =>
  name !== '' && (what === 'no-answer' || what === 'no-jobs') ? words(speaks, 'send-fault.said', { said: name }) : name

/** Each with its mend. */
export const tellFindings = (tx: Tx, findings: readonly Finding[]): RichText => {
  if (findings.length === 0) return []
  const items = findings.slice(0, mostTold).map(({ what, network = '', name = '', place, count = 0 }): RichText => {
    const params = {
      network: networkName(network),
      name: nameOf(tx.speaks, what, clip(name, 200)),
      place: place?.id ?? '',
      count,
    }
    return [
      paragraph(
        { kind: 'text', text: `${wordsOf(tx.speaks, `doctor.${what}`, params)} `, bold: true },
        wordsOf(tx.speaks, `mend.${what}`, params),
      ),
    ]
  })
  return [{ kind: 'list', ordered: false, items }]
}
