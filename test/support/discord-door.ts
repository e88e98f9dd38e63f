import type { Platform, UserRef } from '../../src/platform'
import { parseCommand } from '../../src/platform'
import { startDesk } from './desk'
import { discordHands } from './discord-hands'
import { discordOn, toldIn, until, visibleIn, wordsIn } from './discord-desk'
import { startDiscordFake } from './discord-fake'
import { people } from './discord-people'
import type { Channel, Interaction, Message, User } from './discord-world'
import type { Door, Said, Sight, Spot } from './network-doors'
import type { Who } from './hands'

/** Tells when the desk has stored the next thing that happened: Discord's gateway acknowledges nothing. */
const hearing = (platform: Platform) => {
  let heard = (): void => undefined
  const over: Platform = {
    ...platform,
    start: async (host) =>
      platform.start({
        ...host,
        receive: async (event) => host.receive(event).finally(() => event.kind !== 'lifecycle' && heard()),
      }),
  }
  const whileHeard = async <T>(happen: () => T): Promise<T> => {
    const stored = new Promise<void>((resolve) => {
      heard = resolve
    })
    const happened = happen()
    await stored
    return happened
  }
  return { over, whileHeard }
}

export const discordDoor = async (): Promise<Door> => {
  const fake = await startDiscordFake()
  const act = people(fake)
  const names = { bo: 'Bo Lindqvist', kim: 'Kim', ada: 'Ada', ana: 'Ana García', carlos: 'Carlos Ruiz' }
  const who = Object.fromEntries(Object.entries(names).map(([id, name]) => [id, act.person(id, name)])) as Record<
    Who,
    User
  >
  const home = act.guild('Acme', who.ada, who.bo, who.kim, who.ana, who.carlos)
  const spots = {
    help: act.channel(home, 'help'),
    agents: act.channel(home, 'agents'),
    supervisors: act.channel(home, 'supervisors'),
    lounge: act.channel(home, 'lounge'),
  }
  const { over, whileHeard } = hearing(discordOn(fake))
  const desk = await startDesk([over])
  await until(() => fake.world.commands.length > 0, 'the commands')
  let asked: Message | undefined
  let customers = 0

  const channelOf = (message: Message): Channel => fake.world.channels.get(message.channel_id)!
  const sight = (message: Message): Sight => ({
    text: wordsIn(message),
    presses: async (by, label) => answered(await act.presses(who[by], channelOf(message), message, label)),
    chooses: async (by, label, value) =>
      answered(await act.presses(who[by], channelOf(message), message, label, [value])),
    async fills(by, label, values) {
      const { response } = await act.presses(who[by], channelOf(message), message, label)
      const form = values(JSON.stringify(response?.data))
      return answered(await act.submits(who[by], channelOf(message), response?.data?.custom_id ?? '', form, message))
    },
    file: async () => fake.world.bytes.get(message.attachments[0]!.id)!.toString('utf8'),
  })
  const answered = (interaction: Interaction): Sight => {
    const [last] = interaction.followups.slice(-1)
    return last === undefined
      ? {
          text: JSON.stringify(interaction.response?.data ?? {}),
          presses: nothing,
          chooses: nothing,
          fills: nothing,
          file: nothing,
        }
      : { ...sight(last), text: toldIn(interaction) }
  }
  const nothing = async () => Promise.reject(new Error('nothing was shown'))
  const types = async (by: Who, line: string, place: Channel): Promise<Interaction> => {
    const resolve = (kind: string, text: string): UserRef | undefined => {
      const user = who[text.replace('@', '') as Who] as User | undefined
      return kind === 'user' && user ? { platform: 'discord', kind, id: user.id } : undefined
    }
    const read = parseCommand(`/${line}`, {
      operations: desk.program.desk.operations,
      locale: 'en',
      resolve: resolve as never,
    })
    if (read.kind !== 'invoke' && read.kind !== 'usage') throw new Error(`/${line} is ${read.kind}`)
    const input = read.kind === 'invoke' ? read.input : {}
    const written = (value: unknown): string =>
      Array.isArray(value) ? value.join(' ') : typeof value === 'object' ? (value as UserRef).id : String(value)
    const values = Object.entries(input).map(([name, value]) => [name, written(value)] as const)
    return act.invokes(who[by], place, read.operation, Object.fromEntries(values))
  }
  const card = (ticket: number): Message => {
    const found = spots.agents.messages.find((one) => one.only === undefined && wordsIn(one).startsWith(`#${ticket} `))
    if (!found) throw new Error(`there is no card of #${ticket}: ${visibleIn(spots.agents).join(' | ')}`)
    return found
  }
  const threadOf = (message: Message): Channel | undefined => fake.world.channels.get(message.id)
  const roomOf = (ticket: number): Channel => threadOf(card(ticket))!
  const place = (spot: Spot, by: Who): Channel => {
    if (typeof spot === 'string') return spot === 'direct' ? act.direct(who[by]) : spots[spot]
    if ('ticket' in spot) return roomOf(spot.ticket)
    const message = found(spot.under)
    return threadOf(message) ?? channelOf(message)
  }
  const written = new WeakMap<Said, Message>()
  const found = (said: Said): Message => written.get(said)!
  const said = (message: Message): Said => {
    const one: Said = {
      link: `https://discord.com/channels/${home.id}/${message.channel_id}/${message.id}`,
      edits: async (words) => whileHeard(() => act.edits(message, words)),
      deletes: async () => whileHeard(() => act.deletes(message)),
      reacts: async (by, emoji, added = true) => whileHeard(() => act.reacts(who[by], message, emoji, added)),
      below: () => visibleIn(threadOf(message)),
      reactions: () => [...message.reactions].flatMap(([emoji, by]) => (by.has(fake.world.bot.id) ? [emoji] : [])),
    }
    written.set(one, message)
    return one
  }
  const says = async (by: Who, spot: Spot, words: string): Promise<Said> =>
    said(await whileHeard(() => act.says(who[by], place(spot, by), words)))

  for (const [spot, purpose] of [
    ['help', 'intake'],
    ['agents', 'agents'],
    ['supervisors', 'supervisors'],
  ] as const)
    await types('ada', `desk place ${purpose}`, spots[spot])
  for (const by of ['bo', 'kim'] as const) await types('ada', `desk role @${by} agent`, spots.agents)
  await types('ada', 'ticket away', spots.agents)
  await desk.quiet()
  return {
    desk,
    hands: discordHands({ fake, act, who, spots, types: async (by, line) => types(by, line, spots.agents) }),
    commands: async (by, line, spot = 'agents') => answered(await types(by, line, place(spot, by))),
    async fills(by, line, values) {
      const { response } = await types(by, line, spots.agents)
      const form = values(JSON.stringify(response?.data))
      return answered(await act.submits(who[by], spots.agents, response?.data?.custom_id ?? '', form))
    },
    picks: async (by, one) =>
      answered(await act.postMenu(who[by], channelOf(found(one)), 'Send to customer', found(one))),
    loses: (words) => {
      let isLost = false
      fake.trouble = ({ method, body }) => {
        if (isLost || method !== 'POST' || !JSON.stringify(body).includes(words)) return undefined
        isLost = true
        return 'swallow'
      }
    },
    offers: async (by, typed) =>
      (await act.completes(who[by], spots.agents, ['ticket', 'find', 'sla'], 'ticket', typed)).map(({ name }) => name),
    says,
    async asks(words, spot = 'help') {
      who.ana = act.person(`ana${(customers += 1)}`, names.ana)
      home.members.add(who.ana.id)
      const one = await says('ana', spot, words)
      asked = found(one)
      await desk.quiet()
      return one
    },
    reads: () => visibleIn(asked && threadOf(asked)),
    card: (ticket) => sight(card(ticket)),
    room: (ticket) => visibleIn(roomOf(ticket)),
    posted: (spot, by) => (place(spot, by)?.messages ?? []).filter(({ only }) => only === undefined).map(sight),
    supervisors: () => spots.supervisors.messages.filter(({ only }) => only === undefined).map(sight),
    direct: (to) =>
      act
        .direct(who[to])
        .messages.filter(({ author }) => author.bot === true)
        .map(sight),
    quiet: async () => desk.quiet(),
    async stop() {
      await desk.stop()
      await fake.close()
      expect(fake.faults).toEqual([])
    },
  }
}
