import { defineSlice } from '../slice'
import { outbox } from './outbox'
import { outboxForgets } from './outbox-forgets-rows'
import { slotRows } from './slot-rows'

export const deliverySlice = defineSlice({
  rows: {
    outbox: (unit, { networks }, tx) => outbox(unit, networks, tx.desk.locale),
    slots: slotRows,
  },
  forgets: [outboxForgets],
})
