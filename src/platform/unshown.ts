/**
 * Things that people send and for which neither words nor a file can stand here: the desk tells them in one line, in its
 * own language, so that an adapter needs no words for them and nothing that was sent vanishes.
 */
export const unshownKinds = [
  'activity',
  'call',
  'card',
  'document',
  'file',
  'forward',
  'gift',
  'list',
  'location',
  'picture',
  'recording',
  'sticker',
  'theme',
  'video',
  'other',
] as const

export interface Unshown {
  readonly kind: (typeof unshownKinds)[number]
  /** As its sender sees it called: a sticker’s name, a document’s title. */
  readonly name?: string
}
