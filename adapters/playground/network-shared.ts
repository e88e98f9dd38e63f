import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { factsOf, filesIn } from './network-compact'
import type { Forgotten } from './network-forget'
import { openLog } from './network-log'
import { emptyState, fold, type Fact, type State, type StoredFile, type Touched } from './network'

/** Change as those who watch see it. `end` is where the log stood after it. */
export interface Change extends Touched {
  readonly end: number
}

/**
 * The network as every process with this folder sees it: reading first takes in what the others wrote. Watchers hear of
 * one's own changes at once, and of the others' within `pollEvery` ms.
 */
export interface SharedNetwork {
  read(): State
  append(fact: Fact): void
  /** Writes the bytes first, then says that they are there. */
  keepFile(name: string, type: string, bytes: Buffer): Promise<StoredFile>
  /** Undefined when the bytes are gone. */
  openFile(id: string): Promise<Readable | undefined>
  /** Takes it out of the log and the files for good: false when another process is rewriting the log just now. */
  forget(what: Forgotten): Promise<boolean>
  watch(onChange: (change: Change) => void): () => void
  /** Changes after that point of the log; undefined if the log was never that long. */
  changedSince(end: number): { readonly posts: readonly string[]; readonly people: boolean } | undefined
  end(): number
  close(): void
}

const pollEvery = 120
const uploadMs = 3_600_000

export const openNetwork = (folder: string): SharedNetwork => {
  const state = emptyState()
  const watchers = new Set<(change: Change) => void>()
  let timer: NodeJS.Timeout | undefined

  const log = openLog(join(folder, 'log.jsonl'), (line, end) => {
    const touched = fold(state, line as Fact, end)
    if (touched.posts.length || touched.people) for (const watcher of watchers) watcher({ ...touched, end })
  })
  log.catchUp()
  const bytesOf = (id: string): string => join(folder, 'files', id)
  /** Files first: a log that names them no more finds none. */
  const clean = async (): Promise<boolean> => {
    log.catchUp()
    const kept = filesIn(state)
    for (const name of await readdir(join(folder, 'files')).catch(() => [])) {
      if (kept.has(name) || !(await isLeft(name))) continue
      await rm(bytesOf(name), { force: true })
      state.files.delete(name)
      state.loose.delete(name)
    }
    return log.rewrite(() => factsOf(state))
  }
  /** The posts that had it are gone, or it was uploaded long ago and never posted. */
  const isLeft = async (name: string): Promise<boolean> => {
    if (state.files.has(name) && !state.loose.has(name)) return true
    const found = await stat(bytesOf(name)).catch(() => undefined)
    return found !== undefined && Date.now() - found.mtimeMs > uploadMs
  }

  return {
    read() {
      log.catchUp()
      return state
    },
    append: (fact) => log.append(fact),
    async keepFile(name, type, bytes) {
      const file = { id: `f-${randomUUID()}`, name, type, size: bytes.length }
      await mkdir(join(folder, 'files'), { recursive: true, mode: 0o700 })
      await writeFile(`${bytesOf(file.id)}.part`, bytes, { mode: 0o600 })
      await rename(`${bytesOf(file.id)}.part`, bytesOf(file.id))
      log.append({ fact: 'file', ...file })
      return file
    },
    async openFile(id) {
      if (!state.files.has(id)) return undefined
      return access(bytesOf(id)).then(
        () => createReadStream(bytesOf(id)),
        () => undefined,
      )
    },
    async forget(what) {
      log.append({ fact: 'forget', ...what })
      return clean()
    },
    watch(onChange) {
      watchers.add(onChange)
      timer ??= setInterval(log.catchUp, pollEvery).unref()
      return () => {
        watchers.delete(onChange)
        if (watchers.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
    changedSince(end) {
      log.catchUp()
      const lines = log.since(end)
      return lines && { posts: [...new Set(lines.flatMap((line) => named(state, line as Fact)))], people: true }
    },
    end: log.end,
    close() {
      clearInterval(timer)
      watchers.clear()
      log.close()
    },
  }
}

/** The posts that a fact is about, and the first posts of the threads they are in. */
const named = (state: State, fact: Fact): readonly string[] => {
  const ids = 'post' in fact ? [fact.post] : fact.fact === 'post' ? [fact.id] : []
  const places = 'place' in fact ? [fact.place] : fact.fact === 'room' ? [fact.id] : []
  const inPlaces = [...places, ...ids.flatMap((id) => state.posts.get(id)?.place ?? [])]
  return [...ids, ...inPlaces.flatMap((place) => /\.(p-[0-9a-f]+)$/.exec(place)?.[1] ?? [])]
}
