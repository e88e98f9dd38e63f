import { defineSlice } from '../slice'
import { list } from './operations/list'
import { mine } from './operations/mine'
import { search } from './operations/search'
import { view } from './operations/view'
import { pageRows } from './page-rows'
import { searchRows, ticketWordSchema } from './search-rows'
import { viewRows, viewSchema } from './view-rows'
import { viewSection } from './view-section'

export const listsSlice = defineSlice({
  tables: [ticketWordSchema, viewSchema],
  rows: {
    views: (unit, _services, { registered }) => viewRows(unit, registered.filterTerms),
    pages: (unit, _services, { registered }) => pageRows(unit, undefined, registered.filterTerms),
    search: (unit, _services, { registered }) => searchRows(unit, undefined, registered.filterTerms),
  },
  operations: [mine, list, search, view],
  sections: [viewSection],
})
