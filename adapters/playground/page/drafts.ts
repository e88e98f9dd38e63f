import { useState } from 'preact/hooks'
import { explain } from './act.js'
import { api, newId } from './api.js'
import { useSay } from './context.js'
import { fileLimit } from './files.js'
import { notify } from './store.js'
import type { FileView } from './wire.js'

export interface Attachment {
  readonly key: string
  readonly name: string
  readonly size: number
  /** Once it is uploaded. */
  readonly file?: FileView
}

/** Files on their way with a message. */
export const useAttachments = (): {
  readonly list: readonly Attachment[]
  readonly add: (files: Iterable<File>) => void
  readonly drop: (key: string) => void
  readonly clear: () => void
} => {
  const [list, setList] = useState<readonly Attachment[]>([])
  const say = useSay()
  const drop = (key: string): void => setList((all) => all.filter((one) => one.key !== key))
  const add = (files: Iterable<File>): void => {
    for (const file of files) {
      if (file.size > fileLimit) {
        notify(say('too-big', { name: file.name }))
        continue
      }
      const key = newId()
      setList((all) => [...all, { key, name: file.name, size: file.size }])
      api.upload(file).then(
        (kept) => setList((all) => all.map((one) => (one.key === key ? { ...one, file: kept } : one))),
        (error: unknown) => {
          drop(key)
          notify(explain(error))
        },
      )
    }
  }
  return { list, add, drop, clear: () => setList([]) }
}
