import { decodeAction } from '../../src/platform'
import type { Hands, OpenField, OpenForm, Pressable, Used, Who } from './hands'
import type { FakeMessage, Json, SlackFake } from './slack-fake'
import { elementsIn, labelOf, readBlocks, type Answered, type SlackPeople } from './slack-harness'
import { messageFaults, viewFaults } from './slack-limits'

interface Parts {
  readonly fake: SlackFake
  readonly act: SlackPeople
  readonly ids: Readonly<Record<Who, string>>
  readonly agents: string
  readonly types: (by: string, line: string) => Promise<Answered>
}

const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : [])

/** Presses, picks and sends as people do in Slack’s clients. */
export const slackHands = ({ fake, act, ids, agents, types }: Parts): Hands => {
  const whoIs = (id: string): Who | undefined => (Object.keys(ids) as Who[]).find((who) => ids[who] === id)

  const used = (answered: Answered): Used => {
    const { inline, view: opened } = answered
    const view = opened ?? (inline?.['response_action'] === 'update' ? (inline['view'] as Json) : undefined)
    const errors = inline?.['errors'] as Record<string, string> | undefined
    const isForm = list(view?.['blocks']).some(({ type }) => type === 'input')
    const shown = list(view?.['blocks']).find((block) => block['block_id'] === 'faults')
    const words = [
      ...answered.shown.map((one) => readBlocks(list(one['blocks']) as Json[]) || String(one['text'])),
      ...(view && !isForm ? [readBlocks(view['blocks'] as Json[])] : []),
    ]
    const invalid = errors ?? (shown && isForm ? { faults: readBlocks([shown]) } : undefined)
    return {
      words,
      controls: [
        ...answered.shown.flatMap((one) => controlsOf({ channel: agents, only: answered.as, ...one } as never)),
        ...(view && !isForm ? controlsOfView(view, answered.as) : []),
      ],
      ...(view && isForm && !invalid && { form: formOf(view, answered.as) }),
      ...(invalid && { invalid: JSON.stringify(invalid) }),
      faults: [
        ...(inline?.['response_type'] === undefined ? [] : messageFaults(inline)),
        ...(view === undefined ? [] : viewFaults(view)),
        ...answered.refused,
      ],
    }
  }
  const actionOf = (element: Json) => {
    const id = String(element['action_id'])
    const action = decodeAction(id.startsWith('s:') ? id.slice(2) : String(element['value']))
    if (action === undefined) return undefined
    const { '': _field, ...input } = action.input
    return { ...action, input }
  }
  const pressable = (
    element: Json,
    only: string | undefined,
    place: Pressable['place'],
    on: (element: Json, as: string) => Json,
  ): Pressable[] =>
    element['url'] !== undefined
      ? []
      : [
          {
            label: labelOf(element),
            action: actionOf(element),
            only: only === undefined ? undefined : whoIs(only),
            place,
            values: list(element['options']).map((one) => String(one['value'])),
            async use(by, value) {
              const option = list(element['options']).find((one) => one['value'] === value)
              const pressed = {
                ...element,
                block_id: 'b',
                action_ts: fake.ts(),
                ...(option && { selected_option: option }),
              }
              return used(
                await act.interacts(ids[by], { type: 'block_actions', ...on(pressed, ids[by]), actions: [pressed] }),
              )
            },
          },
        ]
  const controlsOf = (message: FakeMessage): Pressable[] => {
    const { reactions: _, only, ...native } = { ...message, ts: message.ts ?? fake.ts() }
    const place =
      only !== undefined || message.channel.startsWith('D')
        ? 'private'
        : message.channel === 'C0HELP'
          ? 'customers'
          : 'agents'
    const owner = only ?? (message.channel.startsWith('D') ? `U${message.channel.slice(1)}` : undefined)
    return elementsIn(message.blocks).flatMap((element) =>
      pressable(element, owner, place, () => ({
        container: {
          type: 'message',
          message_ts: native.ts,
          channel_id: message.channel,
          is_ephemeral: only !== undefined,
          ...(message.thread_ts && { thread_ts: message.thread_ts }),
        },
        channel: { id: message.channel, name: 'somewhere' },
        ...(only === undefined && { message: { type: 'message', team: fake.team, ...native } }),
        state: { values: {} },
      })),
    )
  }
  const controlsOfView = (view: Json, as: string): Pressable[] =>
    elementsIn(view['blocks'] as Json[]).flatMap((element) =>
      pressable(element, as, 'private', () => ({
        container: { type: 'view', view_id: 'V1' },
        view: { id: 'V1', team_id: fake.team, app_installed_team_id: fake.team, bot_id: fake.bot.id, ...view },
      })),
    )
  const formOf = (view: Json, as: string): OpenForm => ({
    fields: list(view['blocks']).flatMap((block) => (block['type'] === 'input' ? [fieldOf(block)] : [])),
    send: async (values) => used((await act.submits(as, view, values)) as Answered),
  })

  return {
    posted: () => [
      ...fake.messages.filter(({ bot_id }) => bot_id === fake.bot.id).flatMap(controlsOf),
      ...[...fake.homes].flatMap(([user, view]) => controlsOfView(view, user)),
    ],
    types: async (by, line) => used(await types(ids[by], line)),
    person: (who) => ids[who],
    channel: () => 'C0LOUNGE',
    speak: (locale) => {
      for (const id of Object.values(ids)) fake.addUser(id, { ...fake.userOf(id), locale })
    },
  }
}

const kinds: Readonly<Record<string, OpenField['kind']>> = {
  users_select: 'person',
  conversations_select: 'place',
  file_input: 'file',
  checkboxes: 'flag',
  static_select: 'choice',
  multi_static_select: 'choice',
}
const fieldOf = (block: Json): OpenField => {
  const element = block['element'] as Json
  const initial =
    element['initial_value'] ?? (element['initial_option'] as Json | undefined)?.['value'] ?? element['initial_user']
  return {
    name: String(block['block_id']),
    kind: kinds[String(element['type'])] ?? 'text',
    required: block['optional'] !== true,
    choices: list(element['options']).map((one) => String(one['value'])),
    value: typeof initial === 'string' ? initial : undefined,
  }
}
