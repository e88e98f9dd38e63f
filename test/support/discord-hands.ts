import { decodeAction } from '../../src/platform'
import { readCustomId } from '../../adapters/discord/interactions-id'
import { wordsIn } from './discord-desk'
import type { DiscordFake } from './discord-fake'
import { walk } from './discord-fake-rest'
import type { People } from './discord-people'
import type { Channel, Component, Interaction, Message, User } from './discord-world'
import type { Hands, OpenField, OpenForm, Pressable, Used, Who } from './hands'

interface Parts {
  readonly fake: DiscordFake
  readonly act: People
  readonly who: Readonly<Record<Who, User>>
  readonly spots: { readonly agents: Channel; readonly help: Channel; readonly lounge: Channel }
  readonly types: (by: Who, line: string) => Promise<Interaction>
}

/** Presses, picks and sends as people do in Discord’s clients. */
export const discordHands = ({ fake, act, who, spots, types }: Parts): Hands => {
  const { world } = fake
  const whoIs = (id: string): Who | undefined => (Object.keys(who) as Who[]).find((one) => who[one].id === id)
  const channelOf = (message: Message): Channel => world.channels.get(message.channel_id)!

  const used = async (by: Who, faults: number, interaction: Interaction, over?: Message): Promise<Used> => {
    const { response, followups } = interaction
    const form = response?.type === 9 ? formOf(by, spotOf(interaction), response.data) : undefined
    const isFaulty = followups.some(({ components }) =>
      walk(components).some(({ custom_id }) => custom_id?.startsWith('r')),
    )
    const told = [...followups, ...(response?.type === 7 && over ? [over] : [])]
    return {
      words: told.map(wordsIn),
      controls: followups.flatMap((message) => controlsOf({ ...message, only: who[by].id })),
      ...(form && { form }),
      ...(isFaulty && interaction.submits && { invalid: told.map(wordsIn).join('\n') }),
      faults: [
        ...fake.faults.slice(faults),
        ...(response === undefined ? ['an interaction was not answered'] : []),
        ...modalFaults(response?.data?.components ?? [], response?.type === 9),
      ],
    }
  }
  const spotOf = ({ channel }: Interaction): Channel => world.channels.get(channel)!
  const formOf = (by: Who, place: Channel, data: NonNullable<Interaction['response']>['data']): OpenForm => ({
    fields: (data?.components ?? []).flatMap(({ component }) => (component === undefined ? [] : [fieldOf(component)])),
    async send(values) {
      const kinds = new Map(walk(data?.components ?? []).map((one) => [one.custom_id, one.type]))
      const typed = Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          name,
          kinds.get(name) === 4 ? value : value === '' ? [] : [value],
        ]),
      )
      const faults = fake.faults.length
      const sent = await act.submits(who[by], place, data?.custom_id ?? '', typed)
      return used(by, faults, Object.assign(sent, { submits: true }))
    },
  })
  const controlsOf = (message: Message): readonly Pressable[] => {
    const place = channelOf(message)
    const top = world.channels.get(place.parent_id ?? '') ?? place
    return walk(message.components).flatMap((component): Pressable[] => {
      const { custom_id: id, type, label, placeholder, options = [] } = component
      if (id === undefined || (type !== 2 && type !== 3)) return []
      const custom = readCustomId(id)
      const action = custom && decodeAction(custom.id)
      return [
        {
          label: label ?? placeholder ?? '',
          action: action && {
            ...action,
            input: Object.fromEntries(Object.entries(action.input).filter(([name]) => name !== '>' && name !== '?')),
          },
          only:
            message.only !== undefined
              ? whoIs(message.only)
              : place.recipients?.[0]
                ? whoIs(place.recipients[0].id)
                : undefined,
          place:
            message.only !== undefined || place.type === 1
              ? 'private'
              : top.id === spots.help.id
                ? 'customers'
                : 'agents',
          values: options.map(({ value }) => value),
          async use(by, value) {
            const faults = fake.faults.length
            return used(
              by,
              faults,
              await act.uses(who[by], place, message, component, value === undefined ? undefined : [value]),
              message,
            )
          },
        },
      ]
    })
  }

  return {
    posted: () =>
      [...world.channels.values()].flatMap(({ messages }) =>
        messages.filter(({ author }) => author.bot === true).flatMap(controlsOf),
      ),
    async types(by, line) {
      const faults = fake.faults.length
      return used(by, faults, await types(by, line))
    },
    person: (one) => who[one].id,
    channel: () => spots.lounge.id,
    speak: (locale) => act.speak(locale),
  }
}

/** Faults of a modal by Discord’s documentation. */
const modalFaults = (components: readonly Component[], isModal: boolean): readonly string[] => {
  if (!isModal) return []
  const shown = components.filter(({ type }) => type === 18)
  return [
    ...(components.length > 5 ? [`${components.length} rows of 5 in a modal`] : []),
    ...(shown.length === 0 ? ['a modal with nothing to fill in'] : []),
    ...shown.flatMap(({ label = '', component }) => [
      ...(label.length > 45 || label === '' ? [`the label ${label} is too long or empty`] : []),
      ...((component?.options ?? []).length > 25 ? ['more than 25 options'] : []),
    ]),
  ]
}

const kinds: Readonly<Record<number, OpenField['kind']>> = { 3: 'choice', 5: 'person', 8: 'place', 19: 'file' }
const fieldOf = (component: Component): OpenField => {
  const { custom_id: name = '', type, options = [], required, value } = component
  const chosen = (options as readonly { value: string; default?: boolean }[]).find((one) => one.default)?.value
  const people = component['default_values'] as readonly { id: string }[] | undefined
  return {
    name,
    kind: kinds[type] ?? 'text',
    required: required === true,
    choices: options.map((one) => one.value),
    value: typeof value === 'string' ? value : (chosen ?? people?.[0]?.id),
  }
}
