import type { Answer, Inbound } from '../platform'
import { say } from '../platform'
import type { Store } from '../store/transaction'
import { localeOf, words } from '../words'
import { hashOfCode } from './link-code'
import { askFromOutside, rememberInstaller } from './link-rows'
import { workspaces } from './operations/workspaces'

/** What an event of a workspace that no desk knows can do: its installer types a code. Undefined: nothing. */
export const fromOutside = async (store: Store, event: Inbound): Promise<Answer | undefined> => {
  const { workspace, from, name, locale } = event
  if (workspace === undefined) return undefined
  if (event.kind === 'lifecycle' && event.what === 'installed') {
    await rememberInstaller(store, workspace, from.id)
    return undefined
  }
  if (event.kind !== 'invoke' || event.operation !== workspaces.name) return undefined
  const { code } = event.input
  const isAsked =
    typeof code === 'string' && (await askFromOutside(store, hashOfCode(code), workspace, { id: from.id, name }))
  const text = words(localeOf(locale, 'en'), isAsked ? 'workspaces.asked' : 'refusal.no-such-code')
  return { kind: 'private', content: { text: say(text) } }
}
