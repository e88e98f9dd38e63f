import type { Log } from '../../src/platform'

export interface Line {
  readonly level: keyof Log
  readonly facts: object
  readonly message: string
}

/** A log that keeps its lines for the test to look at. */
export function keptLog(): Log & { readonly lines: readonly Line[] } {
  const lines: Line[] = []
  const keep = (level: keyof Log) => (facts: object, message: string) => void lines.push({ level, facts, message })
  return { lines, debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') }
}
