import { createHash, randomInt } from 'node:crypto'

/** Name of the operation by which a workspace joins a desk: listened to where no desk is known yet, too. */
export const linkOperation = 'workspaces'

/** No letter that is taken for another one or for a digit. */
const letters = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'
const length = 10

/** About 49 bits: not to be guessed in the minutes that it stands. */
export const newLinkCode = (): string => {
  const code = Array.from({ length }, () => letters[randomInt(letters.length)]).join('')
  return `${code.slice(0, length / 2)}-${code.slice(length / 2)}`
}

/** As people type it: case, spaces and dashes are nothing. Only this is stored. */
export const hashOfCode = (typed: string): Buffer =>
  createHash('sha256')
    .update(typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''))
    .digest()
