/** Target of a webhook: its lanes and its failures are those of the host. As `takeDue` reads it from the address. */
export const targetOf = (url: string): string => /^[a-z]+:\/\/([^/?#]*)/.exec(url)?.[1] ?? ''

interface Target {
  running: number
  /** In a row. */
  failures: number
  /** Not asked before. */
  closedUntil: number
}
const mostFailures = 3
const closedMs = 60_000

export interface Targets {
  begin(target: string): void
  end(target: string): void
  /** Targets that have as many lanes as they may. */
  full(): string[]
  /** More lanes than it may have by now. */
  isCrowded(target: string): boolean
  /** True when it may be asked now: after some failures in a row once a minute. */
  mayAsk(target: string, now: Date): boolean
  answered(target: string, isTaken: boolean, now: Date): void
}

/** State of each target that a process sends to. One that is well and has nothing to do is forgotten. */
export const createTargets = (atOnce: number): Targets => {
  const known = new Map<string, Target>()
  const of = (name: string): Target => {
    const found = known.get(name) ?? { running: 0, failures: 0, closedUntil: 0 }
    known.set(name, found)
    return found
  }
  const most = ({ failures }: Target) => (failures > 0 ? 1 : atOnce)
  return {
    begin: (name) => void of(name).running++,
    end: (name) => {
      const target = of(name)
      target.running--
      if (target.running === 0 && target.failures === 0) known.delete(name)
    },
    full: () => [...known].filter(([, target]) => target.running >= most(target)).map(([name]) => name),
    isCrowded: (name) => of(name).running > most(of(name)),
    mayAsk: (name, now) => {
      const target = of(name)
      if (target.failures < mostFailures) return true
      if (now.getTime() < target.closedUntil) return false
      target.closedUntil = now.getTime() + closedMs
      return true
    },
    answered: (name, isTaken, now) => {
      const target = of(name)
      target.failures = isTaken ? 0 : target.failures + 1
      if (target.failures >= mostFailures) target.closedUntil = now.getTime() + closedMs
    },
  }
}
