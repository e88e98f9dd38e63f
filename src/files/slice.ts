import { defineSlice } from '../slice'
import { fileForgets } from './file-forgets-rows'
import { fileRows, fileSchema } from './file-rows'
import { fileUseSchema } from './quota-rows'

export const filesSlice = defineSlice({
  tables: [fileSchema, fileUseSchema],
  rows: {
    files: fileRows,
    fileLink:
      (unit, { fileLinks }) =>
      async (file) =>
        fileLinks.linkTo(unit, file),
  },
  forgets: [fileForgets],
})
