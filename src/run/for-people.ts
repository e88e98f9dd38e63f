import { OperatorFault } from '../platform'
import { fileReason } from '../store/data-folder'

/** One sentence for what whoever runs the program can mend; undefined for a fault of the program's own. */
export const sentenceOf = (error: unknown): string | undefined => {
  if (error instanceof OperatorFault) return error.message
  const { path, cause } = error as { path?: unknown; cause?: unknown }
  const reason = fileReason(error)
  if (reason !== undefined && typeof path === 'string') return `${path} cannot be used: ${reason}.`
  if (isOfDatabase(error)) return `The database cannot be used: ${(error as Error).message}. Check DATABASE_URL.`
  return cause instanceof OperatorFault ? cause.message : undefined
}

/** Refused, away, full, or without what it should hold: PostgreSQL's own codes, and those of the way there. */
const isOfDatabase = (error: unknown): boolean => {
  const { code, severity } = error as { code?: unknown; severity?: unknown }
  if (typeof code !== 'string') return false
  return severity === undefined ? /^E(CONN|HOST|NET)|^ETIMEDOUT$/.test(code) : /^(08|28|3D|53|57|42501)/.test(code)
}

/** For the last line of a program that ends: the sentence, or everything that is known. */
export const lastWords = (error: unknown): string =>
  sentenceOf(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))
