import type { Tx } from '../core/tx'
import { inEachLocale } from '../core/words'
import type { OwnNames } from './filter'
import { slug } from './filter-names'

const yesAndNo = ['yes', 'no'] as const

/** Names that a filter of this desk may use beside those of every desk. */
export const ownNames = async (tx: Tx): Promise<OwnNames> => {
  const fields = await tx.fields.all()
  const named = [...fields, ...tx.registered.filterTerms]
  const statuses = await tx.ownStatuses.all()
  const labelled = (labels: Readonly<Record<string, string>>, name: string) =>
    Object.values(labels).map((label) => [slug(label), name] as const)
  return {
    fields: named.map(({ name }) => name),
    statuses: statuses.map(({ name }) => name),
    called: {
      fields: new Map(named.flatMap(({ labels, name }) => labelled(labels, name))),
      statuses: new Map(statuses.flatMap(({ labels, name }) => labelled(labels, name))),
      choices: new Map(
        named.map(({ name, choices, ...one }) => [
          name,
          new Map(
            'kind' in one && one.kind === 'checkbox'
              ? yesAndNo.flatMap((value) => labelled(inEachLocale(`answer.${value}`), value))
              : choices.flatMap(({ labels, value }) => labelled(labels, value)),
          ),
        ]),
      ),
    },
  }
}
