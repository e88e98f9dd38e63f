import type { Locale, OperationView, PersonView, PlaceView, PostView } from './wire.js'

export type ColumnId = 'help' | 'agents' | 'supervisors'
export type Theme = 'system' | 'light' | 'dark'

/** Choices that are kept in this browser. */
export interface Choices {
  readonly locale: Locale
  readonly theme: Theme
  /** Person who acts in each column. */
  readonly acting: Readonly<Record<ColumnId, string>>
  /** Up to when each place was read: ISO. */
  readonly seen: Readonly<Record<string, string>>
  /** True when the guide is wanted. */
  readonly guided: boolean
  /** Time when the guide began anew: what was before does not count. ISO. */
  readonly since: string
}

export interface Typing {
  readonly by: string
  readonly name: string
  readonly until: number
}

export interface Model extends Choices {
  readonly people: readonly PersonView[]
  readonly operations: readonly OperationView[]
  readonly places: ReadonlyMap<string, PlaceView>
  readonly posts: ReadonlyMap<string, PostView>
  /** Places whose posts were fetched, and whether there are earlier ones. */
  readonly fetched: ReadonlyMap<string, { readonly earlier: boolean }>
  readonly connection: 'connecting' | 'live' | 'lost'
  readonly typing: ReadonlyMap<string, readonly Typing[]>
  /** Place that each column shows. */
  readonly shown: Readonly<Record<ColumnId, string>>
  /** The column on a narrow screen. */
  readonly tab: ColumnId
  /** All that the guide goes by was read once. */
  readonly read: boolean
  readonly notice?: string
}
