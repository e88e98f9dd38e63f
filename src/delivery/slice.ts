import { defineSlice } from '../slice'
import { outbox } from './outbox'
import { laneSchema } from './lane-rows'
import { outboxReadySchema } from './lease-rows'
import { outboxForgets } from './outbox-forgets-rows'
import { outboxSchema } from './outbox-rows'
import { slotRows, slotSchema } from './slot-rows'

export const deliverySlice = defineSlice({
  tables: [laneSchema, outboxReadySchema, outboxSchema, slotSchema],
  rows: {
    outbox: (unit, { networks }, tx) => outbox(unit, networks, tx.desk.locale),
    slots: slotRows,
  },
  forgets: [outboxForgets],
})
