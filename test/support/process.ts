import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'

const project = resolve(__dirname, '../..')

/** A process of its own that runs one of our TypeScript files, for tests that kill it. */
export interface Child {
  readonly pid: number
  /** Resolves with the first line of its output that matches; rejects with all of it when it ends before. */
  line(pattern: RegExp): Promise<string>
  /** All that it has written so far. */
  output(): string
  kill(signal: NodeJS.Signals): void
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
}

export function startChild(
  file: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
  preload?: string,
): Child {
  const before = ['test/support/typescript.js', ...(preload === undefined ? [] : [preload])]
  const child: ChildProcess = spawn(
    process.execPath,
    [...before.flatMap((each) => ['--require', join(project, each)]), resolve(project, file), ...args],
    { cwd: project, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  const waiting = new Set<() => void>()
  const grow = (chunk: Buffer): void => {
    output += chunk.toString()
    for (const look of waiting) look()
  }
  child.stdout?.on('data', grow)
  child.stderr?.on('data', grow)
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals)

  return {
    pid: child.pid ?? -1,
    ended,
    output: () => output,
    kill: (signal) => void child.kill(signal),
    line: (pattern) =>
      new Promise((found, missing) => {
        const look = (): void => {
          const line = output.split('\n').find((each) => pattern.test(each))
          if (line === undefined) return
          waiting.delete(look)
          found(line)
        }
        waiting.add(look)
        void ended.then(() => missing(new Error(`it ended without ${pattern}:\n${output}`)))
        look()
      }),
  }
}
