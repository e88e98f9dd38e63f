import { useEffect, useState } from 'preact/hooks'
import type { Stage } from './context.js'
import type { FormView } from './wire.js'

export type Dialog =
  | { readonly kind: 'form'; readonly stage: Stage; readonly form: FormView; readonly on?: string }
  | {
      readonly kind: 'confirm'
      readonly title: string
      readonly text: string
      readonly danger: boolean
      readonly resolve: (yes: boolean) => void
    }

let open: Dialog | undefined
let tell: (dialog: Dialog | undefined) => void = () => undefined

/** One at a time: the newer takes the place of the older. */
export const openDialog = (dialog: Dialog): void => {
  if (open?.kind === 'confirm') open.resolve(false)
  open = dialog
  tell(dialog)
}
export const closeDialog = (): void => {
  open = undefined
  tell(undefined)
}

export const useDialog = (): Dialog | undefined => {
  const [dialog, setDialog] = useState(open)
  useEffect(() => {
    tell = setDialog
  }, [])
  return dialog
}
