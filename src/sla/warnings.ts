import { printDuration, readDuration } from '../core/duration'
import { Refusal } from '../core/refusal'
import type { Policy, Warning } from '../model/policy'

/** `75%, 15m`; `-` for none. Throws Refusal at the field `warn`. */
export const readWarnings = (typed: string): Warning[] =>
  typed === '-'
    ? []
    : typed.split(',').map((one) => {
        const percent = /^\s*(\d{1,2})\s*%\s*$/.exec(one)?.[1]
        if (percent !== undefined && Number(percent) > 0) return { percent: Number(percent) }
        const ms = readDuration(one)
        if (ms === undefined) throw new Refusal('bad-warning', { term: one.trim() }, 'warn')
        return { ms }
      })

export const printWarning = (warning: Warning): string =>
  'ms' in warning ? printDuration(warning.ms) : `${warning.percent}%`

/** A reminder longer before a deadline than the whole promise would never be told. */
export const refuseLateWarning = ({ targets, warnings }: Pick<Policy, 'targets' | 'warnings'>) => {
  const all = Object.values(targets).flatMap((byPriority) => Object.values(byPriority))
  const longest = Math.max(0, ...all)
  const late = warnings.find((warning) => 'ms' in warning && all.length > 0 && warning.ms >= longest)
  if (late !== undefined) throw new Refusal('late-warning', {}, 'warn')
}
