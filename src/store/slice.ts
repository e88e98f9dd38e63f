import { defineSlice } from '../slice'
import { documentForgets } from './document-forgets-rows'
import { documentRows } from './document-rows'
import { inboxForgets } from './inbox-forgets-rows'
import { arrivalRows } from './inbox-rows'
import { memoryForgets } from './memory-forgets-rows'

export const storeSlice = defineSlice({
  rows: {
    documents: documentRows,
    arrivals: arrivalRows,
  },
  forgets: [inboxForgets, memoryForgets, documentForgets],
})
