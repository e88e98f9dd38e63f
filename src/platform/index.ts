export * from './action-id'
export * from './card'
export { complete, type Completion } from './command-complete'
export {
  type CommandOptions,
  parseCommand,
  type ParsedCommand,
  pickedUsageOf,
  usageOf,
  usageParts,
} from './command-line'
export { choiceOf } from './command-values'
export { insideQuotes, quotedAt, quoteWord } from './command-words'
export { defined } from './defined'
export { distance, nearest } from './nearest'
export { canShow, fit, fitForm, fitOne, type FitOptions } from './fit'
export { cardLength } from './fit-card'
export { type FitWords, fitWords } from './fit-words'
export { hasHungUp } from './hung-up'
export { fold, foldText } from './fold'
export * from './inbound'
export { lazily } from './load'
export * from './operator-fault'
export { bareUrlAt, splitAtUrls } from './bare-url'
export { readMarkdown } from './markdown'
export type { Addressable } from './mention-names'
export { entities } from './markdown-inlines'
export { isMisleading } from './link-words'
export { equalText, normalize, shown } from './normalize'
export { own } from './own'
export * from './picked'
export * from './platform'
export { recentMap, type RecentMap } from './recent-map'
export * from './ref'
export * from './rich-text'
export { type Delimiter, markRuns, type Run } from './mark-runs'
export { isSafeUrl } from './safe-url'
export { soundContent } from './sound-content'
export { soundText } from './sound-text'
export { readSpan } from './span-words'
export { split, truncate } from './split'
export { isForwarded, isLoopback } from './who-asks'
export { tableText } from './table-text'
export { readTimeWords, type TimeWords } from './time-words'
export {
  clip,
  clipName,
  cut,
  dropPrefix,
  encodePart,
  firstLine,
  isEmpty,
  lengthOf,
  type Measure,
  nextNumber,
  paragraph,
  plain,
  say,
} from './text'
export * from './unshown'
