import type { UserRef } from './ref'
import type { Inline } from './rich-text'

/** Person whom `@Name` may mean. */
export interface Addressable {
  readonly names: readonly string[]
  readonly name: string
  readonly user: UserRef
}

/** `@Name` in the words becomes a mention: the longest name that fits, and no part of a word. */
export const withMentions = (people: readonly Addressable[]): ((inlines: readonly Inline[]) => readonly Inline[]) => {
  const names = people
    .flatMap((person) => person.names.map((name) => ({ person, length: name.length, name: name.toLocaleLowerCase() })))
    .sort((a, b) => b.length - a.length)
  if (names.length === 0) return (inlines) => inlines
  return (inlines) =>
    inlines.flatMap((inline): readonly Inline[] => {
      if (inline.kind !== 'text' || !inline.text.includes('@')) return [inline]
      const { text } = inline
      const found: Inline[] = []
      let from = 0
      for (const { index } of text.matchAll(/(?<![\p{L}\p{N}@])@/gu)) {
        if (index < from) continue
        const hit = names.find(
          ({ name, length }) =>
            text.slice(index + 1, index + 1 + length).toLocaleLowerCase() === name &&
            !/^[\p{L}\p{N}]/u.test(text.slice(index + 1 + length, index + 3 + length)),
        )
        if (!hit) continue
        if (index > from) found.push({ ...inline, text: text.slice(from, index) })
        found.push({ kind: 'mention', name: hit.person.name, user: hit.person.user })
        from = index + 1 + hit.length
      }
      return from < text.length ? [...found, { ...inline, text: text.slice(from) }] : found
    })
}
