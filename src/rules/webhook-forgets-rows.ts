import type { Forgets } from '../core/forgets'

export const webhookForgets: Forgets = {
  words: { webhooks: ['body'] },
  ticket: async (unit, { number }) => {
    await unit.execute('delete from webhooks where ticket = $1::bigint', [number])
  },
  ticketWords: async (unit, { number, isOpenedByThem }) => {
    await unit.execute(
      `delete from webhooks where ticket = $1::bigint${isOpenedByThem ? '' : ' and settled_at is not null'}`,
      [number],
    )
  },
}
