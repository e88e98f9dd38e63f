import type { Tx } from '../core/tx'
import { networkName } from '../core/network-name'
import { hasWords, words, wordsOf } from '../core/words'

const id = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** A group or a channel, as `role` writes it down. */
const outside = /^([a-z][a-z-]*)\/(.+)$/

/** The trail keeps ids and words of the program for good; people read names, and their own language. */
export const formatOutcomes = async (tx: Tx, outcomes: readonly string[]): Promise<(outcome: string) => string> => {
  const tokens = outcomes.flatMap((outcome) => outcome.split(' '))
  const people = await tx.people.all([...new Set(tokens.filter((token) => id.test(token)))])
  const groups = tokens.some((token) => outside.test(token)) ? await tx.groups.all() : []
  const formatToken = (token: string): string => {
    if (id.test(token)) return people.get(token)?.name ?? words(tx.speaks, 'audit.nobody')
    const [, platform = '', raw = ''] = outside.exec(token) ?? []
    if (raw !== '')
      return groups.find(({ ref }) => ref.platform === platform && ref.id === raw)?.name ?? networkName(platform)
    const key = [`audit.outcome.${token}`, `role.${token}`, `purpose.${token}`].find(hasWords)
    return key === undefined ? token : wordsOf(tx.speaks, key)
  }
  return (outcome) => {
    const phrase = `audit.outcome.${outcome.replaceAll(' ', '-')}`
    return hasWords(phrase) ? wordsOf(tx.speaks, phrase) : outcome.split(' ').map(formatToken).join(' ')
  }
}

export const formatOperation = (tx: Tx, operation: string): string => {
  const key = [`operation.${operation}.title`, `audit.operation.${operation}`].find(hasWords)
  return key === undefined ? operation : wordsOf(tx.speaks, key)
}
