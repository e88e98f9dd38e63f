import { readFileSync } from 'node:fs'

const lookEveryMs = 500

/** Calls `stop` once: at Ctrl-C, when told to end, or when whoever started us is gone. */
export const whileWanted = (stop: (code: number) => void): void => {
  let isOver = false
  const over = (code: number) => {
    if (isOver) return
    isOver = true
    stop(code)
  }
  for (const [name, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    process.on(name, () => over(code))
  const from = starters()
  setInterval(() => starters() !== from && over(1), lookEveryMs).unref()
}

/** Our parent; and npm, which is behind the shell that it starts us with. */
const starters = (): string =>
  process.env['npm_lifecycle_event'] === undefined ? String(process.ppid) : `${process.ppid} ${parentOf(process.ppid)}`

/** Empty where there is no /proc. */
const parentOf = (pid: number): string => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[1] ?? ''
  } catch {
    return ''
  }
}
