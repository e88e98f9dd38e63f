import { send, trying } from './act.js'
import { newId } from './api.js'
import { stepOf, steps } from './guide-steps.js'
import { actAs, choose, current, fetchGuideThreads, show } from './store.js'

/** Goes on with what is left to do; where nothing is, from the first step with what happens from now on. */
export const startGuide = (): Promise<void> =>
  trying(async () => {
    await fetchGuideThreads()
    const isOver = stepOf(current()) === steps.length - 1
    choose({ guided: true, ...(isOver && { since: new Date().toISOString() }) })
  })

/** Writes the first message for somebody who would rather watch. */
export const writeFirst = async (text: string): Promise<void> => {
  actAs('help', 'ana')
  show('help', 'help')
  await trying(() => send({ column: 'help', place: 'help', as: 'ana' }, { text, files: [], id: newId() }))
}
