import { setTimeout as delay } from 'node:timers/promises'
import { startDesk } from '../support/desk'
import { discordOn, toldIn, until } from '../support/discord-desk'
import { startDiscordFake } from '../support/discord-fake'
import { people } from '../support/discord-people'
import type { Channel } from '../support/discord-world'

const minutes = Number(process.env['DISCORD_GATEWAY_MINUTES'] ?? 10)
const dropEvery = 30_000
const perSecond = 4

test(
  `Discord's gateway dropped every 30 s for ${minutes} minutes under load, every fourth time with its session: nothing lost, nothing doubled`,
  async () => {
    const fake = await startDiscordFake()
    const act = people(fake)
    const ada = act.person('ada')
    const home = act.guild('Acme', ada)
    const channels = Array.from({ length: 5 }, (_, at) => act.channel(home, `help-${at}`))
    const agents = act.channel(home, 'agents')
    const desk = await startDesk([discordOn(fake)])
    await until(() => fake.world.commands.length > 0, 'the commands')
    for (const channel of channels) expect(toldIn(await act.commands(ada, channel, 'desk place intake'))).not.toBe('')
    await act.commands(ada, agents, 'desk place agents')
    const customers = channels.map((_, at) => act.person(`customer-${at}`))
    const said: string[] = []
    const end = Date.now() + minutes * 60_000
    let nextDrop = Date.now() + dropEvery
    let drops = 0
    while (Date.now() < end) {
      const at = said.length % channels.length
      const words = `message ${said.length}`
      act.says(customers[at] as never, channels[at] as Channel, words)
      said.push(words)
      await delay(1000 / perSecond)
      if (Date.now() < nextDrop) continue
      nextDrop += dropEvery
      if (++drops % 4 === 0) fake.gateway.forget()
      fake.gateway.drop()
    }
    const entries = () =>
      desk.rows<{ words: string; count: number }>(
        `select text #>> '{0,inlines,0,text}' as words, count(*)::int as count from entries where kind = 'message' and text::text like '%message %' group by 1`,
      )
    await until(async () => (await entries()).length >= said.length, 'the last ones', 60_000)
    const found = await entries()
    expect(found.filter(({ count }) => count !== 1)).toEqual([])
    expect(found.map(({ words }) => words).toSorted()).toEqual(said.toSorted())
    console.log(
      `${said.length} messages, ${drops} drops, ${fake.gateway.resumes} resumed, ${fake.gateway.identifies} begun anew`,
    )
    await desk.stop()
    await fake.close()
    expect(fake.faults).toEqual([])
  },
  (minutes + 3) * 60_000,
)
