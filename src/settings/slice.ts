import { defineSlice } from '../slice'
import { deskSection } from './desk-section'
import { config } from './operations/config'

export const settingsSlice = defineSlice({
  operations: [config],
  sections: [deskSection],
})
