import { defineSlice } from '../slice'
import { documentRows } from './document-rows'
import { arrivalRows } from './inbox-rows'

export const storeSlice = defineSlice({
  rows: {
    documents: documentRows,
    arrivals: arrivalRows,
  },
})
