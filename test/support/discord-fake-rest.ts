import {
  everyone,
  withoutWords,
  type Attachment,
  type Call,
  type Channel,
  type Command,
  type Component,
  type Interaction,
  type Message,
  type Reply,
  type World,
} from './discord-world'

export type FakeRest = (call: Call, authorization: string | undefined) => Reply

const ok = (body?: unknown): Reply => ({ status: body === undefined ? 204 : 200, ...(body !== undefined && { body }) })
const fault = (status: number, code: number, message: string): Reply => ({ status, body: { code, message } })
const unknownChannel = fault(404, 10003, 'Unknown Channel')
const unknownMessage = fault(404, 10008, 'Unknown Message')
const invalid = (why: string): Reply => ({
  status: 400,
  body: { code: 50035, message: `Invalid Form Body: ${why}`, errors: {} },
})

const isV2 = (flags: number): boolean => (flags & (1 << 15)) !== 0
const ephemeral = 1 << 6
const interactionMs = 3000
const nonceMs = 120_000

export const walk = (components: readonly Component[]): readonly Component[] =>
  components.flatMap((one) => [one, ...walk(one.components ?? []), ...(one.component ? walk([one.component]) : [])])

/** Why Discord would refuse this message, by its documentation. */
const messageFault = (body: Call['body'], files: number, hasComponents = true): Reply | undefined => {
  const {
    content,
    flags = 0,
    components = [],
  } = body as { content?: string | null; flags?: number; components?: readonly Component[] }
  const all = walk(components)
  if (typeof content === 'string' && content.length > 2000) return invalid('content: Must be 2000 or fewer in length.')
  const ids = all.flatMap(({ custom_id }) => (custom_id === undefined ? [] : [custom_id]))
  if (new Set(ids).size < ids.length) return invalid('components: custom_id must be unique')
  for (const row of all.filter(({ type }) => type === 1)) {
    const kinds = (row.components ?? []).map(({ type }) => type)
    if (kinds.some((kind) => kind !== 2) && kinds.length > 1) return invalid('a select stands alone in its row')
  }
  for (const select of all.filter(({ type }) => type === 3)) {
    const values = select.options?.map(({ value }) => value) ?? []
    if (new Set(values).size < values.length || values.some((value) => value === ''))
      return invalid('options: values must be unique')
  }
  if (isV2(flags)) {
    if (content) return invalid('content cannot be used with components v2')
    if (all.length > 40) return invalid(`components: ${all.length} is more than 40`)
    if (all.reduce((sum, one) => sum + (one.type === 10 ? (one.content ?? '').length : 0), 0) > 4000)
      return invalid('text of components longer than 4000')
    if (all.filter(({ type }) => type === 13).length !== files) return invalid('a file that no component shows')
    return components.length === 0 ? invalid('components: required') : undefined
  }
  if (components.some(({ type }) => type !== 1)) return invalid('components: version 2 without its flag')
  if (hasComponents && !content?.trim() && files === 0 && components.length === 0)
    return fault(400, 50006, 'Cannot send an empty message')
  return undefined
}

export const createFakeRest = (world: World): FakeRest => {
  const nonces = new Map<string, { at: number; message: Message }>()
  const channelAt = (id: string | undefined): Channel | undefined => world.channels.get(id ?? '')

  const store = (channel: Channel, call: Call, author: Message['author'], extra: Partial<Message> = {}): Message => {
    const {
      content,
      components,
      flags,
      message_reference: reference,
      allowed_mentions: allowed,
    } = call.body as {
      content?: string
      components?: readonly Component[]
      flags?: number
      message_reference?: { message_id: string }
      allowed_mentions?: { parse: readonly string[]; users?: readonly string[] }
    }
    const id = world.id()
    const attachments = call.files.map(({ name, type, bytes }): Attachment => {
      const file = world.id()
      world.bytes.set(file, bytes)
      return {
        id: file,
        filename: name,
        size: bytes.length,
        url: `${world.url()}/files/${file}/${encodeURIComponent(name)}`,
        content_type: type,
      }
    })
    const words = [content ?? '', ...walk(components ?? []).map((one) => one.content ?? '')].join(' ')
    const called = [...words.matchAll(/(?<!\\)<@!?(\d+)>|@(everyone|here)\b/g)].map(
      ([, user, all]) => user ?? all ?? '',
    )
    const lets = (who: string): boolean =>
      allowed === undefined ||
      allowed.parse.includes(/\d/.test(who) ? 'users' : 'everyone') ||
      allowed.users?.includes(who) === true
    const target = reference && channel.messages.find((one) => one.id === reference.message_id)
    const message: Message = {
      id,
      channel_id: channel.id,
      author,
      timestamp: new Date().toISOString(),
      type: target ? 19 : 0,
      content: (content ?? '').trim(),
      components: components ?? [],
      attachments,
      flags: flags ?? 0,
      edited_timestamp: null,
      mentions: [],
      reactions: new Map(),
      pinged: called.filter(lets),
      ...(target && { message_reference: { message_id: target.id, channel_id: channel.id } }),
      ...extra,
    }
    channel.messages.push(message)
    channel.archived = false
    const { nonce } = call.body as { nonce?: string }
    if (message.only === undefined)
      world.gateway().dispatch('MESSAGE_CREATE', {}, (intents) => ({
        ...withoutWords(world, message, intents),
        ...(nonce && { nonce }),
      }))
    return message
  }

  const send = (call: Call, channel: Channel): Reply => {
    const { nonce, enforce_nonce } = call.body as { nonce?: string; enforce_nonce?: boolean }
    if (channel.locked) return fault(403, 160005, 'Thread is locked')
    const known = nonce === undefined ? undefined : nonces.get(`${channel.id} ${nonce}`)
    if (enforce_nonce && known && call.at - known.at < nonceMs) return ok(world.shown(known.message))
    const wrong = messageFault(call.body, call.files.length)
    if (wrong) return wrong
    const message = store(channel, call, world.bot)
    if (nonce !== undefined) nonces.set(`${channel.id} ${nonce}`, { at: call.at, message })
    return ok({ ...world.shown(message), ...(nonce !== undefined && { nonce }) })
  }
  const change = (channel: Channel, message: Message, call: Call): Reply => {
    if (channel.archived) return fault(400, 50083, 'Thread is archived')
    const {
      content,
      components,
      flags,
      attachments: kept,
    } = call.body as {
      attachments?: readonly { id: string }[]
      content?: string | null
      components?: readonly Component[]
      flags?: number
    }
    const wrong = messageFault(
      { ...call.body, flags: flags ?? message.flags },
      message.attachments.length,
      components !== undefined,
    )
    if (wrong) return wrong
    if (content !== undefined) message.content = (content ?? '').trim()
    if (components !== undefined) message.components = components
    message.flags = flags ?? message.flags
    if (kept) message.attachments = message.attachments.filter(({ id }) => kept.some((one) => one.id === id))
    message.edited_timestamp = new Date().toISOString()
    world.gateway().dispatch('MESSAGE_UPDATE', {}, (intents) => withoutWords(world, message, intents))
    return ok(world.shown(message))
  }
  const thread = (parent: Channel, call: Call, id: string): Reply => {
    const { name = '', type = 11 } = call.body as { name?: string; type?: number }
    const made: Channel = {
      id,
      type,
      guild_id: parent.guild_id ?? '',
      parent_id: parent.id,
      owner_id: world.bot.id,
      name,
      members: new Set([world.bot.id]),
      messages: [],
    }
    world.channels.set(id, made)
    world.gateway().dispatch('THREAD_CREATE', { ...world.raw(made), newly_created: true })
    return { status: 201, body: world.raw(made) }
  }

  const onMessage = (call: Call, channel: Channel, id: string, rest: readonly string[]): Reply => {
    const message = channel.messages.find((one) => one.id === id)
    if (!message) return unknownMessage
    const [part, emoji] = rest
    if (part === 'threads')
      return world.channels.has(id)
        ? fault(400, 160004, 'A thread has already been created for this message')
        : thread(channel, call, id)
    if (part === 'reactions' && channel.archived) return fault(400, 50083, 'Thread is archived')
    if (part === 'reactions') {
      const name = decodeURIComponent(emoji ?? '')
      const by = message.reactions.get(name) ?? new Set()
      if (call.method === 'PUT') message.reactions.set(name, by.add(world.bot.id))
      else by.delete(world.bot.id)
      world.gateway().dispatch(call.method === 'PUT' ? 'MESSAGE_REACTION_ADD' : 'MESSAGE_REACTION_REMOVE', {
        user_id: world.bot.id,
        channel_id: channel.id,
        message_id: id,
        emoji: { id: null, name },
        ...(channel.guild_id && { guild_id: channel.guild_id }),
      })
      return ok()
    }
    if (call.method === 'GET') return ok(world.shown(message))
    if (call.method === 'PATCH')
      return message.author.id === world.bot.id && !message.webhook_id
        ? change(channel, message, call)
        : fault(403, 50005, 'Cannot edit a message authored by another user')
    channel.messages.splice(channel.messages.indexOf(message), 1)
    world.gateway().dispatch('MESSAGE_DELETE', {
      id,
      channel_id: channel.id,
      ...(channel.guild_id && { guild_id: channel.guild_id }),
    })
    return ok()
  }
  const history = (call: Call, { messages }: Channel): Reply => {
    const after = BigInt(call.query.get('after') ?? '0')
    const limit = Number(call.query.get('limit') ?? '50')
    // History tells no nonce, and goes from the newest back.
    const found = messages.filter((one) => BigInt(one.id) > after && one.only === undefined).slice(0, limit)
    return ok(found.toReversed().map((one) => ({ ...world.shown(one), guild_id: undefined, member: undefined })))
  }
  const archived = (channel: Channel, type: number): Reply => {
    const all = [...world.channels.values()].filter(
      (one) => one.parent_id === channel.id && one.archived && one.type === type,
    )
    return ok({
      threads: all
        .toSorted((a, b) => (b.archivedAt ?? '').localeCompare(a.archivedAt ?? ''))
        .map((one) => world.raw(one)),
      has_more: false,
    })
  }

  const onChannel = (call: Call, [id, part, ...rest]: readonly string[]): Reply => {
    const channel = channelAt(id)
    if (!channel) return unknownChannel
    if (channel.hidden) return fault(403, 50001, 'Missing Access')
    if (part === 'messages' && rest[0] !== undefined) return onMessage(call, channel, rest[0], rest.slice(1))
    if (part === 'messages') return call.method === 'GET' ? history(call, channel) : send(call, channel)
    if (part === 'typing') return ok()
    if (part === 'threads' && rest[0] === 'archived') return archived(channel, 11)
    if (part === 'users') return archived(channel, 12)
    if (part === 'threads') return thread(channel, call, world.id())
    if (part === 'thread-members') {
      channel.members.add(rest[0] ?? '')
      return ok()
    }
    if (part === 'webhooks') {
      const own = [...world.webhooks.values()].filter((one) => one.channel_id === channel.id)
      if (call.method === 'GET') return ok(own)
      const made = {
        id: world.id(),
        token: `hook-${world.id()}`,
        channel_id: channel.id,
        application_id: world.application,
      }
      world.webhooks.set(made.id, made)
      return ok(made)
    }
    if (call.method === 'PATCH') {
      const { archived: isArchived } = call.body as { archived?: boolean }
      if (isArchived !== undefined) channel.archived = isArchived
      if (isArchived) channel.archivedAt = new Date().toISOString()
      world.gateway().dispatch('THREAD_UPDATE', world.raw(channel))
    }
    return ok(world.raw(channel))
  }

  const onGuild = ([id, part, who]: readonly string[]): Reply => {
    const guild = world.guilds.get(id ?? '')
    if (!guild) return fault(404, 10004, 'Unknown Guild')
    const held = (user: string) =>
      [...(guild.roles ?? [])].filter(([, role]) => role.members.has(user)).map(([of]) => of)
    const member = (user: string) => ({ user: world.users.get(user), roles: held(user), nick: null })
    if (part === 'roles')
      return ok([
        { id: guild.id, name: '@everyone', permissions: everyone },
        ...[...(guild.roles ?? [])].map(([of, { name }]) => ({ id: of, name, permissions: '0' })),
      ])
    if (part === 'members' && who) return guild.members.has(who) ? ok(member(who)) : fault(404, 10007, 'Unknown Member')
    if (part === 'members') return ok([...guild.members].map(member))
    if (part === 'threads')
      return ok({
        threads: [...world.channels.values()]
          .filter((one) => one.guild_id === id && one.parent_id && !one.archived)
          .map((one) => world.raw(one)),
      })
    return ok({ id, name: guild.name, owner_id: guild.owner_id })
  }

  const callback = (call: Call, token: string): Reply => {
    const interaction = world.interactions.get(token)
    if (!interaction || call.at - interaction.at > interactionMs) {
      world.faults.push('an interaction was answered after 3 seconds')
      return fault(404, 10062, 'Unknown interaction')
    }
    if (interaction.response) return fault(400, 40060, 'Interaction has already been acknowledged.')
    const response = call.body as unknown as NonNullable<Interaction['response']>
    const wrong =
      response.type === 4 || response.type === 7 ? messageFault((response.data ?? {}) as Call['body'], 0) : undefined
    if (wrong) return wrong
    interaction.response = response
    if (response.type === 4) whisper(interaction, { ...call, body: response.data as Call['body'] })
    if (response.type === 7 && interaction.message) {
      interaction.message.content = response.data?.content ?? ''
      interaction.message.components = response.data?.components ?? []
    }
    interaction.answered()
    return ok()
  }
  const whisper = (interaction: Interaction, call: Call): Message => {
    const channel = channelAt(interaction.channel) as Channel
    const isPrivate = (((call.body as { flags?: number }).flags ?? 0) & ephemeral) !== 0
    const { messages } = channel
    const before = messages.length
    const message = store(
      channel,
      call,
      world.bot,
      isPrivate ? { only: interaction.by, webhook_id: world.application, application_id: world.application } : {},
    )
    if (isPrivate && messages.length === before) throw new Error('nothing was stored')
    interaction.followups.push(message)
    interaction.answered()
    return message
  }

  const onWebhook = (call: Call, [id, token = '', part, message]: readonly string[]): Reply => {
    const interaction = world.interactions.get(token)
    if (id === world.application) {
      if (!interaction?.response) return fault(404, 10015, 'Unknown Webhook')
      return messageFault(call.body, call.files.length) ?? ok(world.shown(whisper(interaction, call)))
    }
    const hook = world.webhooks.get(id ?? '')
    if (!hook || hook.token !== token) return fault(404, 10015, 'Unknown Webhook')
    const channel = channelAt(call.query.get('thread_id') ?? hook.channel_id)
    if (!channel) return unknownChannel
    if (part === 'messages') {
      const found = channel.messages.find((one) => one.id === message)
      return found ? change(channel, found, call) : unknownMessage
    }
    const wrong = messageFault(call.body, call.files.length)
    if (wrong) return wrong
    const { username = 'hook' } = call.body as { username?: string }
    if (/discord|clyde/i.test(username)) return invalid('username: cannot contain "discord"')
    const author = { ...world.bot, id: hook.id, username, global_name: username }
    return ok(world.shown(store(channel, call, author, { webhook_id: hook.id, application_id: world.application })))
  }

  return (call, authorization) => {
    const [, kind, ...rest] = call.path.split('/')
    const isOwnKey = kind === 'interactions' || kind === 'webhooks'
    if (!isOwnKey && authorization !== `Bot ${world.token}`)
      return { status: 401, body: { code: 0, message: '401: Unauthorized' } }
    switch (kind) {
      case 'gateway':
        return ok({
          url: `${world.url().replace('http', 'ws')}/gateway`,
          shards: 1,
          session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
        })
      case 'applications':
        if (rest[1] !== 'commands')
          return ok({ id: world.application, name: 'Taquilla', flags: world.flags, bot: world.bot })
        world.commands = call.body as unknown as readonly Command[]
        world.registered++
        return ok(world.commands)
      case 'users': {
        if (rest[1] === 'channels') return direct(call)
        const user = rest[0] === '@me' ? world.bot : world.users.get(rest[0] ?? '')
        return user ? ok(user) : fault(404, 10013, 'Unknown User')
      }
      case 'channels':
        return onChannel(call, rest)
      case 'guilds':
        return onGuild(rest)
      case 'interactions':
        return callback(call, rest[1] ?? '')
      case 'webhooks':
        return onWebhook(call, rest)
      default:
        return fault(404, 0, `there is no ${call.path}`)
    }
  }

  function direct(call: Call): Reply {
    const { recipient_id: id } = call.body as { recipient_id: string }
    const user = world.users.get(id)
    if (!user) return invalid('recipient_id')
    return ok(world.raw(directWith(world, user.id)))
  }
}

/** The direct channel of a person and the bot. */
export const directWith = (world: World, user: string): Channel => {
  const known = [...world.channels.values()].find(({ type, recipients }) => type === 1 && recipients?.[0]?.id === user)
  if (known) return known
  const person = world.users.get(user)
  if (!person) throw new Error(`there is nobody ${user}`)
  const made: Channel = {
    id: world.id(),
    type: 1,
    name: '',
    recipients: [person],
    members: new Set([user, world.bot.id]),
    messages: [],
  }
  world.channels.set(made.id, made)
  return made
}
