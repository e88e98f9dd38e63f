import { onOneDesk, startDesk, type People, type TestDesk } from '../support/desk'
import { discordOn, toldIn, until } from '../support/discord-desk'
import { startDiscordFake } from '../support/discord-fake'
import { people as discordPeople } from '../support/discord-people'
import { wordsOfAnswer, type FakeNetwork } from '../support/fake-network'
import { places, startSlackDesk } from '../support/slack-desk'
import { people as slackPeople } from '../support/slack-harness'

describe('a role that comes with a group', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People
  const eve = () => network.person('eve')
  const owner = async (number: number) =>
    (
      await desk.rows<{ name: string | null }>(
        'select (select name from people p where p.id = t.assignee) as name from tickets t where number = $1',
        [number],
      )
    )[0]?.name

  onOneDesk(async (stage) => {
    ;({ network, desk, people } = stage)
    await people.ana.says('the VPN is down')
    await desk.settle()
  })

  test('whoever is in the group may what its role may, before they ever wrote', async () => {
    expect(wordsOfAnswer(await eve().invokes('claim', { ticket: '1' }))).toContain('This needs the agent role')
    network.groups.set('ops', ['eve', 'bo'])
    const answer = await people.ada.invokes('role', { group: '@ops', role: 'agent' })
    expect(wordsOfAnswer(answer)).toBe('Everyone in ops (2 people) now has the agent role, as long as they stay in it.')
    await desk.settle()
    expect(wordsOfAnswer(await eve().invokes('claim', { ticket: '1' }))).toMatch(/#1 · .*assigned to you/)
    expect(wordsOfAnswer(await people.ada.invokes('role', { role: 'agent' }))).toMatch(
      /agent: Eve, bo, kim\s+Everyone in the group ops on Chat \(2\)/,
    )
  })

  test('a program in the group has no role, unless an admin names it', async () => {
    const robot = network.person('robot')
    network.bots.add('robot')
    network.groups.set('ops', ['eve', 'bo', 'robot'])
    await network.receive({ ...network.arrival('robot', 'agents'), kind: 'lifecycle', what: 'members-changed' })
    await desk.settle()
    expect(wordsOfAnswer(await robot.invokes('claim', { ticket: '1' }))).toContain('This needs the agent role')
    await people.ada.invokes('role', { user: robot.user, role: 'agent' })
    expect(wordsOfAnswer(await people.ada.invokes('role', { role: 'agent' }))).toContain('robot')
    await people.ada.invokes('role', { user: robot.user, role: 'customer' })
  })

  test('leaving it takes the role and gives the tickets back, and is in the audit; a role by name stays', async () => {
    network.groups.set('ops', [])
    await network.receive({ ...network.arrival('eve', 'agents'), kind: 'lifecycle', what: 'members-changed' })
    await desk.settle()
    expect(await owner(1)).toBeNull()
    expect(wordsOfAnswer(await eve().invokes('claim', { ticket: '1' }))).toContain('This needs the agent role')
    expect(wordsOfAnswer(await people.bo.invokes('claim', { ticket: '1' }))).toMatch(/#1 · .*assigned to you/)
    const trail = await desk.rows<{ outcome: string }>(`select outcome from audit where operation = 'role'`)
    expect(trail.map(({ outcome }) => outcome).filter((one) => one.endsWith('by group'))).toEqual([
      expect.stringMatching(/agent by group$/),
      expect.stringMatching(/customer by group$/),
    ])
  })

  test('a channel does too; who may not be read keeps the role, and the doctor tells; a channel that is gone has nobody', async () => {
    network.groups.set('bosses', ['eve'])
    await people.ada.invokes('role', { place: network.place('bosses'), role: 'admin' })
    await desk.settle()
    const asks = async () => wordsOfAnswer(await eve().invokes('policy', {}))
    expect(await asks()).not.toContain('needs the admin role')
    network.groups.set('bosses', 'unread')
    await desk.settle()
    expect(await asks()).not.toContain('needs the admin role')
    expect(wordsOfAnswer(await people.ada.invokes('doctor', {}))).toContain(
      'The bot can’t see who is in bosses on Chat',
    )
    network.groups.delete('bosses')
    await desk.settle()
    expect(await asks()).toContain('needs the admin role')
  })

  test('who loses a role by name keeps what a group gives; the only admin by name stays one', async () => {
    network.groups.set('ops', ['bo', 'eve'])
    await desk.settle()
    const answer = await people.ada.invokes('role', { user: network.user('bo'), role: 'customer' })
    expect(wordsOfAnswer(answer)).toContain('Bo keeps the agent role')
    await people.ada.invokes('role', { group: 'ops', role: 'admin' })
    await desk.settle()
    expect(wordsOfAnswer(await eve().invokes('audit', {}))).not.toContain('needs the admin role')
    const stepsDown = await people.ada.invokes('role', { user: network.user('ada'), role: 'agent' })
    expect(wordsOfAnswer(stepsDown)).toContain('only admin')
  })

  test('the configuration file tells both, and takes the role from the group again', async () => {
    const told = await people.ada.invokes('config', { do: 'export' })
    expect(told.kind).toBe('private')
    const [{ file } = { file: '' }] = await desk.rows<{ file: string }>(
      `select convert_from(bytes, 'UTF8') as file from documents order by id desc limit 1`,
    )
    expect(file).toContain('group: chat/ops')
    expect(file).toMatch(/name: eve\n(?:.*\n){1,4}.*by-group: true/i)
    expect(wordsOfAnswer(await people.ada.invokes('role', { group: 'ops', role: 'customer' }))).toContain(
      'no longer gives a role',
    )
    expect(wordsOfAnswer(await eve().invokes('audit', {}))).toContain('needs the admin role')
  })

  test('a group that is not there is refused, one that may not be read too', async () => {
    expect(wordsOfAnswer(await people.ada.invokes('role', { group: 'nobody', role: 'agent' }))).toContain(
      'no group called',
    )
    network.groups.set('sealed', 'unread')
    expect(wordsOfAnswer(await people.ada.invokes('role', { group: 'sealed', role: 'agent' }))).toContain(
      'can’t see who is in sealed',
    )
  })
})

test('a Discord role makes agents, and takes it back when it is taken', async () => {
  const fake = await startDiscordFake()
  const act = discordPeople(fake)
  const [ada, bo] = [act.person('ada', 'Ada Moreno'), act.person('bo', 'Bo Lindqvist')]
  const home = act.guild('Acme', ada, bo)
  const agents = act.channel(home, 'agents')
  const support = act.roles(home, 'Support', bo)
  const desk = await startDesk([discordOn(fake)])
  try {
    await until(() => fake.world.commands.length > 0, 'the commands')
    const roleOf = async () =>
      (await desk.rows<{ role: string }>(`select role from people where name = 'Bo Lindqvist'`))[0]?.role
    expect(toldIn(await act.commands(ada, agents, `desk role role:agent group:<@&${support}>`))).toContain(
      'Everyone in @Support (1 person) now has the agent role',
    )
    await until(async () => (await roleOf()) === 'agent', 'the role')
    act.roles(home, 'Support')
    await until(async () => (await roleOf()) === 'customer', 'the role gone')
    act.roles(home, 'Support', bo)
    await until(async () => (await roleOf()) === 'agent', 'the role back')
    home.roles!.delete(support)
    fake.world.gateway().dispatch('GUILD_ROLE_DELETE', { guild_id: home.id, role_id: support })
    await until(async () => (await roleOf()) === 'customer', 'the role gone with the group')
  } finally {
    await desk.stop()
    await fake.close()
  }
}, 30_000)

test('a Slack user group and a channel make agents and supervisors', async () => {
  const slack = await startSlackDesk()
  const { admin, customer: ana } = slackPeople
  try {
    const roleOf = async () =>
      (
        await slack.desk.rows<{ role: string }>(
          `select p.role from people p join identities i on i.person = p.id where i."user" like '%/${ana}'`,
        )
      )[0]?.role
    slack.fake.groups.set('S0OPS', { handle: 'ops', members: [ana] })
    await slack.act.types(admin, places.agents, '/desk', 'role agent group:<!subteam^S0OPS|@ops>')
    await until(async () => (await roleOf()) === 'agent', 'the role')
    slack.fake.groups.set('S0OPS', { handle: 'ops', members: [] })
    await slack.fake.deliver(
      slack.fake.envelope({
        type: 'subteam_members_changed',
        subteam_id: 'S0OPS',
        removed_users: [ana],
        event_ts: slack.fake.ts(),
      }),
    )
    await until(async () => (await roleOf()) === 'customer', 'the role gone')
    slack.fake.inChannel.set(places.supervisors, ['U0BOT', ana])
    await slack.act.types(admin, places.agents, '/desk', `role supervisor place:<#${places.supervisors}|bosses>`)
    await until(async () => (await roleOf()) === 'supervisor', 'the role of the channel')
    slack.fake.inChannel.set(places.supervisors, ['U0BOT'])
    await slack.fake.deliver(
      slack.fake.envelope({
        type: 'member_left_channel',
        user: ana,
        channel: places.supervisors,
        channel_type: 'C',
        event_ts: slack.fake.ts(),
      }),
    )
    await until(async () => (await roleOf()) === 'customer', 'the role gone with the channel')
  } finally {
    await slack.stop()
  }
}, 60_000)
