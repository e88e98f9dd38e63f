import { send, trying } from './act.js'
import { newId } from './api.js'
import { actAs, change, choose, show } from './store.js'

/** From the first step, and only with what happens from now on. */
export const startGuide = (): void => {
  change({ deeds: [] })
  choose({ step: 0, since: new Date().toISOString() })
}

/** Writes the first message for somebody who would rather watch. */
export const writeFirst = async (text: string): Promise<void> => {
  actAs('help', 'ana')
  show('help', 'help')
  await trying(() => send({ column: 'help', place: 'help', as: 'ana' }, { text, files: [], id: newId() }))
}
