import { clip, paragraph, type Finding, type Locale, type RichText } from '../platform'
import type { Tx } from '../core/tx'
import { networkName } from '../core/network-name'
import { words, wordsOf } from '../core/words'
import { namingCommands } from '../core/rich-words'

const mostTold = 20

/** Quotes another program's sentence as it was said: it is in none of our languages. */
const nameOf = (speaks: Locale, what: Finding['what'], name: string): string =>
  name !== '' && (what === 'no-answer' || what === 'no-jobs') ? words(speaks, 'doctor.quoted', { said: name }) : name

/** Each with its mend. */
export const formatFindings = (tx: Tx, findings: readonly Finding[]): RichText => {
  if (findings.length === 0) return []
  const items = findings.slice(0, mostTold).map((finding): RichText => {
    const { fault, mend } = findingWords(tx.speaks, finding)
    return [paragraph({ kind: 'text', text: `${fault} `, bold: true }, ...namingCommands(mend))]
  })
  return [{ kind: 'list', ordered: false, items }]
}

/** Fault and remedy of a finding. A channel goes by the name that people use, where its network gives it. */
export const findingWords = (
  speaks: Locale,
  { what, network = '', name = '', place, placeName, count = 0 }: Finding,
): { readonly fault: string; readonly mend: string } => {
  const params = {
    network: networkName(network),
    on: network,
    name: nameOf(speaks, what, clip(name, 200)),
    place: placeName ?? place?.id ?? '',
    count,
  }
  return { fault: wordsOf(speaks, `doctor.${what}`, params), mend: wordsOf(speaks, `mend.${what}`, params) }
}
