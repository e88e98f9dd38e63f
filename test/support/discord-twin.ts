import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface TwinMessage {
  readonly id: string
  readonly content: string
  readonly components?: readonly unknown[]
}
type Answer = { readonly id?: number; readonly url?: string; readonly result?: unknown; readonly error?: string }

/** `discord-digital-twin` in a process of its own. */
export const startTwin = async (options: object) => {
  const child = fork(join(__dirname, 'discord-twin-process.mjs'), [JSON.stringify(options)], { execArgv: [] })
  const [{ url = '' }] = (await once(child, 'message')) as [Answer]
  const waiting = new Map<number, (answer: Answer) => void>()
  let last = 0
  child.on('message', (answer: Answer) => {
    waiting.get(answer.id ?? 0)?.(answer)
    waiting.delete(answer.id ?? 0)
  })
  return {
    url,
    async act<T>(act: string, given: object): Promise<T> {
      const id = ++last
      const { result, error } = await new Promise<Answer>((done) => {
        waiting.set(id, done)
        child.send({ id, act, given })
      })
      if (error !== undefined) throw new Error(error)
      return result as T
    },
    async stop(): Promise<void> {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}
export type Twin = Awaited<ReturnType<typeof startTwin>>
