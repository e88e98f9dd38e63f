import type { EntitySchema } from 'typeorm'
import { auditSchema, auditHeadSchema } from '../audit/audit-rows'
import { laneSchema } from '../delivery/lane-rows'
import { outboxReadySchema } from '../delivery/lease-rows'
import { outboxSchema } from '../delivery/outbox-rows'
import { slotSchema } from '../delivery/slot-rows'
import { fileSchema } from '../files/file-rows'
import { fileUseSchema } from '../files/quota-rows'
import { ticketWordSchema } from '../lists/search-rows'
import { viewSchema } from '../lists/view-rows'
import { attentionSchema, noticeSchema } from '../people/attention-rows'
import { customerNoteSchema, identityCodeSchema, identityTrySchema, joinSchema } from '../people/customer-rows'
import { roleGroupSchema, groupMemberSchema } from '../people/group-rows'
import { personSchema, identitySchema } from '../people/person-rows'
import { teamSchema, teamMemberSchema, queueTeamSchema } from '../people/team-rows'
import { erasureSchema } from '../privacy/erasure-rows'
import { agentSchema, queueMemberSchema } from '../queues/agent-rows'
import { queueSchema, placeSchema } from '../queues/queue-rows'
import { cannedReplySchema, favouriteSchema } from '../rules/canned-rows'
import { ruleSchema, macroSchema, ruleRunSchema } from '../rules/rule-rows'
import { webhookSchema } from '../rules/webhook-rows'
import { calendarSchema } from '../sla/calendar-rows'
import { clockSchema, policySchema } from '../sla/clock-rows'
import { dueSchema } from '../sla/due-rows'
import { reminderSchema, escalationSchema } from '../sla/escalation-rows'
import { deskSchema, workspaceSchema } from '../store/desk-rows'
import { numberSchema, configVersionSchema, dataKeySchema, migrationSchema } from '../store/directory-rows'
import { documentSchema } from '../store/document-rows'
import { inboxSchema } from '../store/inbox-rows'
import { memorySchema } from '../store/memory-rows'
import { followerSchema } from '../tickets/conversation/follower-rows'
import { openingSchema } from '../tickets/conversation/opening-rows'
import { waitingSchema } from '../tickets/conversation/waiting-rows'
import { entrySchema } from '../tickets/entry-rows'
import { fieldSchema, ticketFieldSchema } from '../tickets/fields/field-rows'
import { ownStatusSchema } from '../tickets/life/own-status-rows'
import { mergeSchema } from '../tickets/links/merge-rows'
import { ticketLinkSchema } from '../tickets/links/ticket-links-rows'
import { roomSchema, postSchema, earlySchema } from '../tickets/room-rows'
import { ticketSchema, ticketTagSchema } from '../tickets/ticket-rows'
import { linkCodeSchema, unlinkedWorkspaceSchema } from '../workspaces/link-rows'

/** Every table of ours; `test/store/schemas.test.ts` finds what is missing. Agenda's own is not among them. */
export const rowSchemas = [
  auditSchema,
  auditHeadSchema,
  laneSchema,
  outboxReadySchema,
  outboxSchema,
  slotSchema,
  fileSchema,
  fileUseSchema,
  ticketWordSchema,
  viewSchema,
  attentionSchema,
  noticeSchema,
  customerNoteSchema,
  identityCodeSchema,
  identityTrySchema,
  joinSchema,
  roleGroupSchema,
  groupMemberSchema,
  personSchema,
  identitySchema,
  teamSchema,
  teamMemberSchema,
  queueTeamSchema,
  erasureSchema,
  agentSchema,
  queueMemberSchema,
  queueSchema,
  placeSchema,
  cannedReplySchema,
  favouriteSchema,
  ruleSchema,
  macroSchema,
  ruleRunSchema,
  webhookSchema,
  calendarSchema,
  clockSchema,
  policySchema,
  dueSchema,
  reminderSchema,
  escalationSchema,
  deskSchema,
  workspaceSchema,
  numberSchema,
  configVersionSchema,
  dataKeySchema,
  migrationSchema,
  documentSchema,
  inboxSchema,
  memorySchema,
  followerSchema,
  openingSchema,
  waitingSchema,
  entrySchema,
  fieldSchema,
  ticketFieldSchema,
  ownStatusSchema,
  mergeSchema,
  ticketLinkSchema,
  roomSchema,
  postSchema,
  earlySchema,
  ticketSchema,
  ticketTagSchema,
  linkCodeSchema,
  unlinkedWorkspaceSchema,
] as unknown as readonly EntitySchema[]
