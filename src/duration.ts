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
