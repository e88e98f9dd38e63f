import { groupSection } from './people/group-section'
import { peopleSection } from './people/people-section'
import { teamSection } from './people/team-section'
import { placeSection } from './queues/place-section'
import { queueSection } from './queues/queue-section'
import { viewSection } from './queues/view-section'
import { cannedSection } from './rules/canned-section'
import { macroSection } from './rules/macro-section'
import { ruleSection } from './rules/rule-section'
import { retentionSection } from './privacy/retention-section'
import { deskSection } from './settings/desk-section'
import type { Section } from './settings/section'
import { calendarSection } from './sla/calendar-section'
import { policySection } from './sla/policy-section'
import { fieldSection } from './tickets/field-section'
import { ownStatusSection } from './tickets/own-status-section'

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
