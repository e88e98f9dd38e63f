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
    erasures: erasureRows,
    ticketErasures: ticketErasureRows,
    retention: retentionRows,
    exports: exportRows,
  },
  operations: [customerData, retention],
  sections: [retentionSection],
})
