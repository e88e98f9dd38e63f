import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { platform as definition } from '../../adapters/slack/definition'
import type { SlackConfig } from '../../adapters/slack/settings'
import { toInbound } from '../../adapters/slack/inbound'
import type { Native } from '../../adapters/slack/inbound-native'
import { channelRef, partsOf, postRef, threadRef, userRef } from '../../adapters/slack/refs'
import { render } from '../../adapters/slack/render'
import { emojiOf, nameOf } from '../../adapters/slack/emoji'
import { renderForm } from '../../adapters/slack/forms'
import {
  type Content,
  type Form,
  type OperationInfo,
  type PlaceRef,
  type PostRef,
  type UserRef,
  fitForm,
  plain,
} from '../../src/platform'
import { parseRichText } from '../../adapters/slack/markdown-read-blocks'
import type { Acknowledged, PlatformHarness, Said, SeenPost } from '../contract/platform-contract'
import { startSlackFake, type FakeMessage, type Json, type SlackFake } from './slack-fake'
import { messageFaults } from './slack-limits'
import { limits } from '../../adapters/slack/limits'
import type { StubHost } from './stub-host'

export const people = { customer: 'U0ANA', agent: 'U0BO', admin: 'U0ROOT' }
export const channel = 'C0HELP'

export const peopled = async (options: Parameters<typeof startSlackFake>[0] = {}): Promise<SlackFake> => {
  const fake = await startSlackFake(options)
  fake.addUser(people.customer, { locale: 'en-US', profile: { display_name: 'Ana García' } })
  fake.addUser(people.agent, { locale: 'en-US', profile: { display_name: 'Bo Lindqvist' } })
  fake.addUser(people.admin, { locale: 'es-ES', is_admin: true, profile: { real_name: 'Ruth Admin' } })
  fake.addUser('U0INSTALLER', { profile: { display_name: 'Ines' } })
  fake.addChannel(channel, 'help')
  return fake
}

export const configFor = (fake: SlackFake, transport: 'http' | 'socket' = 'http'): SlackConfig => ({
  SLACK_BOT_TOKEN: fake.token,
  SLACK_API_URL: fake.apiUrl,
  ...(transport === 'http' ? { SLACK_SIGNING_SECRET: fake.signingSecret } : { SLACK_APP_TOKEN: 'xapp-fake' }),
})

/** `**bold**` as a person’s client sends it. */
export const typedAs = (words: string): { text: string; blocks: Json[] } => {
  const elements = words
    .split(/(\*\*[^*]+\*\*)/)
    .filter((part) => part !== '')
    .map((part) =>
      part.startsWith('**')
        ? { type: 'text', text: part.slice(2, -2), style: { bold: true } }
        : { type: 'text', text: part },
    )
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return {
    text: escaped.replaceAll('**', '*'),
    blocks: [{ type: 'rich_text', block_id: randomUUID(), elements: [{ type: 'rich_text_section', elements }] }],
  }
}

/** Words that a person reads in blocks. */
export const readBlocks = (blocks: readonly Json[] = []): string => {
  const names = { workspace: 'T', people: {} }
  const object = (value: unknown): string => String((value as Json | undefined)?.['text'] ?? '')
  return blocks
    .flatMap((block) => {
      switch (block['type']) {
        case 'rich_text':
          return [plain(parseRichText([block], names) ?? [])]
        case 'context':
          return (block['elements'] as Json[]).map(object)
        case 'section':
          return [object(block['text']), ...((block['fields'] ?? []) as Json[]).map(object)]
        case 'header':
          return [object(block['text'])]
        default:
          return []
      }
    })
    .filter((words) => words !== '')
    .join('\n')
}
export const elementsIn = (blocks: readonly Json[] = []): Json[] =>
  blocks.flatMap((block) => (block['type'] === 'actions' ? (block['elements'] as Json[]) : []))
export const labelOf = (element: Json): string => String(((element['text'] ?? element['placeholder']) as Json)['text'])

/** With what its sender alone was shown, as it was sent. */
export type Answered = Acknowledged & {
  readonly shown: readonly Json[]
  readonly as: string
  /** The answer to the request itself. */
  readonly inline?: Json
  readonly view?: Json
  /** Refusals by Slack. */
  readonly refused: readonly string[]
}

/** Acts of people in the fake, as Slack’s clients would report them. */
export interface SlackPeople {
  says(
    as: string,
    channel: string,
    text: string,
    options?: { thread?: string; files?: Json[] },
  ): Promise<Acknowledged & { message: FakeMessage }>
  edits(as: string, message: FakeMessage, text: string): Promise<Acknowledged>
  deletes(message: FakeMessage): Promise<Acknowledged>
  reacts(as: string, message: FakeMessage, emoji: string, added: boolean): Promise<Acknowledged>
  presses(
    as: string,
    message: FakeMessage,
    label: string,
    options?: { choose?: string; trigger?: string },
  ): Promise<Answered>
  /** Any interaction; what every one has is added. */
  interacts(as: string, body: Json): Promise<Answered>
  types(as: string, channel: string, command: string, text: string): Promise<Answered>
  shortcut(as: string, message: FakeMessage, callback: string): Promise<Acknowledged>
  submits(as: string, view: Json, values: Readonly<Record<string, unknown>>): Promise<Acknowledged>
}

export const slackPeople = (fake: SlackFake): SlackPeople => {
  const settle = async (
    body: Json,
    responses: string,
    trigger: string,
    as: string,
    before: number,
  ): Promise<Answered> => {
    const calls = fake.calls.length
    const unfit = fake.unfit.length
    const { acknowledged, body: answer } = await fake.deliver(body)
    const inline = answer as Json | undefined
    const opened = fake.opens(trigger)
    const errors = inline?.['errors'] as Record<string, string> | undefined
    const whispered = fake.messages.slice(before).filter((one) => one.only === as)
    const told = [
      ...(inline?.['response_type'] === 'ephemeral' ? [inline] : []),
      ...fake.responses(responses),
      ...whispered,
    ]
    const view = (opened?.view ?? (inline?.['response_action'] === 'update' ? (inline['view'] as Json) : undefined)) as
      | Json
      | undefined
    const fields = (view?.['blocks'] as Json[] | undefined)?.filter((block) => block['type'] === 'input')
    return {
      acknowledged,
      as,
      shown: told as readonly Json[],
      refused: [
        ...fake.calls
          .slice(calls)
          .flatMap(({ method, outcome }) => (outcome.startsWith('invalid') ? [`${method}: ${outcome}`] : [])),
        ...fake.unfit.slice(unfit),
      ],
      ...(inline && { inline }),
      ...(opened && { view: opened.view }),
      ...(errors
        ? { answer: { kind: 'invalid', fields: errors } }
        : fields && fields.length > 0
          ? { answer: { kind: 'form', fields: fields.map((block) => String(block['block_id'])) } }
          : told.length > 0
            ? {
                answer: {
                  kind: 'private',
                  text: told.map((one) => readBlocks(one['blocks'] as Json[]) || String(one['text'])).join('\n'),
                },
              }
            : view
              ? { answer: { kind: 'private', text: readBlocks(view['blocks'] as Json[]) } }
              : {}),
    }
  }
  const who = (as: string): Json => ({ id: as, username: as.toLowerCase(), name: as.toLowerCase(), team_id: fake.team })
  const common = (as: string): Json => ({
    user: who(as),
    api_app_id: 'A0APP',
    token: 'verification',
    team: { id: fake.team, domain: 'team' },
    enterprise: null,
    is_enterprise_install: false,
  })
  const event = async (body: Json): Promise<Acknowledged> => {
    const { acknowledged } = await fake.deliver(fake.envelope(body))
    return { acknowledged }
  }
  const team = fake.team
  return {
    async edits(as, message, text) {
      const { reactions: _, ...before } = { ...message }
      Object.assign(message, typedAs(text), { edited: { user: as, ts: fake.ts() } })
      const { reactions: __, ...after } = message
      return event({
        type: 'message',
        subtype: 'message_changed',
        hidden: true,
        channel: message.channel,
        ts: fake.ts(),
        event_ts: fake.ts(),
        channel_type: 'channel',
        message: { type: 'message', team, ...after },
        previous_message: { type: 'message', team, ...before },
      })
    },
    async deletes(message) {
      ;(fake.messages as FakeMessage[]).splice(fake.messages.indexOf(message), 1)
      const { reactions: _, ...before } = message
      return event({
        type: 'message',
        subtype: 'message_deleted',
        hidden: true,
        channel: message.channel,
        ts: fake.ts(),
        event_ts: fake.ts(),
        deleted_ts: message.ts,
        channel_type: 'channel',
        previous_message: { type: 'message', team, ...before },
      })
    },
    reacts: async (as, message, emoji, added) =>
      event({
        type: added ? 'reaction_added' : 'reaction_removed',
        user: as,
        reaction: nameOf(emoji),
        item: { type: 'message', channel: message.channel, ts: message.ts },
        item_user: message.user,
        event_ts: fake.ts(),
      }),
    says: async (as, to, text, { thread, files } = {}) => {
      const message = fake.say(as, to, {
        ...typedAs(text),
        ...(thread !== undefined && { thread_ts: thread }),
        ...(files && { files }),
      })
      const { reactions: _, ...native } = message
      const event = {
        type: 'message',
        team: fake.team,
        ...native,
        ...(files && { subtype: 'file_share' }),
        event_ts: message.ts,
        channel_type: to.startsWith('D') ? 'im' : 'channel',
      }
      const { acknowledged } = await fake.deliver(fake.envelope(event))
      return { acknowledged, message }
    },
    presses: async (as, message, label, { choose, trigger = `trigger-${randomUUID()}` } = {}) => {
      const element = elementsIn(message.blocks).find((one) => labelOf(one) === label)
      if (!element) throw new Error(`there is no control ${label}`)
      const response = fake.responseUrl()
      const option = ((element['options'] ?? []) as Json[]).find((one) => one['value'] === choose)
      const { reactions: _, ...native } = message
      const body = {
        type: 'block_actions',
        ...common(as),
        container: {
          type: 'message',
          message_ts: message.ts,
          channel_id: message.channel,
          is_ephemeral: false,
          ...(message.thread_ts && { thread_ts: message.thread_ts }),
        },
        trigger_id: trigger,
        channel: { id: message.channel, name: 'help' },
        message: { type: 'message', team: fake.team, ...native },
        state: { values: {} },
        response_url: response.url,
        actions: [{ ...element, block_id: 'b', action_ts: fake.ts(), ...(option && { selected_option: option }) }],
      }
      return settle(body, response.id, trigger, as, fake.messages.length)
    },
    interacts: async (as, more) => {
      const response = fake.responseUrl()
      const trigger = `trigger-${randomUUID()}`
      const body = { ...common(as), trigger_id: trigger, response_url: response.url, ...more }
      return settle(body, response.id, trigger, as, fake.messages.length)
    },
    types: async (as, to, command, text) => {
      const response = fake.responseUrl()
      const trigger = `trigger-${randomUUID()}`
      const body = {
        token: 'verification',
        team_id: fake.team,
        team_domain: 'team',
        channel_id: to,
        channel_name: 'help',
        user_id: as,
        user_name: as.toLowerCase(),
        command,
        text,
        api_app_id: 'A0APP',
        is_enterprise_install: 'false',
        response_url: response.url,
        trigger_id: trigger,
      }
      return settle(body, response.id, trigger, as, fake.messages.length)
    },
    shortcut: async (as, message, callback) => {
      const response = fake.responseUrl()
      const trigger = `trigger-${randomUUID()}`
      const { reactions: _, ...native } = message
      const body = {
        type: 'message_action',
        ...common(as),
        callback_id: callback,
        trigger_id: trigger,
        response_url: response.url,
        message_ts: message.ts,
        channel: { id: message.channel, name: 'help' },
        message: { type: 'message', team: fake.team, ...native },
        action_ts: fake.ts(),
      }
      return settle(body, response.id, trigger, as, fake.messages.length)
    },
    submits: async (as, view, values) => {
      const trigger = `trigger-${randomUUID()}`
      const blocks = (view['blocks'] as Json[]).filter((block) => block['type'] === 'input')
      const state = Object.fromEntries(
        blocks.map((block) => {
          const element = block['element'] as Json
          return [
            String(block['block_id']),
            { value: { type: element['type'], ...filled(element, values[String(block['block_id'])]) } },
          ]
        }),
      )
      const body = {
        type: 'view_submission',
        ...common(as),
        trigger_id: trigger,
        view: {
          id: `V${randomUUID()}`,
          team_id: fake.team,
          state: { values: state },
          hash: '1.a',
          previous_view_id: null,
          root_view_id: 'V1',
          app_id: 'A0APP',
          app_installed_team_id: fake.team,
          bot_id: fake.bot.id,
          ...view,
        },
        response_urls: [],
      }
      return settle(body, '', trigger, as, fake.messages.length)
    },
  }
}

const filled = (element: Json, value: unknown): Json => {
  if (value === undefined) return {}
  switch (element['type']) {
    case 'rich_text_input':
      return { rich_text_value: typedAs(String(value)).blocks[0] }
    case 'users_select':
      return { selected_user: value }
    case 'conversations_select':
      return { selected_conversation: value }
    case 'static_select':
    case 'external_select':
      return { selected_option: { text: { type: 'plain_text', text: String(value) }, value } }
    case 'multi_static_select':
    case 'multi_external_select':
      return {
        selected_options: [value]
          .flat()
          .map((one) => ({ text: { type: 'plain_text', text: String(one) }, value: one })),
      }
    case 'file_input':
      return { files: [value] }
    default:
      return { value }
  }
}

export const messageAt = (fake: SlackFake, ref: PostRef): FakeMessage | undefined => {
  const { channel: id, ts } = partsOf(ref)
  return fake.messages.find((one) => one.channel === id && one.ts === ts)
}

export const samplesFolder = resolve(__dirname, '../../adapters/slack/samples')

/** Reads a sample: dates are written as text. */
export const sampled = (native: unknown, operations: readonly OperationInfo[]) =>
  toInbound({ ...(native as Native), at: new Date((native as { at: string }).at) }, operations)

/** Slack's side of the contract suite, over HTTP or a socket. */
export const slackHarness =
  (operations: readonly OperationInfo[], transport: 'http' | 'socket') =>
  async (host: StubHost): Promise<PlatformHarness> => {
    const fake = await peopled({ transport })
    fake.aim(host.url)
    const { team } = fake
    const act = slackPeople(fake)
    let last: Json | undefined
    const user = (ref: UserRef): string => partsOf(ref).channel
    const seen = (message: FakeMessage): SeenPost => ({
      ref: postRef(team, message.channel, message.ts),
      text: readBlocks(message.blocks) || message.text,
      controls: elementsIn(message.blocks).map(labelOf),
      files: fake.filesOf(message).map(({ name, bytes }) => ({ name, bytes })),
      reactions: message.reactions
        .filter((one) => one.user === fake.bot.user)
        .flatMap(({ name }) => emojiOf(name) ?? []),
    })
    const required = (ref: PostRef): FakeMessage => {
      const found = messageAt(fake, ref)
      if (!found) throw new Error(`there is no message ${ref.id}`)
      return found
    }
    return {
      platform: definition.create(configFor(fake, transport)),
      channel: channelRef(team, channel),
      customer: userRef(team, people.customer),
      agent: userRef(team, people.agent),
      async posts(place, viewer) {
        await fake.settled()
        const { channel: id, ts } = partsOf(place)
        return fake.messages
          .filter(
            (one) => one.channel === id && (ts === undefined ? one.thread_ts === undefined : one.thread_ts === ts),
          )
          .filter((one) => one.only === undefined || (viewer !== undefined && one.only === user(viewer)))
          .map(seen)
      },
      async says(as, place: PlaceRef, text: string, { file }: Said = {}) {
        const { channel: id, ts } = partsOf(place)
        const files = file ? [fake.addFile(file.name, file.type, file.bytes)] : undefined
        const message = fake.say(user(as), id, {
          ...typedAs(text),
          ...(ts !== undefined && { thread_ts: ts }),
          ...(files && { files }),
        })
        const { reactions: _, ...native } = message
        last = fake.envelope({
          type: 'message',
          team,
          ...native,
          ...(files && { subtype: 'file_share' }),
          event_ts: message.ts,
          channel_type: id.startsWith('D') ? 'im' : 'channel',
        })
        const { acknowledged } = await fake.deliver(last)
        return { acknowledged, post: postRef(team, id, message.ts) }
      },
      edits: async (as, post, text) => act.edits(user(as), required(post), text),
      deletes: async (_as, post) => act.deletes(required(post)),
      reacts: async (as, post, emoji, added) => act.reacts(user(as), required(post), emoji, added),
      presses: async (as, _place, post, label) => act.presses(user(as), required(post), label),
      async submits(as, place, form: Form, values) {
        const fitted = fitForm(form, limits)
        const opened = fake.views.at(-1)?.view
        if (!fitted || !opened) throw new Error('no form stands open')
        expect(opened['blocks']).toEqual(renderForm(fitted, '', team, 'en').blocks)
        void place
        return act.submits(user(as), opened, values)
      },
      commands: async (as, place, words) => act.types(user(as), partsOf(place).channel, '/ticket', words),
      async redelivers() {
        const { acknowledged } = await fake.deliver(last ?? {}, { retry: 1, at: Date.now() + 1000 })
        return { acknowledged }
      },
      link: ({ id }) => {
        const [, channel = '', ts = ''] = id.split('/')
        return `https://team.slack.com/archives/${channel}/p${ts.replace('.', '')}`
      },
      nowhere: { place: threadRef(team, 'C0GONE', '1.000001'), post: postRef(team, 'C0GONE', '1.000001') },
      samples: samplesFolder,
      inbound: (native) => sampled(native, operations),
      breaches: (content: Content) => messageFaults(faultless(content)),
      async open() {
        // Our side is closed when `stop` resolves; the other hears of it a moment later.
        const closed = [...fake.sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)))
        const late = new Promise((resolve) => setTimeout(resolve, 1000).unref())
        await Promise.race([Promise.all(closed), late])
        return fake.sockets.size === 0 ? [] : ['a socket is open']
      },
      active: () =>
        fake.messages
          .filter(({ user: by }) => by === fake.bot.user)
          .filter(({ text, blocks = [] }) => isActive(text) || holdsActive(blocks))
          .map(({ text }) => text),
      close: () => fake.close(),
    }
  }

/** True for markup that Slack acts on; a date is the desk's own. */
const isActive = (text: string): boolean => /<[@#]|<!(?!date\^)|<javascript:/.test(text)
/** Only markup is acted on: text in rich text is inert. */
const holdsActive = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.some(holdsActive)
  if (typeof value !== 'object' || value === null) return false
  const { type, text } = value as { type?: string; text?: unknown }
  if (['user', 'usergroup', 'broadcast', 'channel'].includes(type ?? '')) return true
  return (type === 'mrkdwn' && isActive(String(text))) || Object.values(value).some(holdsActive)
}

const faultless = (content: Content): Json => {
  const ids = new Map(
    (content.card?.blocks ?? []).flatMap((block) =>
      block.kind === 'controls' ? block.controls.map((control) => [control, 'x'] as const) : [],
    ),
  )
  return render(content, ids, 'T0TEAM') as unknown as Json
}
