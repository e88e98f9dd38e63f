import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api'
import { cut, DeliveryFailure } from '../../src/platform'

type Kind = DeliveryFailure['kind']

const kinds: Readonly<Record<Exclude<Kind, 'refused'>, readonly string[]>> = {
  throttled: ['ratelimited', 'rate_limited', 'message_limit_exceeded', 'over_rate_limit'],
  again: ['request_timeout', 'service_unavailable', 'team_added_to_org', 'upstream_error'],
  // "Some aspect of the operation may have succeeded before the error was raised."
  unclear: ['internal_error', 'fatal_error', 'unknown_error'],
  gone: [
    'channel_not_found',
    'no_such_subteam',
    'message_not_found',
    'is_archived',
    'thread_not_found',
    'user_not_found',
    'users_not_found',
    'cant_delete_message',
    'file_not_found',
    'file_deleted',
    'user_disabled',
    'channel_is_archived',
    'no_item_specified',
    'bad_timestamp',
  ],
  blocked: [
    'not_in_channel',
    'invalid_auth',
    'account_inactive',
    'token_revoked',
    'token_expired',
    'not_authed',
    'no_permission',
    'missing_scope',
    'not_allowed_token_type',
    'org_login_required',
    'ekm_access_denied',
    'access_denied',
    'two_factor_setup_required',
    'team_access_not_granted',
    'team_not_found',
    'restricted_action',
    'restricted_action_read_only_channel',
    'restricted_action_thread_only_channel',
    'restricted_action_non_threadable_channel',
    'restricted_action_thread_locked',
    'messages_tab_disabled',
    'cannot_dm_bot',
    'not_enabled',
    'slack_connect_file_link_sharing_blocked',
  ],
}
const kindOf = (code: string): Kind => {
  const found = Object.entries(kinds).find(([, codes]) => codes.includes(code))
  if (found) return found[0] as Kind
  // Slack's codes are words: anything else is no answer of Slack's.
  return /^[a-z][a-z0-9_]*$/.test(code) ? 'refused' : 'unclear'
}

const inSeconds = (seconds: number): Date => new Date(Date.now() + Math.max(1, seconds) * 1000)
const defaultPause = 30

/** Errors before a byte went out: surely nothing was done. */
const unsent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])
const causeCode = (error: unknown, depth = 0): string => {
  if (!(error instanceof Error) || depth > 4) return ''
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && unsent.has(code)) return code
  if (error instanceof AggregateError) return error.errors.map((one) => causeCode(one, depth + 1)).find(Boolean) ?? ''
  return causeCode(error.cause, depth + 1)
}

/** Slack's error word, or '' where it is none of Slack's. */
export const slackCode = (error: unknown): string =>
  error instanceof WebAPIPlatformError
    ? error.data.error
    : error instanceof DeliveryFailure
      ? slackCode(error.cause)
      : ''

/** Translates a failed call for the courier. Never quotes what was sent. */
export const toFailure = (error: unknown): DeliveryFailure => {
  const fail = (kind: Kind, message: string, retryAt?: Date): DeliveryFailure =>
    new DeliveryFailure(kind, message, retryAt, { cause: error })
  if (error instanceof DeliveryFailure) return error
  if (error instanceof WebAPIRateLimitedError)
    return fail('throttled', 'Slack asks to wait', inSeconds(error.retryAfter))
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error
    const kind = kindOf(code)
    return fail(kind, `Slack says ${cut(code, 80)}`, kind === 'throttled' ? inSeconds(defaultPause) : undefined)
  }
  if (error instanceof WebAPIHTTPError) {
    const { statusCode } = error
    return fail(statusCode >= 400 && statusCode < 500 ? 'refused' : 'unclear', `Slack answered HTTP ${statusCode}`)
  }
  if (error instanceof WebAPIRequestError)
    return causeCode(error) !== ''
      ? fail('again', `Slack cannot be reached (${causeCode(error)})`)
      : fail('unclear', 'Slack’s answer was lost')
  // web-api's plain Error for a 429 that does not say how long.
  if (error instanceof Error && error.message.startsWith('Retry header'))
    return fail('throttled', 'Slack asks to wait', inSeconds(defaultPause))
  return fail('unclear', error instanceof Error ? error.message : String(error))
}

/** Every call of the Web API goes through here: it throws DeliveryFailure and nothing else. */
export const call = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    throw toFailure(error)
  }
}

/** The same, when some of Slack's errors mean that it is done already. */
export const callUnless = async (done: readonly string[], work: () => Promise<unknown>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    if (!done.includes(slackCode(error))) throw toFailure(error)
  }
}
