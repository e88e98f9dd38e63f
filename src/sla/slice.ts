import { defineSlice } from '../slice'
import { calendarRows } from './calendar-rows'
import { calendarSection } from './calendar-section'
import { clockRows } from './clock-rows'
import { dueForgets } from './due-forgets-rows'
import { escalationRows } from './escalation-rows'
import { calendar } from './operations/calendar'
import { policy } from './operations/policy'
import { policySection } from './policy-section'
import { reminderForgets } from './reminder-forgets-rows'

export const slaSlice = defineSlice({
  rows: {
    clocks: clockRows,
    calendars: calendarRows,
    escalations: escalationRows,
  },
  operations: [policy, calendar],
  sections: [calendarSection, policySection],
  forgets: [dueForgets, reminderForgets],
})
