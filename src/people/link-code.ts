import { createHash, randomInt } from 'node:crypto'

/** Without letters that look like others: read aloud and typed by people. */
const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 8

/** Eight letters: 39 bits, guessed a few times in a quarter of an hour. */
export const newCode = (): string => Array.from({ length }, () => letters[randomInt(letters.length)]!).join('')

/** As it is kept: however it was typed, and of one desk. */
export const hashOf = (desk: string, typed: string): string =>
  createHash('sha256')
    .update(`${desk} ${typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`)
    .digest('hex')
