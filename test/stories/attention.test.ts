import { operations } from '../../src/slices'
import type { Input } from '../../src/platform'
import { onItsOwnDesk, type People, type TestDesk } from '../support/desk'
import { wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

const hour = 3_600_000

describe('what people are told, and when', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People

  onItsOwnDesk(async (stage) => {
    ;({ network, desk, people } = stage)
    await people.ada.invokes('queue', { queue: 'Support', take_back: '0' })
    await people.ana.says('VPN is down')
    await desk.settle()
  })
  const told = () => network.texts('dm.bo')
  const called = () =>
    network
      .visible(network.thread(network.card(1)!))
      .flatMap((post) => post.content.mentions ?? [])
      .map(({ id }) => id)
  const now = () => new Date(Date.now() + desk.program.store.clock.offset)
  const clock = (ms: number) => new Date(now().getTime() + ms).toISOString().slice(11, 16)
  const chooses = async (input: Record<string, string>) => {
    const answer = wordsOfAnswer(await people.bo.invokes('attention', input))
    await desk.settle()
    return answer
  }

  test('in quiet hours nobody is disturbed, and afterwards is told all of it in one message, once', async () => {
    expect(await chooses({ quiet: `${clock(-hour)}-${clock(5 * hour)}` })).toContain('deadlines: right away')
    await people.kim.invokes('assign', { ticket: '1', user: network.user('bo') })
    await people.bo.invokes('remind', { ticket: '1', span: '2h' })
    await desk.settle()
    expect(called()).toEqual([])
    await desk.later(3 * hour)
    expect(told()).toEqual([])
    await desk.later(3 * hour)
    expect(told()).toHaveLength(1)
    expect(told()[0]).toMatch(/#1/)
    expect(told()[0]!.split('\n').length).toBeGreaterThan(1)
    await desk.later(24 * hour)
    expect(told().filter((text) => text.includes('assigned #') || text === told()[0])).toHaveLength(1)
  })

  test('what one switched off is not told at all; the rest is', async () => {
    await chooses({ notice: 'assigned', how: 'off' })
    await people.kim.invokes('assign', { ticket: '1', user: network.user('bo') })
    await desk.settle()
    expect(called()).toEqual([])
    expect(told()).toEqual([])
    await people.bo.invokes('remind', { ticket: '1', span: '30m' })
    await desk.later(0.6 * hour)
    expect(told().join()).toContain('#1')
  })

  test('of many reminders at one moment each is told once to whoever asked, and of those put off none is lost', async () => {
    await desk.rows(
      `insert into reminders (desk, id, ticket, person, at, text)
       select t.desk, gen_random_uuid(), t.number, p.id, now() + interval '1 hour', p.name || n
       from tickets t join people p on p.desk = t.desk and p.name in ('bo', 'kim'), generate_series(1, 20) n where t.number = 1`,
    )
    await desk.rows(
      `insert into due (desk, what, subject, at) select desk, 'remind', ticket || ':' || id, at from reminders
       union all select desk, 'remind', ticket || ':' || gen_random_uuid(), at from reminders where text = 'bo1'`,
    )
    await chooses({ quiet: `${clock(0.5 * hour)}-${clock(5 * hour)}` })
    await desk.later(1.1 * hour)
    const twenty = (name: string) => Array.from({ length: 20 }, (_, index) => `${name}${index + 1}`).sort()
    const named = (texts: readonly string[], name: string) =>
      texts
        .join('\n')
        .match(new RegExp(`${name}\\d+`, 'g'))
        ?.sort()
    const kims = () => network.texts('dm.kim').filter((text) => /kim\d/.test(text))
    expect(kims()).toHaveLength(20)
    expect(named(told(), 'bo')).toBeUndefined()
    await desk.later(5 * hour)
    expect(named(told(), 'bo')).toEqual(twenty('bo'))
    expect(named(kims(), 'kim')).toEqual(twenty('kim'))
    expect(await desk.rows(`select from due where what = 'remind'`)).toEqual([])
  })

  test('the summary of the morning tells of the open tickets on working days, once', async () => {
    await people.bo.invokes('claim', { ticket: '1' })
    await chooses({ summary: 'on', hour: clock(2 * hour), notice: 'all', how: 'off' })
    for (let day = 0; day < 7; day++) await desk.later(24 * hour)
    const summaries = told().filter((text) => text.startsWith('Good morning'))
    expect(summaries).toHaveLength(5)
    expect(summaries[0]).toContain('1 open ticket')
    expect(summaries[0]).toContain('VPN is down')
  })

  test('a wrong time or zone is told', async () => {
    expect(await chooses({ quiet: 'at night' })).toContain('22:00-07:00')
    expect(await chooses({ hour: '25:00' })).toContain('isn’t a time of day')
    expect(await chooses({ zone: 'Mars/Base' })).toContain('Europe/Madrid')
    expect(await chooses({ zone: 'Europe/Madrid', quiet: '22:00-7' })).toContain('22:00–07:00')
  })

  test('whatever somebody does, nobody is called by name or told alone of what they did themselves', async () => {
    await people.bo.invokes('follow', { ticket: '1' })
    // Reminders are asked for; whoever asks for a ticket or a copy of one is a customer then, and gets a receipt.
    const others = ['remind', 'attention', 'new', 'cc', 'clone', 'split']
    const inputs: Input[] = [
      {},
      { text: 'words' },
      { user: network.user('bo') },
      { priority: 'high' },
      { tags: 'vpn' },
      { status: 'pending', until: '2d' },
    ]
    for (const { name, command } of operations)
      if (command !== 'desk' && !others.includes(name))
        for (const more of inputs) await people.bo.invokes(name, { ticket: '1', ...more })
    await desk.settle()
    expect(called()).toEqual([])
    expect(told()).toEqual([])
  }, 120_000)
})
