import { defineSlice } from '../slice'
import { auditRows } from './audit-rows'
import { audit } from './operations/audit'

export const auditSlice = defineSlice({
  rows: {
    trail: auditRows,
  },
  operations: [audit],
})
