import { defineSlice } from '../slice'
import { auditForgets } from './audit-forgets-rows'
import { auditHeadSchema, auditRows, auditSchema } from './audit-rows'
import { audit } from './operations/audit'

export const auditSlice = defineSlice({
  tables: [auditSchema, auditHeadSchema],
  rows: {
    trail: auditRows,
  },
  operations: [audit],
  forgets: [auditForgets],
})
