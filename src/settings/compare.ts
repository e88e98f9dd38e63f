import type { Locale } from '../platform'
import { wordsOf } from '../core/words'
import { foldKey, type FileItems } from './read-file'
import type { Section } from '../core/section'
import { shown } from './write-file'

/** Change that an import would make to one item; `moved` is about a section's order, given once. */
export type Change =
  | { readonly kind: 'added' | 'removed'; readonly section: Section; readonly item: object }
  | { readonly kind: 'changed'; readonly section: Section; readonly item: object; readonly before: object }
  | { readonly kind: 'moved'; readonly section: Section; readonly items: readonly object[] }

/** The first of these items that shares a key with another. */
const finderIn = ({ keys }: Section, items: readonly object[]): ((item: object) => object | undefined) => {
  const places = new Map<string, number>()
  for (const [place, item] of items.entries())
    for (const key of keys(item).map(foldKey)) if (!places.has(key)) places.set(key, place)
  return (item) => {
    const found = keys(item).flatMap((key) => places.get(foldKey(key)) ?? [])
    return found.length === 0 ? undefined : items[Math.min(...found)]
  }
}
const printed = (item: object): string => JSON.stringify(shown(item))

/** The wanted items as they will stand: who stands already keeps what the file cannot change. */
const settled = (section: Section, standing: readonly object[], wanted: readonly object[]): object[] => {
  const find = finderIn(section, standing)
  return wanted.map((item) => {
    const known = find(item)
    if (known === undefined) return item
    if (section.adjust !== undefined) return section.adjust(known, item)
    return 'name' in item && 'name' in known ? { ...item, name: known.name } : item
  })
}

/** Items that would stand after the import. Sections that the file leaves out stay as they are. */
export const outcome = (sections: readonly Section[], standing: FileItems, file: FileItems): FileItems =>
  new Map(
    sections.map((section) => {
      const before = standing.get(section.name) ?? []
      const given = file.get(section.name)
      return [section.name, given === undefined ? before : settled(section, before, given)]
    }),
  )

/** Changes that bring `standing` to `wanted`, section by section. */
export const compare = (sections: readonly Section[], standing: FileItems, wanted: FileItems): Change[] =>
  sections.flatMap((section): Change[] => {
    const before = standing.get(section.name) ?? []
    const after = wanted.get(section.name) ?? []
    const known = finderIn(section, before)
    const wantedAs = finderIn(section, after)
    const changes = after.flatMap((item): Change[] => {
      const old = known(item)
      if (old === undefined) return [{ kind: 'added', section, item }]
      return printed(old) === printed(item) ? [] : [{ kind: 'changed', section, item, before: old }]
    })
    const removed = section.remove === undefined ? [] : before.filter((one) => wantedAs(one) === undefined)
    const order = (items: readonly object[]) =>
      items.filter((item) => known(item) !== undefined).map((item) => section.keys(known(item)!)[0])
    const gone = new Set(removed)
    const stays = before.filter((one) => !gone.has(one))
    const isMoved =
      section.isOrdered === true &&
      (JSON.stringify(order(stays)) !== JSON.stringify(order(after)) ||
        // Something new before something that stands.
        after.slice(0, -1).some((item, index) => known(item) === undefined && known(after[index + 1]!) !== undefined))
    return [
      ...changes,
      ...(isMoved ? [{ kind: 'moved', section, items: after } as const] : []),
      ...removed.map((item) => ({ kind: 'removed', section, item }) as const),
    ]
  })

export const labelOf = (section: Section, item: object): string =>
  (section.names?.(item) ?? section.keys(item))[0] ?? section.name

const value = (one: unknown): string => {
  if (one === undefined || one === null) return '—'
  if (Array.isArray(one)) return one.map(value).join(', ')
  if (typeof one === 'object')
    return Object.entries(one)
      .map(([key, inner]) => `${key} ${value(inner)}`)
      .join(', ')
  return String(one)
}
const fieldsOf = (item: object): Readonly<Record<string, unknown>> => shown(item) as Record<string, unknown>

/** One line of the diff, for people. */
export const formatChange = (speaks: Locale, change: Change): string => {
  const { section } = change
  if (change.kind === 'moved')
    return wordsOf(speaks, 'settings.moved', {
      section: section.name,
      order: change.items.map((item) => labelOf(section, item)).join(', '),
    })
  const name = section.isSingle ? section.name : `${section.name}: ${labelOf(section, change.item)}`
  const after = fieldsOf(change.item)
  if (change.kind !== 'changed') {
    const facts = Object.entries(after)
      .filter(([key]) => key !== 'name')
      .map(([key, one]) => `${key} ${value(one)}`)
      .join('; ')
    return wordsOf(speaks, `settings.${change.kind}`, { name, facts: facts === '' ? '' : ` (${facts})` })
  }
  const old = fieldsOf(change.before)
  const facts = [...new Set([...Object.keys(old), ...Object.keys(after)])]
    .filter((key) => JSON.stringify(old[key]) !== JSON.stringify(after[key]))
    .map((key) => `${key} ${value(old[key])} → ${value(after[key])}`)
    .join('; ')
  return wordsOf(speaks, 'settings.changed', { name, facts })
}
