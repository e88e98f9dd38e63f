const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

export const day = units.d

/** `90`, `30m`, `1h30m`, `2d`: milliseconds; a bare number is minutes. Undefined when it reads otherwise. */
export const readDuration = (typed: string): number | undefined => {
  const text = typed
    .trim()
    .toLowerCase()
    .replace(/^in\s+|^en\s+/, '')
  if (/^\d{1,7}$/.test(text)) return Number(text) * units.m
  if (!/^(\d{1,7}\s*[smhdw]\s*)+$/.test(text)) return undefined
  return [...text.matchAll(/(\d+)\s*([smhdw])/g)].reduce(
    (total, [, amount, unit]) => total + Number(amount) * units[unit as keyof typeof units],
    0,
  )
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
