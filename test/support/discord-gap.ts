import { plain, type MessageArrived } from '../../src/platform'
import { discordOn, until } from './discord-desk'
import { startDiscordFake, type Trouble } from './discord-fake'
import { people } from './discord-people'
import type { Channel } from './discord-world'
import { startStubHost } from './stub-host'

/**
 * Row 24: so many messages in 20 channels, threads that are archived meanwhile, and direct messages while the bot is away and
 * Discord forgets its session. Tells what is not told once and in order when it is back.
 */
export const saidWhileAway = async (count: number, trouble?: Trouble): Promise<readonly string[]> => {
  const fake = await startDiscordFake()
  const host = await startStubHost()
  const act = people(fake)
  const ana = act.person('ana')
  const persons = [ana, act.person('carlos')]
  const home = act.guild('Acme', act.person('bo'), ...persons)
  const help = act.channel(home, 'help')
  const others = Array.from({ length: 12 }, (_, at) => act.channel(home, `channel-${at}`))
  const open = Array.from({ length: 3 }, (_, at) => act.thread(help, ana, `open ${at}`, 'begun', { silently: true }))
  const forgotten = Array.from({ length: 3 }, (_, at) =>
    act.thread(help, ana, `archived ${at}`, 'begun', { silently: true }),
  )
  const messages = (): readonly MessageArrived[] => host.received.filter((event) => event.kind === 'message')
  const told = (place?: Channel): readonly string[] =>
    messages()
      .filter((event) => place === undefined || event.place.id.endsWith(`/${place.id}`))
      .map(({ text }) => plain(text))
      .filter((word) => word.startsWith('word'))
  let discord = discordOn(fake)
  try {
    await discord.start(host)
    for (const one of persons) act.says(one, act.direct(one), 'hello')
    await until(() => messages().length === 2, 'the first words')

    const places = [...others, ...open, ...forgotten, ...persons.map(act.direct)]
    const written: string[] = []
    await discord.stop()
    // As after ten minutes.
    fake.gateway.forget()
    const began = Date.now()
    for (let at = 0; at < count; at++) {
      const place = places[at % places.length]!
      written.push(`word ${at}`)
      act.says(place.recipients?.[0] ?? ana, place, `word ${at}`, { silently: true, at: began + at * 2 })
    }
    for (const thread of forgotten)
      Object.assign(thread, { archived: true, archivedAt: new Date(began + 1000).toISOString() })
    fake.trouble = trouble
    discord = discordOn(fake)
    await discord.start(host)
    await until(() => new Set(told()).size === count, 'all of them', 20_000).catch(() => undefined)
    const outOfOrder = places.filter((place) => {
      const said = written.filter((_, at) => places[at % places.length] === place)
      return JSON.stringify([...new Set(told(place))]) !== JSON.stringify(said)
    })
    // The core would know a second telling again; there is none here all the same.
    return [
      ...(told().length === count ? [] : [`${told().length} of ${count} are told`]),
      ...outOfOrder.map(({ name, id }) => `${name} (${id}) is not told as it was said`),
      ...(fake.gateway.identifies === 2 ? [] : [`${fake.gateway.identifies} sessions`]),
      ...fake.faults,
    ]
  } finally {
    await discord.stop()
    await host.close()
    await fake.close()
  }
}
