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
import { trust } from './0010-trust'
import { sides } from './0011-sides'
import { fields } from './0012-fields'
import { settings } from './0012-settings'
import { workspaces } from './0012-workspaces'
import { openings } from './0013-openings'
import { search } from './0014-search'
import { hotPath } from './0014-hot-path'
import { life } from './0015-life'
import { ownStatuses } from './0016-statuses'
import { attention } from './0016-attention'
import { customers } from './0016-customers'
import { webhooks } from './0014-webhooks'
import { canned } from './0016-canned'
import { goneTogether } from './0017-gone-together'
import { leasedLanes } from './0017-leased-lanes'
import { waiting } from './0017-waiting'
import { escalationTold } from './0018-escalation-told'
import { shiftEnds } from './0019-shift-ends'

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
]
