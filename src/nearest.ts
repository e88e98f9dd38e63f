import { distance } from './platform/command-words'

/** Of `known` the one that was probably meant: within a slip or two, or begun like it. */
export const nearest = (typed: string, known: readonly string[]): string | undefined => {
  const far = Math.max(1, Math.floor(typed.length / 3))
  const away = (name: string) => (typed.length > 1 && name.startsWith(typed) ? 0.5 : distance(typed, name))
  const [best] = known
    .map((name) => ({ name, away: away(name) }))
    .filter((one) => one.away <= far)
    .sort((a, b) => a.away - b.away)
  return best?.name
}
