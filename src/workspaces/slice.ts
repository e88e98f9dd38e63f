import { defineSlice } from '../slice'
import { linkRows } from './link-rows'
import { workspaces } from './operations/workspaces'

export const workspacesSlice = defineSlice({
  rows: {
    links: linkRows,
  },
  operations: [workspaces],
})
