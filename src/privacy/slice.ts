import { defineSlice } from '../slice'
import { erasureRows, erasureSchema } from './erasure-rows'
import { exportRows } from './export-rows'
import { customerData } from './operations/customer-data'
import { retention } from './operations/retention'
import { retentionRows } from './retention-rows'
import { retentionSection } from './retention-section'
import { ticketErasureRows } from './ticket-erasure-rows'

export const privacySlice = defineSlice({
  tables: [erasureSchema],
  rows: {
    erasures: (unit, _services, tx) => erasureRows(unit, tx.registered.forgets),
    ticketErasures: (unit, _services, tx) => ticketErasureRows(unit, tx.registered.forgets),
    retention: retentionRows,
    exports: (unit, _services, tx) => exportRows(unit, tx.registered.forgets),
  },
  operations: [customerData, retention],
  sections: [retentionSection],
})
