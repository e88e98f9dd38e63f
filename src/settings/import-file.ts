import type { Locale } from '../platform'
import { Refusal } from '../core/refusal'
import type { Registered, Tx } from '../core/tx'
import { compare, labelOf, outcome, type Change } from './compare'
import { foldKey, readFile, type FileFault, type FileItems, type ReadFile } from './read-file'
import type { Section } from '../core/section'
import { readItems, shown } from './write-file'

export interface Import {
  /** Nothing may be applied while there is one. */
  readonly faults: readonly FileFault[]
  readonly changes: readonly Change[]
  /** Items that stand after it, for the order of its sections. */
  readonly after: FileItems
}

/** Plans the import of this text. Changes nothing. */
export const planImport = async (
  tx: Tx,
  sections: readonly Section[],
  text: string,
  speaks: Locale,
): Promise<Import> => {
  const file = readFile(text, sections, speaks)
  if (file.faults.length > 0) return { faults: file.faults, changes: [], after: new Map() }
  const standing = await readItems(tx, sections)
  const after = respelt(sections, outcome(sections, standing, file.items))
  const changes = compare(sections, standing, after)
  const faults = [
    ...unsound(sections, standing, file),
    ...loose(sections, after, file, tx.registered),
    ...(await refused(tx, changes, file, after)),
  ]
  return { faults, changes, after }
}

const unsound = (sections: readonly Section[], standing: FileItems, file: ReadFile): FileFault[] =>
  sections.flatMap(({ name, check }) => {
    const items = file.items.get(name)
    const fault = items === undefined ? undefined : check?.(items, standing.get(name) ?? [])
    return fault === undefined ? [] : [file.fault([name], fault)]
  })

/** A name of something else as that is called, whatever the case it was written in. */
const respelt = (sections: readonly Section[], items: FileItems): FileItems => {
  const known = new Map(
    sections.map((section) => {
      const called = new Map<string, object>()
      for (const item of (items.get(section.name) ?? []).toReversed())
        for (const name of (section.names ?? section.keys)(item)) called.set(foldKey(name), item)
      return [section.name, called]
    }),
  )
  const calledIn = (name: string, word: string) => {
    const section = sections.find((one) => one.name === name)!
    const found = known.get(name)?.get(foldKey(word))
    return found === undefined
      ? word
      : ((section.names ?? section.keys)(found).find((one) => one === word) ?? labelOf(section, found))
  }
  return new Map(
    sections.map((section) => [
      section.name,
      (items.get(section.name) ?? []).map((item) => {
        const uses = (section.uses?.(item) ?? []).filter(({ at, name }) => valueAt(item, at) === name)
        const spelt = uses.map((use) => [use, calledIn(use.section, use.name)] as const)
        if (spelt.every(([{ name }, right]) => name === right)) return item
        const copy = structuredClone(item)
        for (const [{ at }, right] of spelt)
          Object.assign(valueAt(copy, at.slice(0, -1)) as object, { [at.at(-1)!]: right })
        return section.item.parse(copy)
      }),
    ]),
  )
}
const valueAt = (item: object, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, step) => (inner as Record<string | number, unknown> | undefined)?.[step], item)

/** Names that nothing answers to once the file is applied. */
const loose = (sections: readonly Section[], after: FileItems, file: ReadFile, registered: Registered): FileFault[] => {
  const namesOf = (name: string) => {
    const section = sections.find((one) => one.name === name)!
    const named = (after.get(name) ?? []).flatMap((item) => (section.names ?? section.keys)(item))
    return new Set([...named, ...(section.always?.(registered) ?? [])].map(foldKey))
  }
  const known = new Map(sections.map(({ name }) => [name, namesOf(name)]))
  return sections.flatMap((section) =>
    (after.get(section.name) ?? []).flatMap((item, index) =>
      (section.uses?.(item) ?? [])
        .filter((use) => known.get(use.section)?.has(foldKey(use.name)) === false)
        .map((use) => {
          const params = { name: use.name, section: use.section, by: `${section.name}: ${labelOf(section, item)}` }
          if (!file.items.has(section.name)) return file.fault([use.section], { words: 'settings.still-used', params })
          const at = section.isSingle ? [section.name, ...use.at] : [section.name, index, ...use.at]
          const allowed = (after.get(use.section) ?? []).slice(0, 20).map((one) => nameOf(sections, use.section, one))
          return file.fault(at, {
            words: 'settings.no-such',
            params: { ...params, allowed: allowed.join(', ') || '—' },
          })
        }),
    ),
  )
}
const nameOf = (sections: readonly Section[], name: string, item: object): string =>
  labelOf(
    sections.find((one) => one.name === name)!,
    item,
  )

/** Faults that slices find in the changes. */
const refused = async (tx: Tx, changes: readonly Change[], file: ReadFile, after: FileItems): Promise<FileFault[]> => {
  const faults: FileFault[] = []
  for (const change of changes) {
    if (change.kind === 'moved') continue
    const { section, kind, item } = change
    const fault = await section.refuses?.(tx, kind, item)
    const index = (after.get(section.name) ?? []).indexOf(item)
    if (fault !== undefined) faults.push(file.fault(index < 0 ? [section.name] : [section.name, index], fault))
  }
  return faults
}

/** Does what `planImport` found, all of it or nothing: first everything new, then what goes, the last section first. */
export const applyImport = async (tx: Tx, sections: readonly Section[], { changes, after, faults }: Import) => {
  if (faults.length > 0) throw new Refusal('faulty-file', {}, 'file')
  const touched = sections.filter((section) => changes.some((change) => change.section === section))
  for (const section of touched) {
    const mine = changes.filter((change) => change.section === section)
    // Positions shift with every item that comes or goes.
    const isWhole = section.isOrdered === true && mine.some(({ kind }) => kind !== 'changed')
    for (const [index, item] of (after.get(section.name) ?? []).entries())
      if (isWhole || mine.some((change) => 'item' in change && change.item === item))
        await section.save(tx, item, index + 1)
  }
  for (const change of changes.toReversed())
    if (change.kind === 'removed') await change.section.remove!(tx, change.item)
  for (const section of touched) await section.after?.(tx)
}

/** Something to tell one state of the configuration from another. */
export const stateOf = (items: FileItems): string =>
  JSON.stringify([...items].map(([name, all]) => [name, all.map(shown)]))
