import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { speaker, type Say } from './words.js'
import type { ColumnId } from './model.js'

/** Position of a part of the page: column, place, and who acts there. */
export interface Stage {
  readonly column: ColumnId
  readonly place: string
  readonly as: string
}

export const SayContext = createContext<Say>(speaker('en'))
export const StageContext = createContext<Stage>({ column: 'help', place: 'help', as: 'ana' })
export const useSay = (): Say => useContext(SayContext)
export const useStage = (): Stage => useContext(StageContext)
