import { defineSlice } from '../slice'
import { followerForgets } from './conversation/follower-forgets-rows'
import { followerRows, followerSchema } from './conversation/follower-rows'
import { openingForgets } from './conversation/opening-forgets-rows'
import { openingRows, openingSchema } from './conversation/opening-rows'
import { waitingForgets } from './conversation/waiting-forgets-rows'
import { waitingRows, waitingSchema } from './conversation/waiting-rows'
import { entryForgets } from './entry-forgets-rows'
import { entryRows, entrySchema } from './entry-rows'
import { fieldForgets } from './fields/field-forgets-rows'
import { fieldRows, fieldSchema, ticketFieldSchema } from './fields/field-rows'
import { fieldSection } from './fields/field-section'
import { ownStatusRows, ownStatusSchema } from './life/own-status-rows'
import { ownStatusSection } from './life/own-status-section'
import { removalRows } from './life/removal-rows'
import { mergeForgets } from './links/merge-forgets-rows'
import { mergeRows, mergeSchema } from './links/merge-rows'
import { ticketLinksRows, ticketLinkSchema } from './links/ticket-links-rows'
import { acknowledge } from './operations/acknowledge'
import { assign } from './operations/assign'
import { cancel } from './operations/cancel'
import { cc } from './operations/cc'
import { claim } from './operations/claim'
import { clone } from './operations/clone'
import { customer } from './operations/customer'
import { deleteOperation } from './operations/delete'
import { deleteReply } from './operations/delete-reply'
import { edit } from './operations/edit'
import { editReply } from './operations/edit-reply'
import { field } from './operations/field'
import { files } from './operations/files'
import { follow } from './operations/follow'
import { help } from './operations/help'
import { history } from './operations/history'
import { link } from './operations/link'
import { merge } from './operations/merge'
import { newTicket } from './operations/new'
import { next } from './operations/next'
import { note } from './operations/note'
import { ownStatus } from './operations/own-status'
import { priority } from './operations/priority'
import { reach } from './operations/reach'
import { release } from './operations/release'
import { remind } from './operations/remind'
import { reply } from './operations/reply'
import { resend } from './operations/resend'
import { send } from './operations/send'
import { sendNow } from './operations/send-now'
import { show } from './operations/show'
import { sla } from './operations/sla'
import { split } from './operations/split'
import { status } from './operations/status'
import { tag } from './operations/tag'
import { takeBack } from './operations/take-back'
import { unfollow } from './operations/unfollow'
import { untag } from './operations/untag'
import { why } from './operations/why'
import { roomForgets } from './room-forgets-rows'
import { earlySchema, postSchema, roomRows, roomSchema } from './room-rows'
import { ticketForgets } from './ticket-forgets-rows'
import { ticketRows, ticketSchema, ticketTagSchema } from './ticket-rows'

export const ticketsSlice = defineSlice({
  tables: [
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
  ],
  rows: {
    tickets: ticketRows,
    entries: (unit, _services, tx) => entryRows(unit, tx),
    rooms: roomRows,
    fields: (unit, _services, { registered }) => fieldRows(unit, registered.filterTerms),
    ownStatuses: ownStatusRows,
    removal: removalRows,
    ticketLinks: ticketLinksRows,
    merges: mergeRows,
    openings: openingRows,
    followers: followerRows,
    waiting: waitingRows,
  },
  operations: [
    newTicket,
    cancel,
    show,
    files,
    next,
    claim,
    release,
    assign,
    reply,
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
    why,
    cc,
    customer,
    follow,
    unfollow,
    help,
    field,
    ownStatus,
  ],
  sections: [fieldSection, ownStatusSection],
  forgets: [
    ticketForgets,
    mergeForgets,
    entryForgets,
    fieldForgets,
    waitingForgets,
    followerForgets,
    openingForgets,
    roomForgets,
  ],
})
