/** Why a request was declined. Each code has a sentence `refusal.<code>` in every locale, which says what to do instead. */
export type RefusalCode =
  | 'not-allowed'
  | 'not-proven'
  | 'network-unproven'
  | 'no-such-ticket'
  | 'no-such-post'
  | 'no-such-queue'
  | 'no-such-view'
  | 'no-such-team'
  | 'no-such-group'
  | 'group-unread'
  | 'no-such-opening'
  | 'team-in-use'
  | 'policy-in-use'
  | 'policy-loop'
  | 'name-taken'
  | 'already-claimed'
  | 'not-assigned'
  | 'illegal-status'
  | 'faulty-file'
  | 'bad-choices'
  | 'bad-name'
  | 'name-reserved'
  | 'base-fixed'
  | 'kind-fixed'
  | 'agents-stay-apart'
  | 'bad-warning'
  | 'late-warning'
  | 'bad-order'
  | 'bad-action'
  | 'bad-step'
  | 'bad-week'
  | 'bad-day'
  | 'bad-country'
  | 'bad-zone'
  | 'out-of-range'
  | 'webhook-by-rule'
  | 'bad-placeholder'
  | 'bad-account'
  | 'bad-filter'
  | 'too-common'
  | 'bad-duration'
  | 'no-such-rule'
  | 'no-such-macro'
  | 'no-such-canned'
  | 'no-such-policy'
  | 'no-such-calendar'
  | 'messages-of-several'
  | 'missing-input'
  | 'unknown-operation'
  | 'not-an-agent'
  | 'too-late'
  | 'already-done'
  | 'pending-needs-time'
  | 'ticket-is-closed'
  | 'ticket-is-internal'
  | 'blocked'
  | 'not-a-customer'
  | 'bad-person'
  | 'no-such-person'
  | 'many-people'
  | 'nothing-to-take'
  | 'nothing-to-send'
  | 'bad-time-of-day'
  | 'no-such-reply'
  | 'not-your-reply'
  | 'written-by-hand'
  | 'last-admin'
  | 'no-such-field'
  | 'bad-field-value'
  | 'fields-missing'
  | 'no-such-status'
  | 'has-merged'
  | 'still-sending'
  | 'not-the-same'
  | 'no-such-file'
  | 'no-files-here'
  | 'not-text'
  | 'plan-forgotten'
  | 'no-such-code'
  | 'no-such-request'
  | 'desk-has-tickets'
  | 'not-here'
  | 'ticket-is-merged'
  | 'same-ticket'
  | 'not-merged'
  | 'undo-first'
  | 'too-late-to-undo'
  | 'has-parent'
  | 'own-parent'
  | 'children-open'
  | 'no-such-message'
  | 'unfit-place'

export type RefusalParams = Readonly<Record<string, string | number>>

/**
 * A "no" that the person should read. The only error a use case throws on purpose: the desk rolls back what the use
 * case did and answers the sentence in private, in the person's language. Anything else thrown is a bug.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'

  constructor(
    readonly code: RefusalCode,
    readonly params: RefusalParams = {},
    /** The input field at fault: a form shows the sentence there. */
    readonly field?: string,
  ) {
    super(code)
  }

  /** The operation that was asked for: it names its fields. */
  operation?: string
}
