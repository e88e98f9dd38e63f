import { groupSection } from './people/roles/group-section'
import { peopleSection } from './people/roles/people-section'
import { teamSection } from './people/roles/team-section'
import { placeSection } from './queues/place-section'
import { queueSection } from './queues/queue-section'
import { viewSection } from './lists/view-section'
import { cannedSection } from './rules/canned-section'
import { macroSection } from './rules/macro-section'
import { ruleSection } from './rules/rule-section'
import { retentionSection } from './privacy/retention-section'
import { deskSection } from './settings/desk-section'
import type { Section } from './core/section'
import { calendarSection } from './sla/calendar-section'
import { policySection } from './sla/policy-section'
import { fieldSection } from './tickets/fields/field-section'
import { ownStatusSection } from './tickets/life/own-status-section'

/** Everything that the configuration file holds, in its order: what a section names stands in one before it. */
export const sections: readonly Section[] = [
  deskSection,
  calendarSection,
  peopleSection,
  groupSection,
  queueSection,
  teamSection,
  placeSection,
  fieldSection,
  ownStatusSection,
  policySection,
  viewSection,
  cannedSection,
  macroSection,
  ruleSection,
  retentionSection,
]
