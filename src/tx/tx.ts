import { auditRows, type AuditRows, type Trail } from '../audit/audit-rows'
import { erasureRows, type ErasureRows } from '../privacy/erasure-rows'
import { retentionRows, type RetentionRows } from '../privacy/retention-rows'
import { ticketErasureRows, type TicketErasureRows } from '../privacy/ticket-erasure-rows'
import { exportRows, type ExportRows } from '../privacy/export-rows'
import { doctorRows, type DoctorRows } from '../doctor/doctor-rows'
import { outbox, type Networks, type Outbox } from '../delivery/outbox'
import { slotRows, type SlotRows } from '../delivery/slot-rows'
import { attentionRows, type AttentionRows } from '../people/attention-rows'
import { customerRows, type CustomerRows } from '../people/customer-rows'
import { fileRows, type FileRows } from '../files/file-rows'
import type { FileLinks } from '../files/file-links'
import { groupRows, type GroupRows } from '../people/group-rows'
import { personRows, type PersonRows } from '../people/person-rows'
import { teamRows, type TeamRows } from '../people/team-rows'
import type { Answer, Content, Locale } from '../platform'
import { agentRows, type AgentRows } from '../queues/agent-rows'
import { pageRows, type PageRows } from '../lists/page-rows'
import { queueRows, type QueueRows } from '../queues/queue-rows'
import { searchRows, type SearchRows } from '../lists/search-rows'
import { viewRows, type ViewRows } from '../lists/view-rows'
import { calendarRows, type CalendarRows } from '../sla/calendar-rows'
import { escalationRows, type EscalationRows } from '../sla/escalation-rows'
import { clockRows, type ClockRows } from '../sla/clock-rows'
import { webhookRows, type SignerOf, type WebhookRows } from '../rules/webhook-rows'
import { cannedRows, type CannedRows } from '../rules/canned-rows'
import { ruleRows, type RuleEvent, type RuleRows } from '../rules/rule-rows'
import { arrivalRows, type ArrivalRows } from '../store/inbox-rows'
import { changeDesk, readDesk, type Desk } from '../store/desk-rows'
import { documentRows, type DocumentRows } from '../store/document-rows'
import type { Reservation } from '../store/numbers'
import type { Unit } from '../store/transaction'
import { removalRows, type RemovalRows } from '../tickets/life/removal-rows'
import { ownStatusRows, type OwnStatusRows } from '../tickets/life/own-status-rows'
import { kinRows, type KinRows } from '../tickets/links/ticket-links-rows'
import { mergeRows, type MergeRows } from '../tickets/links/merge-rows'
import { fieldRows, type FieldRows } from '../tickets/fields/field-rows'
import { entryRows, type EntryRows } from '../tickets/entry-rows'
import { followerRows, type FollowerRows } from '../tickets/conversation/follower-rows'
import { roomRows, type RoomRows } from '../tickets/room-rows'
import { openingRows, type OpeningRows } from '../tickets/conversation/opening-rows'
import { waitingRows, type WaitingRows } from '../tickets/conversation/waiting-rows'
import { ticketRows, type TicketRows } from '../tickets/ticket-rows'
import { linkRows, type LinkRows } from '../workspaces/link-rows'
import type { Answers, Need } from '../core/needs'
import { words, type MessageKey, type Params } from '../core/words'
import { type RichParams, richSentence } from '../core/rich-words'

/**
 * The only handle of a use case: one transaction of one desk. Nothing else reaches the database, so nothing can forget
 * the tenant; and no network can be called from it: to speak, add to the outbox.
 */
export interface Tx {
  readonly desk: Desk
  /** The database's time at BEGIN. */
  readonly now: Date
  /** The language of whoever asked; the desk's when nobody did. */
  readonly speaks: Locale
  readonly tickets: TicketRows
  readonly openings: OpeningRows
  readonly entries: EntryRows
  readonly files: FileRows
  /** Where a kept file can be had for the next minutes; undefined where the desk does not know its own address. */
  fileLink(file: { readonly id: string; readonly name: string }): Promise<string | undefined>
  readonly fields: FieldRows
  readonly kin: KinRows
  readonly ownStatuses: OwnStatusRows
  readonly removal: RemovalRows
  readonly erasures: ErasureRows
  readonly ticketErasures: TicketErasureRows
  readonly retention: RetentionRows
  readonly exports: ExportRows
  readonly merges: MergeRows
  readonly rooms: RoomRows
  readonly followers: FollowerRows
  readonly waiting: WaitingRows
  readonly people: PersonRows
  readonly attention: AttentionRows
  readonly customers: CustomerRows
  readonly teams: TeamRows
  readonly groups: GroupRows
  readonly queues: QueueRows
  readonly views: ViewRows
  readonly pages: PageRows
  readonly search: SearchRows
  readonly agents: AgentRows
  readonly rules: RuleRows
  readonly canned: CannedRows
  readonly webhooks: WebhookRows
  readonly clocks: ClockRows
  readonly calendars: CalendarRows
  readonly escalations: EscalationRows
  readonly slots: SlotRows
  readonly arrivals: ArrivalRows
  readonly trail: AuditRows
  readonly links: LinkRows
  readonly outbox: Outbox
  readonly documents: DocumentRows
  changeDesk(desk: Omit<Desk, 'id'>): Promise<void>
  /** Nobody else brings in a configuration until commit. */
  holdSettings(): Promise<void>
  /**
   * What the outside answered to a need of the operation; undefined where it did not ask for it, because it read otherwise before.
   * Throws where the operation declares no needs.
   */
  answerOf<T>(need: Need<T>): T | undefined
  readonly doctor: DoctorRows
  /** Tells the rules what happened to a ticket; they run when the use case is done. */
  happened(event: RuleEvent, ticket: number): void
  /** The tickets whose story this transaction added to. */
  touched(): readonly number[]
  readonly happenings: readonly { readonly event: RuleEvent; readonly ticket: number }[]
  /** A number for a new ticket: at most one per event. */
  takeNumber(): number
  /** A sentence in the desk's language: what many people read. */
  words(key: MessageKey, params?: Params): string
  /** A sentence for the actor alone, in the actor's language. */
  say(key: MessageKey, params?: RichParams): Answer
  answer(content: Content): Answer
  /** Writes down who did what, for good: ids and names of operations, never content. */
  audit(person: string | null, operation: string, outcome: string): void
}

export interface TxParts {
  readonly networks: Networks
  readonly trail: Trail
  readonly webhookSigner: SignerOf
  readonly fileLinks: FileLinks
  /** Read already. */
  readonly desk?: Desk
  readonly speaks?: Locale
  readonly number?: Reservation
  /** Whose event it is. */
  readonly sayer?: { readonly id: string; readonly saidAs?: string | null }
  /** What was asked outside before. */
  readonly outside?: Answers | undefined
}

export const openTx = async (
  unit: Unit,
  { networks, trail, webhookSigner, fileLinks, desk: known, speaks, number, sayer, outside }: TxParts,
): Promise<Tx> => {
  const desk = known ?? (await readDesk(unit))
  const language = speaks ?? desk.locale
  const happenings: { event: RuleEvent; ticket: number }[] = []
  const touched = new Set<number>()
  const entries = entryRows(unit)
  const answer = (content: Content): Answer => ({ kind: 'private', content })
  return {
    desk,
    now: unit.now,
    speaks: language,
    tickets: ticketRows(unit),
    entries: {
      ...entries,
      add: (entry) => {
        touched.add(entry.ticket)
        return entries.add(
          sayer?.saidAs != null && entry.author === sayer.id ? { saidAs: sayer.saidAs, ...entry } : entry,
        )
      },
    },
    files: fileRows(unit),
    fileLink: async (file) => fileLinks.linkTo(unit, file),
    followers: followerRows(unit),
    waiting: waitingRows(unit),
    touched: () => [...touched],
    fields: fieldRows(unit),
    openings: openingRows(unit),
    kin: kinRows(unit),
    ownStatuses: ownStatusRows(unit),
    removal: removalRows(unit),
    erasures: erasureRows(unit),
    ticketErasures: ticketErasureRows(unit),
    retention: retentionRows(unit),
    exports: exportRows(unit),
    merges: mergeRows(unit),
    rooms: roomRows(unit),
    people: personRows(unit),
    attention: attentionRows(unit),
    customers: customerRows(unit),
    teams: teamRows(unit),
    groups: groupRows(unit, () => networks.syncRoles(unit.desk)),
    queues: queueRows(unit),
    views: viewRows(unit),
    pages: pageRows(unit),
    search: searchRows(unit),
    agents: agentRows(unit),
    rules: ruleRows(unit),
    canned: cannedRows(unit),
    webhooks: webhookRows(unit, webhookSigner),
    clocks: clockRows(unit),
    calendars: calendarRows(unit),
    escalations: escalationRows(unit),
    slots: slotRows(unit),
    arrivals: arrivalRows(unit),
    trail: auditRows(unit),
    links: linkRows(unit),
    outbox: outbox(unit, networks, desk.locale),
    documents: documentRows(unit),
    changeDesk: async (changed) => changeDesk(unit, changed),
    holdSettings: async () => unit.lock('settings'),
    answerOf: <T>({ key }: Need<T>) => {
      if (outside === undefined) throw new Error(`${key} is needed, and the operation declares no needs`)
      return outside.get(key) as T | undefined
    },
    doctor: doctorRows(unit),
    happenings,
    happened: (event, ticket) => happenings.push({ event, ticket }),
    takeNumber: () => {
      if (number === undefined) throw new Error('no number was reserved for this')
      return number.take()
    },
    words: (key, params) => words(desk.locale, key, params),
    say: (key, params = {}) => answer({ text: richSentence(language, key, params) }),
    answer,
    audit: (person, operation, outcome) => unit.add(trail, { at: unit.now, person, operation, outcome }),
  }
}
