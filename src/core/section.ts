import type { z } from 'zod'
import type { Registered, Tx } from './tx'

/** A name in one section that must stand in another. */
export interface Use {
  readonly section: string
  readonly name: string
  /** Path to it in its item. */
  readonly at: readonly (string | number)[]
}

/**
 * One part of the configuration file. A slice that has something to set defines its section in a file of its own; export,
 * check, diff, import and the round-trip test follow.
 */
export interface Section<Item extends object = object> {
  /** Its key in the file. */
  readonly name: string
  /** Sections before it in the file: those that its items name. */
  readonly follows?: readonly string[]
  /**
   * One item, of the makers of `file-item.ts`. What it answers is what the file shows: parsed again it stays the same. The
   * `description` of its `meta` and of each field’s, and its `examples`, are what docs/configuration.md says of the section.
   */
  readonly item: z.ZodType<Item>
  /** One item and no list: `desk`. */
  readonly isSingle?: true
  /** The order of its items means something: `save` is told the place of each. */
  readonly isOrdered?: true
  /** Words that tell an item from the others; two items are the same when they share one. Case and accents aside. */
  keys(item: Item): readonly string[]
  /** Names by which others may call it; without it, its keys. */
  names?(item: Item): readonly string[]
  uses?(item: Item): readonly Use[]
  /** Names that answer on every desk and stand in no file. */
  always?(registered: Registered): readonly string[]
  /** The wanted item with what the file cannot change in one that stands; without it, the spelling of its name. */
  adjust?(standing: Item, wanted: Item): Item
  /** Reads what stands, in its order; what has no order by name. */
  read(tx: Tx): Promise<readonly z.input<z.ZodType<Item>>[]>
  /** Adds it, or brings the one with its keys to this; `position` counts from 1. Throws Refusal. */
  save(tx: Tx, item: Item, position: number): Promise<void>
  /** Without it nothing of the section is ever removed. */
  remove?(tx: Tx, item: Item): Promise<void>
  /** Why this cannot be done to it. That nothing in the file needs what is removed is checked already. */
  refuses?(tx: Tx, kind: 'added' | 'changed' | 'removed', item: Item): Promise<Fault | undefined>
  /** Finds what is wrong with all of them together, where these stand. */
  check?(items: readonly Item[], standing: readonly Item[]): Fault | undefined
  /** Once, after something in it changed. */
  after?(tx: Tx): Promise<void>
}
/** A key of the locales, with what stands in its sentence. */
export interface Fault {
  readonly words: string
  readonly params?: Readonly<Record<string, string | number>>
}

export const defineSection = <Item extends object>(section: Section<Item>): Section => section as unknown as Section

declare module './tx' {
  interface Registered {
    /** Everything that the configuration file holds, in its order. */
    readonly sections: readonly Section[]
  }
}
