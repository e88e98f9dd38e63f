import { cut, DeliveryFailure } from '../../src/platform'

/** `create`: made twice it is there twice. `change`: an edit, a deletion, a look-up: done again it is the same. */
export type CallKind = 'create' | 'change'

interface Fault {
  readonly status: number | undefined
  readonly code: string
  readonly message: string
  readonly retryAfter: number | undefined
}

const read = (error: unknown): Fault => {
  const fault = error as {
    statusCode?: unknown
    code?: unknown
    errorCode?: unknown
    message?: unknown
    response?: { headers?: { get?(name: string): string | undefined | null } }
    body?: { error?: { code?: unknown; message?: unknown } }
  }
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  const seconds = Number(fault.response?.headers?.get?.('retry-after') ?? Number.NaN)
  return {
    status: typeof fault.statusCode === 'number' ? fault.statusCode : undefined,
    code: text(fault.code) || text(fault.errorCode) || text(fault.body?.error?.code),
    message: cut(text(fault.message), 300),
    retryAfter: Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 3600) : undefined,
  }
}

/** Nothing went out: no connection was made. */
const unsent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT_CONNECT'])
/** Until an admin acts: the app was removed or blocked, the secret is wrong. */
const blockedCodes =
  /MessageWritesBlocked|BotDisabledByAdmin|BotNotInConversationRoster|ForbiddenOperationException|invalid_client|unauthorized_client|invalid_request/i

/** Why a call to the connector failed, as the courier must know it. */
export const toFailure = (
  error: unknown,
  kind: CallKind,
  now = Date.now(),
  random = Math.random(),
): DeliveryFailure => {
  if (error instanceof DeliveryFailure) return error
  const { status, code, message, retryAfter } = read(error)
  const fail = (as: DeliveryFailure['kind'], at?: number): DeliveryFailure =>
    new DeliveryFailure(as, `${status ?? ''} ${code} ${message}`.trim(), at === undefined ? undefined : new Date(at), {
      cause: error,
    })
  // A person blocked the bot: no admin can let it in.
  if (/ConversationBlockedByUser/i.test(code)) return fail('gone')
  if (status === 429) return fail('throttled', now + (retryAfter ?? 1) * 1000 + Math.round(random * 1000))
  if (status === 401 || status === 403 || blockedCodes.test(code)) return fail('blocked')
  if (status === 404) return fail('gone')
  if (status === 412) return fail('again', now + 500 + Math.round(random * 1500))
  if (status !== undefined && status >= 500 && status !== 501) {
    if (kind === 'create') return fail('unclear')
    return fail('again', now + (retryAfter ?? 1) * 1000 + Math.round(random * 2000))
  }
  if (status !== undefined) return fail('refused')
  if (unsent.has(code) || /Auth|Token/.test((error as Error)?.name ?? '')) return fail('again')
  return fail(kind === 'create' ? 'unclear' : 'again')
}
