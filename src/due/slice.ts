import { defineSlice } from '../slice'
import { usualDue } from './fall-due'

export const dueSlice = defineSlice({ due: usualDue })
