import type { Migration } from '../src/store/migrate'
import { foundations } from './0001-foundations'
import { views } from './0002-views'
import { pictures } from './0003-pictures'
import { calendars } from './0004-calendars'
import { routing } from './0005-routing'
import { escalation } from './0006-escalation'
import { rules } from './0007-rules'
import { teams } from './0008-teams'
import { intake } from './0009-intake'
import { conversation } from './0010-conversation'
import { trust } from './0011-trust'
import { sides } from './0012-sides'
import { fields } from './0013-fields'
import { settings } from './0014-settings'
import { workspaces } from './0015-workspaces'
import { openings } from './0016-openings'
import { search } from './0017-search'
import { hotPath } from './0018-hot-path'
import { life } from './0019-life'
import { ownStatuses } from './0020-statuses'
import { attention } from './0021-attention'
import { customers } from './0022-customers'
import { webhooks } from './0023-webhooks'
import { canned } from './0024-canned'
import { goneTogether } from './0025-gone-together'
import { leasedLanes } from './0026-leased-lanes'
import { waiting } from './0027-waiting'
import { escalationTold } from './0028-escalation-told'
import { shiftEnds } from './0029-shift-ends'
import { keyVersions } from './0030-key-versions'
import { groups } from './0031-groups'
import { privacy } from './0032-privacy'
import { fileUse } from './0033-file-use'
import { notices } from './0034-notices'
import { searchWays } from './0035-search-ways'
import { authors } from './0036-authors'
import { deskKeys } from './0037-desk-keys'
import { editPace } from './0038-edit-pace'
import { keptStatuses } from './0039-kept-statuses'
import { readers } from './0040-readers'
import { saidAs } from './0041-said-as'
import { wholeWords } from './0042-whole-words'
import { oneTag } from './0043-one-tag'
import { removedFiles } from './0045-removed-files'
import { lostRooms } from './0046-lost-rooms'
import { running } from './0047-running'
import { claimed } from './0050-claimed'

/** In the order in which they run. Append only: a migration that ran somewhere is never changed. */
export const migrations: readonly Migration[] = [
  foundations,
  views,
  pictures,
  calendars,
  routing,
  escalation,
  rules,
  teams,
  intake,
  conversation,
  trust,
  sides,
  fields,
  settings,
  workspaces,
  openings,
  search,
  hotPath,
  life,
  ownStatuses,
  attention,
  customers,
  webhooks,
  canned,
  goneTogether,
  leasedLanes,
  waiting,
  escalationTold,
  shiftEnds,
  keyVersions,
  groups,
  privacy,
  fileUse,
  notices,
  searchWays,
  authors,
  deskKeys,
  editPace,
  keptStatuses,
  readers,
  saidAs,
  wholeWords,
  oneTag,
  removedFiles,
  lostRooms,
  running,
  claimed,
]
