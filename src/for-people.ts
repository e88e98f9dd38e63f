import { OperatorFault } from './platform'
import { fileReason } from './store/data-folder'

/** One sentence for what whoever runs the program can mend; undefined for a fault of the program's own. */
export const sentenceOf = (error: unknown): string | undefined => {
  if (error instanceof OperatorFault) return error.message
  const { path, cause } = error as { path?: unknown; cause?: unknown }
  const reason = fileReason(error)
  if (reason !== undefined && typeof path === 'string') return `${path} cannot be used: ${reason}.`
  return cause instanceof OperatorFault ? cause.message : undefined
}

/** For the last line of a program that ends: the sentence, or everything that is known. */
export const lastWords = (error: unknown): string =>
  sentenceOf(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))
