import { defineSlice } from '../slice'
import { outbox } from './outbox'
import { slotRows, slotSchema } from './slot-rows'
import { laneSchema } from './lane-rows'
import { outboxReadySchema } from './lease-rows'
import { outboxSchema } from './outbox-rows'

export const deliverySlice = defineSlice({
  tables: [laneSchema, outboxReadySchema, outboxSchema, slotSchema],
  rows: {
    outbox: (unit, { networks }, tx) => outbox(unit, networks, tx.desk.locale),
    slots: slotRows,
  },
})
