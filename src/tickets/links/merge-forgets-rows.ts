import type { Forgets, ForgottenTicket } from '../../core/forgets'
import type { Unit } from '../../store/transaction'

const renameBefore = async (unit: Unit, { number, subject }: ForgottenTicket) =>
  unit.execute(
    `update merges set before = jsonb_set(before, '{ticket,subject}', to_jsonb($2::text)) where ticket = $1::bigint`,
    [number, subject],
  )

export const mergeForgets: Forgets = {
  words: { merges: ['before'] },
  ticket: async (unit, ticket) => {
    await renameBefore(unit, ticket)
  },
  ticketWords: async (unit, words) => {
    if (words.isOpenedByThem) await renameBefore(unit, words)
  },
}
