import { fold, locales } from '../../platform'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { wordsOf } from '../../core/words'
import { settableStatuses } from '../../model/ticket'

/** A status by its name or label in either language, ours or one of the desk's own. Throws Refusal at this field. */
export const namedStatus = async (
  tx: Tx,
  typed: string,
  field = 'status',
): Promise<{ base: (typeof settableStatuses)[number]; own?: string }> => {
  const said = fold(typed)
  const base =
    settableStatuses.find((one) => fold(one) === said) ??
    settableStatuses.find((one) => locales.some((locale) => fold(wordsOf(locale, `status.${one}`)) === said))
  if (base !== undefined) return { base }
  const own = (await tx.ownStatuses.all()).find(({ name, labels }) =>
    [name, labels.en, labels.es].some((one) => fold(one) === said),
  )
  if (own === undefined) throw new Refusal('no-such-status', { name: typed }, field)
  return { base: own.base, own: own.name }
}
