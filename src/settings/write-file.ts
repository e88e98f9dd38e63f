import type { Tx } from '../core/tx'
import type { FileItems } from './read-file'
import type { Section } from '../core/section'
import { yaml } from './yaml'

/** Items that stand, as the file would say them. */
export const readItems = async (tx: Tx, sections: readonly Section[]): Promise<FileItems> => {
  const items = new Map<string, readonly object[]>()
  for (const { name, item, read } of sections)
    items.set(
      name,
      (await read(tx)).map((one) => item.parse(one)),
    )
  return items
}

/** The configuration file of the desk, the same text for the same configuration. */
export const writeFile = (items: FileItems, sections: readonly Section[], title: string): string => {
  const content = Object.fromEntries(
    sections.flatMap(({ name, isSingle }) => {
      const standing = (items.get(name) ?? []).map(shown)
      return [[name, isSingle ? standing[0] : standing]]
    }),
  )
  const { Document, isScalar, visit } = yaml()
  const document = new Document(content)
  document.commentBefore = ` ${title.replaceAll(/\s+/g, ' ')}`
  visit(document, {
    Seq: (_key, list) => {
      if (list.items.every((one) => isScalar(one))) list.flow = true
    },
  })
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

/** Without what is not set. */
export const shown = (item: object): object =>
  Object.fromEntries(
    Object.entries(item).filter(
      ([, value]) =>
        value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  )
