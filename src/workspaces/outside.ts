import type { Answer, Inbound } from '../platform'
import type { Store } from '../store/transaction'
import { localeOf } from '../core/words'
import { hashOfCode, linkOperation } from './link-code'
import { askFromOutside, rememberInstaller } from './link-rows'
import { richSentence } from '../core/rich-words'

/** Answers an event of a workspace that no desk knows: its installer may type a code. Undefined: nobody waits for an answer. */
export const fromOutside = async (store: Store, event: Inbound): Promise<Answer | undefined> => {
  const { workspace, from, name, locale } = event
  if (workspace === undefined) return undefined
  if (event.kind === 'lifecycle' && event.what === 'installed') {
    await rememberInstaller(store, workspace, from.id)
    return undefined
  }
  const code = event.kind === 'invoke' && event.operation === linkOperation ? event.input['code'] : undefined
  if (typeof code !== 'string') return isForUs(event) ? belongsToNoDesk(locale) : undefined
  const isAsked = await askFromOutside(store, hashOfCode(code), workspace, { id: from.id, name })
  const text = richSentence(localeOf(locale, 'en'), isAsked ? 'workspaces.asked' : 'refusal.no-such-code')
  return { kind: 'private', content: { text } }
}

/** False for talk among people in a workspace that is nobody's: it is not answered. */
const isForUs = (event: Inbound): boolean =>
  event.kind === 'invoke' || (event.kind === 'message' && (event.direct || event.addressed === true))

/** Answers whoever asks something of a missing desk: that it is not there, and what connects one. */
export const belongsToNoDesk = (locale: string | undefined): Answer => ({
  kind: 'private',
  content: { text: richSentence(localeOf(locale, 'en'), 'outside.told') },
})
