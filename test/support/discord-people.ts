import { directWith, walk } from './discord-fake-rest'
import type { DiscordFake } from './discord-fake'
import {
  snowflake,
  withoutWords,
  type Attachment,
  type Channel,
  type Component,
  type CommandOption,
  type Guild,
  type Interaction,
  type Message,
  type User,
} from './discord-world'

export interface Said {
  readonly replyTo?: Message
  readonly file?: { readonly name: string; readonly type: string; readonly bytes: Buffer }
  readonly files?: readonly { readonly name: string; readonly type: string; readonly bytes: Buffer }[]
  /** Nobody hears it now: it was written while the bot was away. */
  readonly silently?: boolean
  readonly at?: number
}

/** The people of the fake network, and what they do with their clients. */
export const people = (fake: DiscordFake) => {
  const { world } = fake
  const notify = (t: string, message: Message): void =>
    world.gateway().dispatch(t, {}, (intents) => withoutWords(world, message, intents))
  const membership = (user: User, channel: Channel): object =>
    channel.guild_id
      ? {
          guild_id: channel.guild_id,
          member: { user, nick: null, roles: [], joined_at: '2020-01-01T00:00:00Z', permissions: '0' },
        }
      : {}

  const guild = (name: string, owner: User, ...members: readonly User[]): Guild => {
    const made: Guild = {
      id: snowflake(),
      name,
      owner_id: owner.id,
      joined_at: new Date(Date.now() - 60_000).toISOString(),
      members: new Set([owner, ...members, world.bot].map(({ id }) => id)),
      roles: new Map(),
    }
    world.guilds.set(made.id, made)
    return made
  }
  const channel = (
    home: Guild,
    name: string,
    options: { readonly type?: number; readonly hidden?: boolean } = {},
  ): Channel => {
    const made: Channel = {
      id: snowflake(),
      type: options.type ?? 0,
      guild_id: home.id,
      name,
      members: new Set(),
      messages: [],
      ...(options.hidden && { hidden: true }),
    }
    world.channels.set(made.id, made)
    return made
  }
  /** A thread that a person opened; in a forum, with the first words in it. */
  const thread = (parent: Channel, by: User, name: string, words?: string, options: Said = {}): Channel => {
    const id = snowflake(options.at)
    const made: Channel = {
      id,
      type: 11,
      guild_id: parent.guild_id ?? '',
      parent_id: parent.id,
      owner_id: by.id,
      name,
      members: new Set([by.id]),
      messages: [],
    }
    world.channels.set(id, made)
    if (!options.silently) world.gateway().dispatch('THREAD_CREATE', { ...world.raw(made), newly_created: true })
    if (words !== undefined) write(by, made, words, options, id)
    return made
  }
  const write = (
    by: User,
    place: Channel,
    content: string,
    { replyTo, file, files = file ? [file] : [], silently, at }: Said,
    id = snowflake(at),
  ): Message => {
    const attachments: Attachment[] = []
    for (const one of files) {
      const key = snowflake()
      world.bytes.set(key, one.bytes)
      attachments.push({
        id: key,
        filename: one.name,
        size: one.bytes.length,
        url: `${world.url()}/files/${key}/${one.name}`,
        content_type: one.type,
      })
    }
    const message: Message = {
      id,
      channel_id: place.id,
      author: by,
      timestamp: new Date().toISOString(),
      type: replyTo ? 19 : 0,
      content,
      components: [],
      attachments,
      flags: 0,
      edited_timestamp: null,
      mentions: [...content.matchAll(/<@!?(\d+)>/g)].flatMap(([, user = '']) => world.users.get(user) ?? []),
      reactions: new Map(),
      pinged: [],
      ...(replyTo && { message_reference: { message_id: replyTo.id, channel_id: place.id } }),
    }
    place.messages.push(message)
    place.archived = false
    if (!silently) notify('MESSAGE_CREATE', message)
    return message
  }

  let locale = 'en-US'
  const interact = (
    by: User,
    place: Channel,
    type: number,
    data: object,
    on?: Message,
  ): Interaction & { readonly answer: Promise<void> } => {
    let answered = (): void => undefined
    const answer = new Promise<void>((resolve) => {
      answered = resolve
    })
    const id = snowflake()
    const interaction: Interaction = {
      id,
      token: `interaction-${id}`,
      by: by.id,
      channel: place.id,
      at: Date.now(),
      followups: [],
      answered,
      ...(on && { message: on }),
    }
    world.interactions.set(interaction.token, interaction)
    const who = place.guild_id ? membership(by, place) : { user: by }
    world.gateway().dispatch('INTERACTION_CREATE', {
      id,
      application_id: world.application,
      token: interaction.token,
      type,
      version: 1,
      locale,
      channel_id: place.id,
      channel: world.raw(place),
      data,
      ...who,
      ...(on && { message: world.shown(on) }),
    })
    return Object.assign(interaction, { answer })
  }
  const done = async (interaction: ReturnType<typeof interact>): Promise<Interaction> => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        world.faults.push('an interaction was not answered within 3 seconds')
        resolve()
      }, 3000)
    })
    await Promise.race([interaction.answer, late])
    clearTimeout(timer)
    return interaction
  }

  return {
    guild,
    channel,
    thread,
    person(username: string, name = username): User {
      const user: User = { id: snowflake(), username, global_name: name, discriminator: '0', avatar: null }
      world.users.set(user.id, user)
      return user
    },
    direct: (user: User): Channel => directWith(world, user.id),
    says: (by: User, place: Channel, content: string, options: Said = {}): Message =>
      write(by, place, content, options),
    again: (message: Message): void => notify('MESSAGE_CREATE', message),
    edits(message: Message, content: string): void {
      message.content = content
      message.edited_timestamp = new Date().toISOString()
      notify('MESSAGE_UPDATE', message)
    },
    /** Edits a file out of a message. */
    takesOut(message: Message, filename: string): void {
      message.attachments = message.attachments.filter((one) => one.filename !== filename)
      message.edited_timestamp = new Date().toISOString()
      notify('MESSAGE_UPDATE', message)
    },
    /** A moderator takes everybody's reactions off, or those with one emoji. */
    clears(message: Message, emoji?: string): void {
      const place = world.channels.get(message.channel_id) as Channel
      for (const given of emoji === undefined ? [...message.reactions.keys()] : [emoji]) message.reactions.delete(given)
      world.gateway().dispatch(`MESSAGE_REACTION_REMOVE_${emoji === undefined ? 'ALL' : 'EMOJI'}`, {
        channel_id: place.id,
        message_id: message.id,
        ...(place.guild_id && { guild_id: place.guild_id }),
        ...(emoji !== undefined && { emoji: { id: null, name: emoji } }),
      })
    },
    /** A moderator deletes a thread or a channel. */
    deletesPlace(place: Channel): void {
      world.channels.delete(place.id)
      const { id, guild_id, parent_id, type } = place
      world.gateway().dispatch(parent_id === undefined ? 'CHANNEL_DELETE' : 'THREAD_DELETE', {
        id,
        type,
        ...(guild_id && { guild_id }),
        ...(parent_id && { parent_id }),
      })
    },
    deletes(message: Message): void {
      const place = world.channels.get(message.channel_id)
      place?.messages.splice(place.messages.indexOf(message), 1)
      world.gateway().dispatch('MESSAGE_DELETE', {
        id: message.id,
        channel_id: message.channel_id,
        ...(place?.guild_id && { guild_id: place.guild_id }),
      })
    },
    reacts(by: User, message: Message, emoji: string, added: boolean): void {
      const place = world.channels.get(message.channel_id) as Channel
      const given = message.reactions.get(emoji) ?? new Set()
      message.reactions.set(emoji, given)
      if (added) given.add(by.id)
      else given.delete(by.id)
      const { guild_id, member } = membership(by, place) as { guild_id?: string; member?: object }
      world.gateway().dispatch(added ? 'MESSAGE_REACTION_ADD' : 'MESSAGE_REACTION_REMOVE', {
        user_id: by.id,
        channel_id: place.id,
        message_id: message.id,
        emoji: { id: null, name: emoji },
        ...(guild_id && { guild_id }),
        ...(added && member && { member }),
      })
    },
    types(by: User, place: Channel): void {
      world.gateway().dispatch('TYPING_START', {
        channel_id: place.id,
        user_id: by.id,
        timestamp: Math.floor(Date.now() / 1000),
        ...membership(by, place),
      })
    },
    /** Sets who has a role from now on. */
    roles(home: Guild, name: string, ...held: readonly User[]): string {
      const [id, role] = [...home.roles!].find(([, one]) => one.name === name) ?? [snowflake(), undefined]
      home.roles!.set(id, { name, members: new Set(held.map((user) => user.id)) })
      for (const user of world.users.values())
        if (home.members.has(user.id) && (role?.members.has(user.id) === true) !== held.includes(user))
          world.gateway().dispatch('GUILD_MEMBER_UPDATE', {
            guild_id: home.id,
            user,
            roles: held.includes(user) ? [id] : [],
            nick: null,
          })
      return id
    },
    leaves(by: User, home: Guild): void {
      home.members.delete(by.id)
      world.gateway().dispatch('GUILD_MEMBER_REMOVE', { guild_id: home.id, user: by })
    },
    presses(
      by: User,
      place: Channel,
      message: Message,
      label: string,
      values?: readonly string[],
    ): Promise<Interaction> {
      const control = walk(message.components).find(
        (one) => one.custom_id !== undefined && (one.label === label || one.placeholder === label),
      )
      if (!control) throw new Error(`there is no ${label} on it`)
      const data = { component_type: control.type, custom_id: control.custom_id, ...(values && { values }) }
      return done(interact(by, place, 3, data, message))
    },
    /** The language of everybody's client from now on. */
    speak: (spoken: string): void => void (locale = spoken),
    /** Presses this control, or picks these values of it. */
    uses: (
      by: User,
      place: Channel,
      message: Message,
      control: Component,
      values?: readonly string[],
    ): Promise<Interaction> =>
      done(
        interact(
          by,
          place,
          3,
          { component_type: control.type, custom_id: control.custom_id, ...(values && { values }) },
          message,
        ),
      ),
    /** Sends the modal with this id. */
    submits(
      by: User,
      place: Channel,
      customId: string,
      values: Readonly<Record<string, string | readonly string[]>>,
      on?: Message,
    ): Promise<Interaction> {
      const components = Object.entries(values).map(([name, value]) => ({
        type: 18,
        id: 1,
        component:
          typeof value === 'string' ? { type: 4, custom_id: name, value } : { type: 3, custom_id: name, values: value },
      }))
      return done(interact(by, place, 5, { custom_id: customId, components }, on))
    },
    /** `ticket claim 12`: the options in the order in which they were registered. */
    commands(by: User, place: Channel, line: string): Promise<Interaction> {
      const [name = '', ...rest] = line.split(' ')
      const command = world.commands.find((one) => one.name === name && one.type === 1)
      if (!command) throw new Error(`there is no /${name}`)
      return done(interact(by, place, 2, { id: '1', type: 1, name, ...dataOf(command.options ?? [], rest) }))
    },
    /** The operation of this name with these options, wherever it stands among the commands. */
    invokes(
      by: User,
      place: Channel,
      operation: string,
      values: Readonly<Record<string, string>>,
    ): Promise<Interaction> {
      const chosen = world.commands
        .filter(({ type, name }) => type === 1 && name !== 'new')
        .flatMap(({ name, options = [] }) =>
          optionsTo(operation, options, values).map((one) => ({ name, options: [one] })),
        )[0]
      if (!chosen) throw new Error(`there is no command for ${operation}`)
      const named = Object.values(values).flatMap((value) => world.users.get(value) ?? [])
      const resolved = { users: Object.fromEntries(named.map((user) => [user.id, user])) }
      return done(interact(by, place, 2, { id: '1', type: 1, ...chosen, resolved }))
    },
    /** Payload that a client sends for this way of words, whether or not it is registered: `['ticket', 'search']`. */
    picks(
      by: User,
      place: Channel,
      [name = '', ...way]: readonly string[],
      values: Readonly<Record<string, string>>,
    ): Promise<Interaction> {
      const chosen: object[] = Object.entries(values).map(([field, value]) => ({ name: field, type: 3, value }))
      const options = way.toReversed().reduce((inner, one, at) => [{ name: one, type: at + 1, options: inner }], chosen)
      return done(interact(by, place, 2, { id: '1', type: 1, name, options }))
    },
    async completes(
      by: User,
      place: Channel,
      path: readonly string[],
      field: string,
      typed: string,
    ): Promise<readonly { name: string; value: string }[]> {
      const [name = '', ...way] = path
      const option: object = { name: field, type: 3, value: typed, focused: true }
      const options = way
        .toReversed()
        .reduce((inner, one, at) => [{ name: one, type: at + 1, options: inner }], [option])
      const { response } = await done(interact(by, place, 4, { id: '1', type: 1, name, options }))
      return response?.data?.choices ?? []
    },
    postMenu: (by: User, place: Channel, name: string, message: Message): Promise<Interaction> =>
      done(
        interact(by, place, 2, {
          id: '1',
          type: 3,
          name,
          target_id: message.id,
          resolved: { messages: { [message.id]: world.shown(message) } },
        }),
      ),
    personMenu: (by: User, place: Channel, name: string, person: User): Promise<Interaction> =>
      done(
        interact(by, place, 2, {
          id: '1',
          type: 2,
          name,
          target_id: person.id,
          resolved: { users: { [person.id]: person } },
        }),
      ),
  }
}
export type People = ReturnType<typeof people>

/** Data that a client sends of a chosen subcommand: the way to it, and its options as their types are. */
const optionsTo = (
  operation: string,
  options: readonly CommandOption[],
  values: Readonly<Record<string, string>>,
): object[] =>
  options.flatMap(({ name, type, options: inner = [] }): object[] => {
    if (type === 2) return optionsTo(operation, inner, values).map((one) => ({ type, name, options: [one] }))
    if (type !== 1 || name !== operation) return []
    const given = inner.filter((one) => one.name in values)
    const typed = (kind: number, value = '') => (kind === 4 ? Number(value) : kind === 5 ? value === 'true' : value)
    return [{ type, name, options: given.map((one) => ({ ...one, value: typed(one.type, values[one.name]) })) }]
  })

const dataOf = (options: readonly CommandOption[], typed: readonly string[]): object => {
  const [word = ''] = typed
  const sub = options.find((one) => (one.type === 1 || one.type === 2) && one.name === word)
  if (sub) return { options: [{ name: sub.name, type: sub.type, ...dataOf(sub.options ?? [], typed.slice(1)) }] }
  if (options.some(({ type }) => type === 1 || type === 2)) throw new Error(`there is no ${typed.join(' ')}`)
  // By name, `group:<@&1>`, or in their order.
  const isNamed = (one: string) => options.some(({ name }) => one.startsWith(`${name}:`))
  const inOrder = typed.filter((one) => !isNamed(one))
  const values = options.map(({ name, type }, at) => {
    const named = typed.find((one) => one.startsWith(`${name}:`))?.slice(name.length + 1)
    const value = at === options.length - 1 ? inOrder.slice(at).join(' ') : inOrder[at]
    return { name, type, value: named ?? value }
  })
  return { options: values.filter(({ value }) => value !== undefined && value !== '') }
}

/** Everything a person reads in a message. */
export const readable = ({
  content,
  components,
}: {
  readonly content?: string
  readonly components?: readonly Component[]
}): string =>
  [content ?? '', ...walk(components ?? []).flatMap((one) => (one.content === undefined ? [] : [one.content]))]
    .filter((part) => part !== '')
    .join('\n')
