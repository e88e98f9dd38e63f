import { discordOn, until, visibleIn, wordsIn } from '../support/discord-desk'
import { startDiscordFake, type DiscordFake } from '../support/discord-fake'
import type { Channel, Message, User } from '../support/discord-world'
import { people as discordPeople, type People } from '../support/discord-people'
import { openedView, places, startSlackDesk, type SlackDesk } from '../support/slack-desk'
import { people } from '../support/slack-harness'

describe('a customer on Discord, an agent on Slack', () => {
  let fake: DiscordFake
  let act: People
  let slack: SlackDesk
  let ana: User
  let help: Channel

  const customerSide = (asked: Message): Channel | undefined => fake.world.channels.get(asked.id)
  const seen = (asked: Message, words: string): Promise<Message> =>
    until(
      () => customerSide(asked)?.messages.find((one) => wordsIn(one).includes(words)),
      `“${words}” in ${JSON.stringify(visibleIn(customerSide(asked)))}`,
    )

  beforeAll(async () => {
    fake = await startDiscordFake()
    act = discordPeople(fake)
    ana = act.person('ana', 'Ana García')
    const owner = act.person('owner')
    const home = act.guild('Acme community', owner, ana)
    help = act.channel(home, 'help')
    slack = await startSlackDesk({ purposes: ['agents', 'supervisors'], others: [discordOn(fake)] })
    // The desk's admin is Slack's: the community's owner is made one of its admins by whoever runs it.
    await slack.desk
      .rows(
        `update people set role = 'admin' where id = (select person from identities where platform = 'discord' and "user" = $1)`,
        [owner.id],
      )
      .catch(() => undefined)
    await act.commands(owner, help, 'desk place intake')
    await slack.quiet()
  }, 60_000)
  afterAll(async () => {
    await slack.stop()
    await fake.close()
    expect(fake.faults).toEqual([])
  })

  test('the question is a card in Slack, the reply by form reaches Discord, the answer comes back', async () => {
    const asked = act.says(ana, help, 'The **VPN** is down')
    await until(() => slack.messages(places.agents).length > 0, 'the card')
    await slack.quiet()
    await slack.act.presses(people.agent, slack.card(1), 'Claim')
    await slack.act.presses(people.agent, slack.card(1), 'Reply')
    await slack.act.submits(people.agent, openedView(slack.fake), { text: 'please **restart** it' })
    await slack.quiet()
    await slack.desk.later(15_000)
    const reply = await seen(asked, 'please restart it')
    expect(reply.content).toBe('**Bo Lindqvist**: please **restart** it')

    const answer = act.says(ana, customerSide(asked) as Channel, 'it is up, _thanks_')
    const room = slack.card(1).ts
    await until(async () => {
      await slack.quiet()
      return slack.reads(places.agents, room).some((line) => line.includes('it is up'))
    }, 'the answer in Slack')
    act.edits(answer, 'it is up again')
    await until(async () => {
      await slack.quiet()
      return slack.reads(places.agents, room).some((line) => line.includes('it is up again'))
    }, 'the edit in Slack')
    act.deletes(answer)
    await until(async () => {
      await slack.quiet()
      return !slack.reads(places.agents, room).some((line) => line.includes('it is up again'))
    }, 'the deletion in Slack')
  }, 60_000)
})
