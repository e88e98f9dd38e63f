import type { Forgets } from '../../core/forgets'

export const fieldForgets: Forgets = {
  words: { ticket_fields: ['text'] },
  ticket: async (unit, { number }) => {
    await unit.execute('delete from ticket_fields where ticket = $1::bigint and choice is null', [number])
  },
  ticketWords: async (unit, { number, authors }) => {
    await unit.execute(
      `delete from ticket_fields f using entries e where f.ticket = $1::bigint and e.ticket = f.ticket and e.kind = 'change'
         and e.data->>'field' = 'field' and e.data->>'name' = f.field and e.author = any($2::uuid[])`,
      [number, authors],
    )
  },
}
