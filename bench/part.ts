/** One thing that is measured, next to what it is compared with. */
export interface Part {
  /** As asked for on the command line. */
  readonly name: string
  /** One line for the list. */
  readonly says: string
  run(bench: Bench): Promise<readonly Figure[]>
}

export interface Figure {
  readonly what: string
  readonly unit: 'ms' | 'MB' | '%' | '/s' | '×'
  /** One per round; the table shows median, least and most. */
  readonly samples: readonly number[]
  /** Measured in the same run, on the same machine, its rounds between ours. */
  readonly baseline?: { readonly what: string; readonly samples: readonly number[] }
  /** What it must stay under, where something was promised. */
  readonly promised?: number
  /** What its ratio to the baseline must be. */
  readonly aim?: { readonly atLeast: number } | { readonly atMost: number }
}

export interface Bench {
  /** Few and short rounds, for trying: the figures are rough. */
  readonly isShort: boolean
  /** Told on standard error while it runs. */
  progress(line: string): void
  /** A folder for one run, gone at the end; PostgreSQL's own user can get into it. */
  folder(): Promise<string>
  /** How many tickets the desks have on which lists and searches are measured, the smallest first. */
  readonly sizes: readonly number[]
  /** Where desks that take long to make stay for the next run. */
  readonly kept?: string
}

export const median = (samples: readonly number[]): number => {
  const sorted = [...samples].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
