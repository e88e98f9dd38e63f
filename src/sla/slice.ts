import { defineSlice } from '../slice'
import { calendarRows, calendarSchema } from './calendar-rows'
import { calendarSection } from './calendar-section'
import { clockRows, clockSchema, policySchema } from './clock-rows'
import { dueForgets } from './due-forgets-rows'
import { dueSchema } from './due-rows'
import { escalationRows, escalationSchema, reminderSchema } from './escalation-rows'
import { calendar } from './operations/calendar'
import { policy } from './operations/policy'
import { policySection } from './policy-section'
import { reminderForgets } from './reminder-forgets-rows'

export const slaSlice = defineSlice({
  tables: [calendarSchema, clockSchema, policySchema, dueSchema, reminderSchema, escalationSchema],
  rows: {
    clocks: clockRows,
    calendars: calendarRows,
    escalations: escalationRows,
  },
  operations: [policy, calendar],
  sections: [calendarSection, policySection],
  forgets: [dueForgets, reminderForgets],
})
