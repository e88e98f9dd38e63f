import { defineSlice } from '../slice'
import { attentionForgets } from './attention-forgets-rows'
import { attentionRows, attentionSchema, noticeSchema } from './attention-rows'
import { customerForgets } from './customer-forgets-rows'
import { customerNoteSchema, customerRows, identityCodeSchema, identityTrySchema, joinSchema } from './customer-rows'
import { groupForgets } from './group-forgets-rows'
import { groupMemberSchema, groupRows, roleGroupSchema } from './group-rows'
import { agent } from './operations/agent'
import { attention } from './operations/attention'
import { away } from './operations/away'
import { back } from './operations/back'
import { block } from './operations/block'
import { customerNote } from './operations/customer-note'
import { linkAccount } from './operations/link-account'
import { role } from './operations/role'
import { team } from './operations/team'
import { personForgets } from './person-forgets-rows'
import { identitySchema, personRows, personSchema } from './person-rows'
import { groupSection } from './roles/group-section'
import { peopleSection } from './roles/people-section'
import { teamSection } from './roles/team-section'
import { queueTeamSchema, teamMemberSchema, teamRows, teamSchema } from './team-rows'

export const peopleSlice = defineSlice({
  tables: [
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
  ],
  rows: {
    people: personRows,
    attention: attentionRows,
    customers: customerRows,
    teams: teamRows,
    groups: (unit, { networks }) => groupRows(unit, () => networks.syncRoles(unit.desk)),
  },
  operations: [linkAccount, attention, away, back, customerNote, role, block, agent, team],
  sections: [peopleSection, groupSection, teamSection],
  forgets: [personForgets, customerForgets, attentionForgets, groupForgets],
})
