import { defineSlice } from '../slice'
import { auditHeadSchema, auditRows, auditSchema } from './audit-rows'
import { audit } from './operations/audit'

export const auditSlice = defineSlice({
  tables: [auditSchema, auditHeadSchema],
  rows: {
    trail: auditRows,
  },
  operations: [audit],
})
