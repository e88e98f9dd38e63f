import { defineSlice } from '../slice'
import { deskSchema, workspaceSchema } from './desk-rows'
import { numberSchema, configVersionSchema, dataKeySchema, migrationSchema } from './directory-rows'
import { documentForgets } from './document-forgets-rows'
import { documentRows, documentSchema } from './document-rows'
import { inboxForgets } from './inbox-forgets-rows'
import { arrivalRows, inboxSchema } from './inbox-rows'
import { memoryForgets } from './memory-forgets-rows'
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
  forgets: [inboxForgets, memoryForgets, documentForgets],
})
