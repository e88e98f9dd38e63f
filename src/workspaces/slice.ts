import { defineSlice } from '../slice'
import { linkCodeSchema, linkRows, unlinkedWorkspaceSchema } from './link-rows'
import { workspaces } from './operations/workspaces'

export const workspacesSlice = defineSlice({
  tables: [linkCodeSchema, unlinkedWorkspaceSchema],
  rows: {
    workspaceLinks: linkRows,
  },
  operations: [workspaces],
})
