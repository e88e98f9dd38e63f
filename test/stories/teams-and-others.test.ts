import { startDiscordFake, type DiscordFake } from '../support/discord-fake'
import { discordOn, until, visibleIn, wordsIn } from '../support/discord-desk'
import { people as discordPeople, type People } from '../support/discord-people'
import type { Channel, Message, User } from '../support/discord-world'
import { places, startSlackDesk, type SlackDesk } from '../support/slack-desk'
import { people as slackPeople, readBlocks } from '../support/slack-harness'
import { userRef } from '../../adapters/teams/refs'
import { createPlatform } from '../../adapters/teams'
import { startTeamsDesk, type TeamsDesk } from '../support/teams-desk'
import {
  ana,
  bo,
  bot,
  cardIn,
  cardText,
  channels,
  sam,
  startTeamsFake,
  team,
  tenant,
  textOf,
  type FakePost,
  type TeamsFake,
} from '../support/teams-fake'

describe('customers on Discord, agents in Teams', () => {
  let fake: DiscordFake
  let act: People
  let teams: TeamsDesk
  let help: Channel
  let carla: User

  beforeAll(async () => {
    fake = await startDiscordFake()
    act = discordPeople(fake)
    carla = act.person('carla', 'Carla Ruiz')
    const ada = act.person('ada', 'Ada Moreno')
    help = act.channel(act.guild('Acme', ada, carla), 'help')
    teams = await startTeamsDesk({ others: [discordOn(fake)], purposes: ['agents'] })
    await until(() => fake.world.commands.length > 0, 'the commands')
    await teams.trusts({ platform: 'discord', kind: 'user', id: ada.id })
    await act.commands(ada, help, 'desk place intake')
  }, 60_000)
  afterAll(async () => {
    await teams.stop()
    await fake.close()
  })

  test('a question there is answered from a card here, and an edit there shows here', async () => {
    const asked: Message = act.says(carla, help, 'my **game** crashes @everyone')
    const card = await until(async () => {
      await teams.quiet()
      return teams.teams.posts(channels.agents).find((post) => cardText(cardIn(post)).startsWith('#1 '))
    }, 'the card')
    expect(cardText(cardIn(card))).toContain('my game crashes @everyone')
    expect(teams.reads(card.conversation)[1]).toBe('Carla Ruiz:\nmy game crashes @everyone')
    expect(teams.teams.posts(card.conversation).every(({ entities }) => entities.length === 0)).toBe(true)
    await teams.presses(bo, card, 'Claim')
    const dialog = await teams.presses(bo, teams.card(1), 'Reply')
    await teams.submits(bo, teams.card(1), dialog, { text: 'try the **beta**' })
    await teams.desk.later(15_000)
    await teams.quiet()
    const thread = (): Channel | undefined => fake.world.channels.get(asked.id)
    await until(() => visibleIn(thread()).some((words) => words.includes('Bo Lindqvist: try the beta')), 'the answer')
    act.edits(asked, 'my game crashes at the start')
    await until(async () => {
      await teams.quiet()
      return teams.reads(card.conversation)[1]?.includes('at the start')
    }, 'the edit')
    expect(wordsIn(asked)).toContain('my game')
  }, 60_000)
})

describe('customers in Teams, agents on Slack', () => {
  let slack: SlackDesk
  let teams: TeamsFake

  beforeAll(async () => {
    teams = await startTeamsFake()
    slack = await startSlackDesk({
      others: [createPlatform({ serviceHosts: [], dialogs: true })],
      purposes: ['agents'],
    })
    teams.connect(`http://127.0.0.1:${slack.desk.program.port}`)
    await teams.deliver(teams.activity(sam, team.id, { type: 'installationUpdate', action: 'add' }))
    // Slack's admin makes Teams' one: to the desk they are people, wherever they are.
    const slackRef = <K extends string>(kind: K, id: string) => ({
      platform: 'slack',
      kind,
      id: `${slack.fake.team}/${id}`,
    })
    await slack.desk.program.desk.receive({
      kind: 'invoke',
      operation: 'role',
      input: { user: userRef(tenant, sam.id), role: 'admin' },
      id: 'trusts-sam',
      at: new Date(),
      from: slackRef('user', slackPeople.admin),
      name: 'Ruth Admin',
      place: slackRef('place', places.agents),
      workspace: { platform: 'slack', kind: 'workspace', id: slack.fake.team },
      direct: false,
    })
    await teams.deliver(teams.write(sam, channels.help, { text: '/desk place intake', toBot: true }))
  }, 60_000)
  afterAll(async () => {
    await slack.stop()
    await teams.close()
  })
  const deliver = async (activity: object): Promise<void> => {
    expect((await teams.deliver(activity)).status).toBe(200)
    await slack.quiet()
  }

  test('a question in a channel is claimed and answered on Slack, and everything after follows', async () => {
    const asked = teams.write(ana, channels.help, {
      text: 'my <at>VPN</at> is down',
      html: '<p>my <b>VPN</b> is down &amp; out</p>',
    })
    await deliver(asked)
    expect(readBlocks(slack.card(1).blocks)).toContain('my VPN is down & out')
    await slack.act.presses(slackPeople.agent, slack.card(1), 'Claim')
    await slack.act.says(slackPeople.agent, places.agents, '!reply restart *it* please', { thread: slack.card(1).ts })
    await slack.quiet()
    await slack.desk.later(15_000)
    await slack.quiet()
    const chain = (asked['conversation'] as { id: string }).id
    const answers = (): readonly FakePost[] => teams.posts(chain).filter(({ by }) => by === bot.id)
    expect(textOf(answers().at(-1)!)).toContain('restart')
    await deliver(teams.write(ana, chain, { text: 'it works, thank you' }))
    expect(slack.reads(places.agents, slack.card(1).ts).join('\n')).toContain('it works, thank you')
  }, 60_000)
})
