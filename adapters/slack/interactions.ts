import { complete, type Inbound, type Input } from '../../src/platform'
import { commandOf, readCommand } from './commands'
import { toInbound } from './inbound'
import { interaction, pressed, shortcutOf } from './interactions-read'
import { list, record, text } from './payload'
import { parseMrkdwn } from './markdown-read'
import type { Native } from './inbound-native'
import type { Session } from './session'
import { onSubmit, onSuggestion } from './forms-submit'
import { answered, askForm, said, tell, type Reply, type Visit } from './interactions-answer'
import { localeOf, usageWords, words } from './words'
import type { Workspace } from './connect-workspaces'

/** Handles whatever a person did beyond writing: commands, buttons, shortcuts, forms. */
export const answerInteraction = async (
  session: Session,
  native: Native,
  workspace: Workspace,
  reply: Reply,
): Promise<void> => {
  const from = interaction(native)
  const here: Visit = { session, native, workspace, reply, from, locale: localeOf(from.locale) }
  const { body } = native
  if (body['command'] !== undefined) return onCommand(here)
  switch (text(body['type'])) {
    case 'block_actions':
      return onPress(here)
    case 'message_action':
    case 'shortcut':
      return onShortcut(here)
    case 'view_submission':
      return onSubmit(here)
    case 'block_suggestion':
      return onSuggestion(here)
    default:
      await reply()
  }
}

const onCommand = async (here: Visit): Promise<void> => {
  const { session, native, locale } = here
  const { operations } = session.host
  const read = readCommand(native, operations)
  if (read.kind === 'invoke') {
    const event = { ...here.from, kind: 'invoke', operation: read.operation, input: read.input } as const
    const answer = await session.host.receive(event)
    if (answer.kind !== 'invalid') return answered(here, answer)
    const isBare = Object.keys(read.input).every((field) => field === 'ticket' && !Object.hasOwn(answer.fields, field))
    // Nothing of what is wrong was filled in yet: it is asked for.
    return isBare ? askForm(here, read.operation, read.input) : answered(here, answer)
  }
  if (read.kind === 'usage' && read.missing !== undefined) return askForm(here, read.operation, soFar(here))
  const fields = read.kind === 'usage' ? operations.find(({ name }) => name === read.operation)?.fields : []
  const label = (name: string): string => fields?.find((field) => field.name === name)?.label[locale] ?? name
  return tell(here, { text: parseMrkdwn(usageWords(locale, commandOf(native), read, label), native) })
}

/** Input that an incomplete command did give. */
const soFar = ({ session, native, locale }: Visit): Input => {
  const line = `/${commandOf(native)} ${text(native.body['text'])} `
  const read = complete(line, line.length, { operations: session.host.operations, locale })
  const info = session.host.operations.find(({ name }) => name === read?.operation)
  const kind = (name: string) => info?.fields.find((field) => field.name === name)?.kind
  return Object.fromEntries(
    Object.entries(read?.input ?? {}).filter(([name]) => kind(name) !== 'user' && kind(name) !== 'place'),
  )
}

/** A reply's own thread, for the room that may come to hang off it. */
export const noteThread = async ({ host }: Session, event: Inbound): Promise<void> => {
  if (event.kind !== 'invoke' || !event.on || !event.parent) return
  const thread = event.place.id.split('/')[2]
  if (thread !== undefined && !event.on.id.endsWith(`/${thread}`)) await host.memory('threads').put(event.on.id, thread)
}

const onPress = async (here: Visit): Promise<void> => {
  const { session, native, locale } = here
  const id = text(record(list(native.body['actions'])[0])['action_id'])
  // A link opens by itself, and what is chosen inside a form waits for its submission.
  if (id.startsWith('l') || record(native.body['view'])['type'] === 'modal') return void (await here.reply())
  const event = toInbound(native, session.host.operations)
  const action = pressed(native)
  if (!action || event?.kind !== 'invoke') return tell(here, said(words[locale].outdated))
  if (id.startsWith('f')) return askForm(here, action.operation, action.input, event.on ? { on: event.on } : {})
  await answered(here, await session.host.receive(event))
}

const onShortcut = async (here: Visit): Promise<void> => {
  const { session, native } = here
  const { operation, ...on } = shortcutOf(native)
  const info = session.host.operations.find(({ name, was }) => name === operation || was.includes(operation))
  const isGlobal = native.body['type'] === 'shortcut'
  if (isGlobal || info?.fields.some(({ required }) => required)) return askForm(here, operation, {}, on)
  const event = { ...here.from, kind: 'invoke', operation, input: {}, ...on } as const
  await noteThread(session, event)
  await answered(here, await session.host.receive(event))
}
