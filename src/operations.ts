import { workspaces } from './workspaces/operations/workspaces'
import { audit } from './audit/operations/audit'
import type { Operation } from './core/operation'
import { agent } from './people/operations/agent'
import { attention } from './people/operations/attention'
import { away } from './people/operations/away'
import { back } from './people/operations/back'
import { block } from './people/operations/block'
import { customerNote } from './people/operations/customer-note'
import { linkAccount } from './people/operations/link-account'
import { role } from './people/operations/role'
import { team } from './people/operations/team'
import { limits } from './queues/operations/limits'
import { place } from './queues/operations/place'
import { panel } from './queues/operations/panel'
import { queue } from './queues/operations/queue'
import { view } from './lists/operations/view'
import { apply } from './rules/operations/apply'
import { canned } from './rules/operations/canned'
import { macro } from './rules/operations/macro'
import { rule } from './rules/operations/rule'
import { webhook } from './rules/operations/webhook'
import { rulesTest } from './rules/operations/rules-test'
import { sections } from './sections'
import { doctor } from './doctor/operations/doctor'
import { setup } from './doctor/operations/setup'
import { customerData } from './privacy/operations/customer-data'
import { retention } from './privacy/operations/retention'
import { config } from './settings/operations/config'
import { calendar } from './sla/operations/calendar'
import { policy } from './sla/operations/policy'
import { acknowledge } from './tickets/operations/acknowledge'
import { assign } from './tickets/operations/assign'
import { cc } from './tickets/operations/cc'
import { cancel } from './tickets/operations/cancel'
import { claim } from './tickets/operations/claim'
import { deleteReply } from './tickets/operations/delete-reply'
import { editReply } from './tickets/operations/edit-reply'
import { customer } from './tickets/operations/customer'
import { files } from './tickets/operations/files'
import { follow } from './tickets/operations/follow'
import { edit } from './tickets/operations/edit'
import { field } from './tickets/operations/field'
import { helpOn } from './tickets/operations/help'
import { list } from './lists/operations/list'
import { mine } from './lists/operations/mine'
import { deleteOperation } from './tickets/operations/delete'
import { clone } from './tickets/operations/clone'
import { history } from './tickets/operations/history'
import { link } from './tickets/operations/link'
import { merge } from './tickets/operations/merge'
import { split } from './tickets/operations/split'
import { ownStatus } from './tickets/operations/own-status'
import { newTicket } from './tickets/operations/new'
import { next } from './tickets/operations/next'
import { note } from './tickets/operations/note'
import { priority } from './tickets/operations/priority'
import { release } from './tickets/operations/release'
import { remind } from './tickets/operations/remind'
import { reply } from './tickets/operations/reply'
import { reach } from './tickets/operations/reach'
import { resend } from './tickets/operations/resend'
import { search } from './lists/operations/search'
import { send } from './tickets/operations/send'
import { sendNow } from './tickets/operations/send-now'
import { show } from './tickets/operations/show'
import { sla } from './tickets/operations/sla'
import { status } from './tickets/operations/status'
import { tag } from './tickets/operations/tag'
import { takeBack } from './tickets/operations/take-back'
import { unfollow } from './tickets/operations/unfollow'
import { untag } from './tickets/operations/untag'
import { why } from './tickets/operations/why'

/** Everything the desk can do, in the order in which help tells it. Adding an operation is adding one file and this line. */
export const operations: readonly Operation[] = [
  newTicket,
  cancel,
  mine,
  linkAccount,
  show,
  files,
  list,
  next,
  claim,
  release,
  assign,
  reply,
  search,
  takeBack,
  sendNow,
  resend,
  reach,
  editReply,
  deleteReply,
  note,
  send,
  status,
  priority,
  edit,
  tag,
  untag,
  merge,
  split,
  clone,
  link,
  history,
  deleteOperation,
  sla,
  acknowledge,
  remind,
  apply,
  attention,
  away,
  back,
  why,
  cc,
  customer,
  customerNote,
  follow,
  unfollow,
  helpOn(() => operations),
  place,
  queue,
  panel,
  view,
  role,
  block,
  limits,
  agent,
  team,
  policy,
  calendar,
  field,
  ownStatus,
  rule,
  rulesTest,
  webhook,
  macro,
  canned,
  audit,
  config(() => sections),
  customerData,
  retention,
  doctor,
  setup,
  workspaces,
]
