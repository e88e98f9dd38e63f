import { startDesk, type TestDesk } from '../support/desk'
import { discordOn, labelsOn, toldIn, until, visibleIn, wordsIn } from '../support/discord-desk'
import { startDiscordFake, type DiscordFake } from '../support/discord-fake'
import type { Channel, Guild, Message, User } from '../support/discord-world'
import { people, type People } from '../support/discord-people'

describe('what happens at the edges of a server on Discord', () => {
  let fake: DiscordFake
  let act: People
  let desk: TestDesk
  let ada: User
  let ana: User
  let bo: User
  let home: Guild
  let help: Channel
  let agents: Channel

  const room = (under: Channel, of: Message): Channel | undefined =>
    fake.world.channels.get(of.id) ??
    [...fake.world.channels.values()].find(({ parent_id, name }) => parent_id === under.id && name.includes('#1'))
  const seen = (place: () => Channel | undefined, words: string): Promise<Message> =>
    until(
      () => place()?.messages.find((one) => one.only === undefined && wordsIn(one).includes(words)),
      `“${words}” in ${JSON.stringify(visibleIn(place()))}`,
    )
  const opened = async (words: string, options: Parameters<People['says']>[3] = {}) => {
    const asked = act.says(ana, help, words, options)
    const card = await seen(() => agents, words)
    await until(() => room(agents, card), 'the thread of the card')
    await until(() => fake.world.channels.get(asked.id), 'the customer’s thread')
    return {
      asked,
      card,
      outside: () => fake.world.channels.get(asked.id) as Channel,
      inside: () => room(agents, card)!,
    }
  }

  beforeEach(async () => {
    fake = await startDiscordFake()
    act = people(fake)
    ada = act.person('ada', 'Ada Moreno')
    ana = act.person('ana', 'Ana García')
    bo = act.person('bo', 'Bo Lindqvist')
    home = act.guild('Acme', ada, ana, bo)
    help = act.channel(home, 'help')
    agents = act.channel(home, 'agents')
    desk = await startDesk([discordOn(fake)])
    await until(() => fake.world.commands.length > 0, 'the commands')
    expect(toldIn(await act.commands(ada, help, 'desk place intake'))).toContain('intake')
    expect(toldIn(await act.commands(ada, agents, 'desk place agents'))).toContain('agents')
    expect(toldIn(await act.commands(ada, agents, `desk role ${bo.id} agent`))).toContain('agent')
  })
  afterEach(async () => {
    await desk.stop()
    await fake.close()
    expect(fake.faults).toEqual([])
  })

  const large = (name: string) => ({ name, type: 'application/octet-stream', bytes: Buffer.alloc(9_500_000, name) })
  const filesIn = (place: Channel) =>
    place.messages.flatMap(({ attachments }) => attachments.map(({ filename }) => filename))

  test('files that are too large together for one post come in several, in their order, each once, and the words first', async () => {
    const names = ['first.bin', 'second.bin', 'third.bin']
    const { inside } = await opened('three logs', { files: names.map(large) })
    await desk.quiet()
    expect(filesIn(inside())).toEqual(names)
    const first = inside().messages.find(({ attachments }) => attachments.length > 0)!
    expect(wordsIn(first)).toContain('three logs')
  }, 120_000)

  test('words are not lost to files that Discord refuses all the same', async () => {
    fake.trouble = (call) =>
      call.files.length > 1 ? { status: 413, body: { message: 'Request entity too large', code: 40005 } } : undefined
    const { inside } = await opened('two logs', { files: [small('a.log'), small('b.log')] })
    await seen(inside, 'two logs')
    await until(() => filesIn(inside()).length === 2, 'the files')
    await desk.quiet()
    expect(filesIn(inside())).toEqual(['a.log', 'b.log'])
  })
  const small = (name: string) => ({ name, type: 'text/plain', bytes: Buffer.from(name) })

  test('the thread of a closed ticket is archived when all is said, also when its receipt changes later', async () => {
    const { asked, outside, card } = await opened('The VPN is down')
    for (const status of ['solved', 'closed'])
      expect(toldIn(await act.commands(bo, agents, `ticket status 1 ${status}`))).toContain(status)
    await desk.quiet()
    await until(() => wordsIn(card).includes('closed'), 'closed on the card')
    await desk.quiet()
    expect(outside().archived).toBe(true)
    // A reaction from the other side has to open it: it does not stay open.
    const relayed = await seen(() => room(agents, card), 'The VPN is down')
    act.reacts(bo, relayed, '👍', true)
    await until(() => asked.reactions.get('👍')?.has(fake.world.bot.id), 'the reaction')
    await desk.quiet()
    expect(outside().archived).toBe(true)
  })

  test('a file that its sender edits out of a message is taken off, by hand and by link, and the record says so', async () => {
    const { asked, inside } = await opened('the logs', { files: [small('keep.txt'), small('secret.txt')] })
    await until(() => filesIn(inside()).length === 2, 'the files')
    act.takesOut(asked, 'secret.txt')
    await until(() => filesIn(inside()).length === 1, 'the file off')
    expect(filesIn(inside())).toEqual(['keep.txt'])
    await seen(inside, 'secret.txt')
    const listed = toldIn(await act.commands(bo, agents, 'ticket find files 1'))
    expect(listed).toContain('keep.txt')
    expect(listed).not.toContain('secret.txt')
    expect(toldIn(await act.commands(bo, agents, 'ticket show 1'))).toMatch(/secret\.txt.*removed/)
    // Edited once more, it is still gone, and the other one stays.
    act.edits(asked, 'the logs, again')
    await seen(inside, 'the logs, again')
    expect(filesIn(inside())).toEqual(['keep.txt'])
  })

  test('reactions that a moderator takes off go on the other side too', async () => {
    const { asked, inside } = await opened('The VPN is down')
    const relayed = await seen(inside, 'The VPN is down')
    const others = (emoji: string) => relayed.reactions.get(emoji)?.has(fake.world.bot.id)
    for (const emoji of ['👍', '🎉', '❤️']) act.reacts(ana, asked, emoji, true)
    await until(() => others('👍') && others('🎉') && others('❤️'), 'the reactions')
    act.clears(asked, '🎉')
    await until(() => !others('🎉'), 'one emoji off')
    expect(others('👍')).toBe(true)
    act.clears(asked)
    await until(() => !others('👍') && !others('❤️'), 'all off')
  })

  test('a customer who leaves the server is told of at once, and a reply says that it does not arrive', async () => {
    const { inside } = await opened('The VPN is down')
    act.leaves(ana, home)
    const told = await seen(inside, 'Ana García left')
    expect(labelsOn(told)).toEqual(['Direct message'])
    expect(toldIn(await act.commands(bo, agents, 'ticket reply 1 text:Retry'))).toContain('can’t read')
    await desk.later(11_000)
    const receipt = await seen(inside, 'the customer left')
    expect(wordsIn(receipt)).not.toContain('Delivered')
    await act.presses(bo, agents, told, 'Direct message')
    const direct = () =>
      [...fake.world.channels.values()].find(({ type, members }) => type === 1 && members.has(ana.id))
    await seen(direct, 'Retry')
    await until(() => wordsIn(receipt).includes('Delivered'), 'delivered')
  })

  test('a thread that a moderator deletes is told of, and a new one takes what did not arrive', async () => {
    const { inside, outside } = await opened('The VPN is down')
    act.deletesPlace(outside())
    const told = await seen(inside, 'was deleted')
    await act.commands(bo, agents, 'ticket reply 1 text:Retry')
    await desk.later(11_000)
    await act.presses(bo, agents, told, 'New thread')
    const anew = () =>
      [...fake.world.channels.values()].find(
        (one) => one.parent_id === help.id && visibleIn(one).join().includes('Retry'),
      )
    await until(anew, 'the new thread')
  })

  test('whoever takes no direct messages is told of in words, not in Discord’s', async () => {
    const direct = act.direct(ana)
    act.says(ana, direct, 'my phone is broken')
    const card = await seen(() => agents, 'my phone is broken')
    const inside = () => room(agents, card)
    await until(inside, 'the thread')
    fake.trouble = (call) =>
      call.method === 'POST' && call.path === `/channels/${direct.id}/messages`
        ? { status: 403, body: { message: 'Cannot send messages to this user', code: 50007 } }
        : undefined
    await act.commands(bo, agents, 'ticket reply 1 text:Retry')
    await desk.later(11_000)
    const told = await seen(inside, 'direct messages')
    expect(labelsOn(told)).toEqual(['New thread', 'Direct message'])
    expect(visibleIn(inside()).join()).not.toMatch(/50007|gone:|Cannot send/)
  })
})
