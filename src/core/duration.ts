import { readSpan } from '../platform'

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

export const day = units.d

/** `90`, `30m`, `1h30m`, `2d`, `1.5h`, `2 hours`, `media hora`: milliseconds; a bare number is minutes. Undefined when it reads otherwise. */
export const readDuration = (typed: string): number | undefined => {
  const bare = /^(?:(?:in|en)\s+)?(\d{1,7})$/i.exec(typed.trim())?.[1]
  return bare === undefined ? readSpan(typed) : Number(bare) * units.m
}

/** `1d12h`, as `readDuration` reads it; less than a second is left out. */
export const printDuration = (ms: number): string => {
  let rest = ms
  const parts = (['d', 'h', 'm', 's'] as const).map((unit) => {
    const amount = Math.floor(rest / units[unit])
    rest -= amount * units[unit]
    return amount === 0 ? '' : `${amount}${unit}`
  })
  return parts.join('') || '0s'
}
