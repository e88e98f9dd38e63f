import { defineSlice } from '../slice'
import { auditForgets } from './audit-forgets-rows'
import { auditRows } from './audit-rows'
import { audit } from './operations/audit'

export const auditSlice = defineSlice({
  rows: {
    trail: auditRows,
  },
  operations: [audit],
  forgets: [auditForgets],
})
