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
  /** Limit that it must stay under, where something was promised. */
  readonly promised?: number
  /** Target of its ratio to the baseline; `atMostOver` is how much may be added to the baseline, in the figure’s unit. */
  readonly aim?: { readonly atLeast: number } | { readonly atMost: number } | { readonly atMostOver: number }
}

export interface Bench {
  /** Few and short rounds, for trying: the figures are rough. */
  readonly isShort: boolean
  /** Told on standard error while it runs. */
  progress(line: string): void
  /** A folder for one run, gone at the end; PostgreSQL's own user can get into it. */
  folder(): Promise<string>
  /** Numbers of tickets on the desks on which lists and searches are measured, the smallest first. */
  readonly sizes: readonly number[]
  /** Folder in which the next part finds desks that take long to make; with `--desks`, the next run. */
  kept(): Promise<string>
}

export const median = (samples: readonly number[]): number => {
  const sorted = [...samples].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Undefined where nothing was promised. */
export const isMet = ({ samples, baseline, aim, promised }: Figure): boolean | undefined => {
  const own = median(samples)
  if (promised !== undefined && !(own < promised)) return false
  if (aim === undefined || baseline === undefined) return promised === undefined ? undefined : true
  const other = median(baseline.samples)
  if ('atLeast' in aim) return own >= other * aim.atLeast
  return 'atMost' in aim ? own <= other * aim.atMost : own <= other + aim.atMostOver
}
