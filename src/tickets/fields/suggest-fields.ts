import { clip } from '../../platform'
import type { Choice } from '../../platform'
import type { Tx } from '../../core/tx'
import { isOffered } from '../../model/field'

const most = 25

/** Completes the last `name=value` of what is typed. */
export const suggestAssignments = async (tx: Tx, typed: string): Promise<Choice[]> => {
  const [, before = '', last = ''] = /^(.*?)([^\s]*)$/s.exec(typed) ?? []
  const fields = (await tx.fields.all()).filter(isOffered)
  const offered = fields.flatMap(({ name, kind, choices }) => {
    const values = kind === 'checkbox' ? ['yes', 'no'] : choices.map(({ value }) => value)
    return values.length === 0 ? [`${name}=`] : values.map((value) => `${name}=${value}`)
  })
  return offered
    .filter((one) => one.startsWith(last.toLowerCase()))
    .slice(0, most)
    .map((one) => ({ value: `${before}${one}`, label: clip(`${before}${one}`, 80) }))
}
