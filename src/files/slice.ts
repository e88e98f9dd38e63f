import { defineSlice } from '../slice'
import { fileForgets } from './file-forgets-rows'
import { fileRows } from './file-rows'

export const filesSlice = defineSlice({
  rows: {
    files: fileRows,
    fileLink:
      (unit, { fileLinks }) =>
      async (file) =>
        fileLinks.linkTo(unit, file),
  },
  forgets: [fileForgets],
})
