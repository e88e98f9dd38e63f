import type { VNode } from 'preact'

/** Two colours for each face; white letters stand out on both. */
const palette: readonly (readonly [string, string])[] = [
  ['#b4532a', '#8f3d1c'],
  ['#2b6cb0', '#1d4f86'],
  ['#6b4fa8', '#4d3682'],
  ['#96456b', '#73304f'],
  ['#4f6f1f', '#3a5415'],
  ['#7a5a12', '#5d430b'],
]
const known: Readonly<Record<string, number>> = {
  'Ana García': 0,
  'Carlos Ruiz': 1,
  'Bo Lindqvist': 2,
  'Kim Tran': 3,
  'Sam Okafor': 4,
  'Ada Moreno': 5,
}

const tones = (name: string): readonly [string, string] => {
  const sum = [...name].reduce((total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 997, 7)
  return palette[known[name] ?? sum % palette.length] ?? ['#555', '#333']
}
const initials = (name: string): string => {
  const words = name.trim().split(/\s+/)
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase()
}

/** A face drawn from a name; the desk's is its ticket. Says nothing to a screen reader: the name stands beside it. */
export const Avatar = ({ name, desk = false, size = 36 }: { name: string; desk?: boolean; size?: number }): VNode => {
  const [light, dark] = desk ? ['#0f7a72', '#095a54'] : tones(name)
  return (
    <svg class="avatar" viewBox="0 0 40 40" width={size} height={size} aria-hidden="true" focusable="false">
      <rect width="40" height="40" rx="12" fill={light} />
      <path d="M0 40V27C11 33 27 17 40 21v19z" fill={dark} />
      {desk ? (
        <>
          <path
            d="M9 15a2 2 0 0 1 2-2h18a2 2 0 0 1 2 2v2.600a2.600 2.600 0 0 0 0 4.800V25a2 2 0 0 1-2 2H11a2 2 0 0 1-2-2v-2.600a2.600 2.600 0 0 0 0-4.800z"
            fill="#fff"
          />
          <path d="M24 16v2m0 2.500v2m0 2.500v.5" stroke="#0f7a72" stroke-width="1.800" stroke-linecap="round" />
        </>
      ) : (
        <text x="20" y="25.500" text-anchor="middle" fill="#fff" font-size="15" font-weight="650">
          {initials(name)}
        </text>
      )}
    </svg>
  )
}
