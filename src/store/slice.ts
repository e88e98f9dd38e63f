import { defineSlice } from '../slice'
import { documentRows, documentSchema } from './document-rows'
import { arrivalRows, inboxSchema } from './inbox-rows'
import { deskSchema, workspaceSchema } from './desk-rows'
import { numberSchema, configVersionSchema, dataKeySchema, migrationSchema } from './directory-rows'
import { memorySchema } from './memory-rows'

export const storeSlice = defineSlice({
  tables: [
    deskSchema,
    workspaceSchema,
    numberSchema,
    configVersionSchema,
    dataKeySchema,
    migrationSchema,
    documentSchema,
    inboxSchema,
    memorySchema,
  ],
  rows: {
    documents: documentRows,
    arrivals: arrivalRows,
  },
})
