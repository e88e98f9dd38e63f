import { until } from '../support/discord-desk'
import { slackDoor, teamsDoor, type Door } from '../support/network-doors'
import { inTurn } from '../support/sample'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Deadlines, rules and routing of agents on the networks themselves: typed, pressed and filled in there. */
describe.each([
  ['Slack', 0, slackDoor],
  ['Teams', 1, teamsDoor],
] as const)('agents in %s', (_network, place, open) => {
  const test = inTurn(place, 2)
  jest.setTimeout(60_000)
  let door: Door
  beforeEach(async () => {
    door = await open()
  })
  afterEach(async () => {
    const errors = door.desk.log.lines.filter(({ level }) => level === 'error')
    await door.stop()
    expect(errors).toEqual([])
  })
  const passes = async (ms: number) => {
    await door.desk.later(ms)
    await door.quiet()
  }
  const says = async (...typed: Parameters<Door['commands']>) => (await door.commands(...typed)).text
  const ticket = async (number = 1) =>
    (
      await door.desk.rows<{
        status: string
        priority: string
        overdue: boolean
        owner: string | null
        tags: string[]
      }>(
        `select t.status, t.priority, t.overdue, p.name as owner,
           array(select tag from ticket_tags g where g.ticket = t.number order by tag) as tags
         from tickets t left join people p on p.id = t.assignee where t.number = $1`,
        [number],
      )
    )[0]
  const owners = async (count: number) =>
    Promise.all(Array.from({ length: count }, async (_, at) => (await ticket(at + 1))?.owner?.split(' ')[0] ?? null))

  describe('who promise an hour', () => {
    beforeEach(async () => {
      await says(
        'ada',
        'desk policy policy:standard resolution:1h first_response:- warn:10m steps:"0m raise; 0m supervisors; 30m release"',
      )
      await door.asks('The VPN is down')
      await says('bo', 'ticket claim 1')
      await door.quiet()
    })
    const pings = () => door.supervisors().filter(({ text }) => text.includes('deadline was missed'))

    test('are told of every clock in words, by number or from what is offered, and a calendar set by a form holds', async () => {
      expect(await says('bo', 'ticket sla 1')).toMatch(/^resolution: running\. Policy standard: 1 hr.*Due: /)
      expect((await door.offers('bo', 'vpn')).join()).toContain('#1')
      await door.fills('ada', 'desk calendar', () => ({
        title: 'Office',
        week: 'mon-fri 09:00-17:00',
        zone: 'Europe/Madrid',
      }))
      expect(await says('ada', 'desk policy policy:standard calendar:office')).toContain('Office')
      await door.quiet()
      expect(await says('bo', 'ticket sla 1')).toMatch(/^resolution: running\. Policy standard: 1 hr, Office/)
    })

    test('are warned in the ticket’s place and alone, then supervisors hear of the breach, and it goes on by steps', async () => {
      await passes(51 * minute)
      expect(door.room(1).filter((text) => text.includes('is due soon'))).toHaveLength(1)
      expect(door.direct('bo').filter(({ text }) => text.includes('is due soon'))).toHaveLength(1)
      expect(pings()).toEqual([])
      await passes(10 * minute)
      expect(pings()).toHaveLength(1)
      expect(await ticket()).toMatchObject({ overdue: true, priority: 'high', owner: expect.stringMatching(/^Bo/) })
      expect(door.card(1).text).toContain('resolution was due')
      await passes(31 * minute)
      expect((await ticket())?.owner).toBeNull()
      await passes(5 * hour)
      expect(pings()).toHaveLength(1)
    })

    test('stop the chain with the button', async () => {
      await passes(61 * minute)
      expect((await pings()[0]!.presses('ada', 'I’m on it')).text).toContain('You’re on #1')
      await passes(5 * hour)
      expect(await ticket()).toMatchObject({ owner: expect.stringMatching(/^Bo/) })
      expect(pings()).toHaveLength(1)
    })
  })

  test('hear of many deadlines that come together in one message each, and take one of them on from it', async () => {
    await says(
      'ada',
      'desk policy policy:standard resolution:1h first_response:- warn:10m steps:"0m supervisors; 30m release"',
    )
    const all = [1, 2, 3, 4]
    for (const number of all) {
      await door.asks(`The printer on floor ${number} is out of paper`)
      await says('bo', `ticket claim ${number}`)
    }
    await passes(51 * minute)
    const alone = (words: string) => door.direct('bo').filter(({ text }) => text.includes(words))
    expect(alone('4 tickets are close to a deadline')).toHaveLength(1)
    expect(alone('is due soon')).toEqual([])
    await passes(10 * minute)
    const [post, ...more] = door.supervisors().filter(({ text }) => text.includes('overdue'))
    expect(more).toEqual([])
    expect(post!.text).toMatch(/4 tickets are overdue[^]*#1 · The printer on floor 1[^]*resolution, Bo[^]*#4 · /)
    expect(alone('4 tickets are overdue')).toHaveLength(1)
    for (const number of all) {
      expect(door.room(number).filter((text) => text.includes('deadline was missed'))).toHaveLength(1)
      expect(door.card(number).text).toContain('resolution was due')
    }
    const list = await post!.presses('ada', 'Show the list')
    await until(
      () => list.text.includes('#4') || door.direct('ada').some(({ text }) => text.includes('#4')),
      'the list',
    )
    expect((await post!.chooses('ada', 'I’m on it', '3')).text).toContain('You’re on #3')
    await passes(31 * minute)
    expect(await owners(4)).toEqual([null, null, 'Bo', null])
  })

  test('see a missed deadline go up to the next supervisor, to a team and on by another policy', async () => {
    await says('ada', 'desk role @kim supervisor')
    await says('ada', 'desk team team:Network add:@kim')
    await says('ada', 'desk policy policy:Critical position:9 steps:"0m supervisors; 10m raise"')
    await says(
      'ada',
      'desk policy policy:standard resolution:1h first_response:- steps:"0m next supervisor; 15m team Network; 1h policy Critical"',
    )
    await door.asks('The VPN is down')
    await says('bo', 'ticket claim 1')
    await passes(61 * minute)
    const pings = () => door.supervisors().filter(({ text }) => text.includes('deadline was missed'))
    expect(pings()).toHaveLength(1)
    expect(await ticket()).toMatchObject({ owner: expect.stringMatching(/^Bo/), priority: 'normal' })
    await passes(15 * minute)
    expect(await ticket()).toMatchObject({ owner: null })
    expect(door.card(1).text).toContain('Network')
    await passes(45 * minute)
    expect(pings()).toHaveLength(2)
    await passes(10 * minute)
    expect(await ticket()).toMatchObject({ priority: 'high' })
    await passes(5 * hour)
    expect(pings()).toHaveLength(2)
  })

  test('give back what they have when their shift ends, and only its room is told', async () => {
    const now = (await door.desk.rows<{ now: Date }>('select now() as now'))[0]!.now.getTime()
    const morning = Math.ceil(now / day) * day + 6 * hour
    await passes(morning - now)
    await says('ada', 'desk calendar title:Early week:"mon-sun 06:00-10:00" zone:UTC')
    await says('ada', 'desk agent @bo calendar:Early')
    await says('ada', 'desk queue queue:Support off_shift:return')
    await door.asks('The VPN is down')
    await says('bo', 'ticket claim 1')
    await door.quiet()
    await passes(3 * hour)
    expect(await owners(1)).toEqual(['Bo'])
    await passes(hour)
    expect(await owners(1)).toEqual([null])
    expect(door.room(1).filter((text) => text.includes('shift has ended'))).toHaveLength(1)
    expect(door.direct('bo').filter(({ text }) => text.includes('shift has ended'))).toEqual([])
  })

  describe('whose time passes', () => {
    test('see pending reopen and themselves reminded, and a ticket opens later', async () => {
      await door.asks('The VPN is down')
      await says('bo', 'ticket status 1 pending until:2h')
      expect(await says('bo', 'ticket remind ticket:1 span:"in 1h" about:"call Ana"')).toContain('Reminder set for #1')
      expect(await says('bo', 'ticket new later:3h text:"Renew the certificate"')).toContain('will open automatically')
      await passes(61 * minute)
      expect(door.direct('bo').filter(({ text }) => text.includes('call Ana'))).toHaveLength(1)
      expect(await ticket()).toMatchObject({ status: 'pending' })
      await passes(hour)
      expect(await ticket()).toMatchObject({ status: 'open' })
      expect(await ticket(2)).toBeUndefined()
      await passes(hour)
      expect(door.card(2).text).toContain('Renew the certificate')
    })

    test('find what was solved closed after its days, and what they were silent about given back', async () => {
      await says('ada', 'desk queue silent:30m take_back:0 Support')
      await door.asks('The VPN is down')
      await door.asks('The printer is on fire')
      await says('bo', 'ticket status 1 solved')
      await says('bo', 'ticket claim 2')
      await door.quiet()
      await passes(31 * minute)
      expect(await ticket(2)).toMatchObject({ owner: null })
      expect(door.room(2).filter((text) => text.includes('didn’t answer in time'))).toHaveLength(1)
      expect(await ticket(1)).toMatchObject({ status: 'solved' })
      await passes(7 * day)
      expect(await ticket(1)).toMatchObject({ status: 'closed' })
    })
  })

  describe('who share the work', () => {
    test('take the next, are away and come back', async () => {
      await door.asks('The VPN is down')
      expect(await says('bo', 'ticket next')).toMatch(/#1 · .*assigned to you/)
      expect(await says('bo', 'ticket next')).toContain('No tickets are waiting')
      expect(await says('bo', 'ticket away span:"tomorrow 9:00"')).toMatch(/marked as away. Back: .*09:00/)
      await says('kim', 'ticket away')
      await says('ada', 'desk queue routing:round-robin Support')
      await door.asks('The printer is on fire')
      expect(await owners(2)).toEqual(['Bo', null])
      expect(await says('bo', 'ticket back')).toContain('Welcome back')
      await door.quiet()
      expect(await owners(2)).toEqual(['Bo', 'Bo'])
    })

    test('get tickets in turn, and a team those that are given to it', async () => {
      await says('ada', 'desk queue routing:round-robin Support')
      for (const words of ['One', 'Two', 'Three', 'Four']) await door.asks(words)
      const handed = await owners(4)
      expect(handed.filter((name) => name === 'Bo')).toHaveLength(2)
      expect(handed).not.toContain(null)
      expect(await says('ada', 'desk team team:Network add:@kim')).toContain('Network')
      const mine = handed.indexOf('Bo') + 1
      await says('bo', `ticket assign ticket:${mine} team:Network`)
      await door.quiet()
      expect((await owners(4)).filter((name) => name === 'Bo')).toHaveLength(1)
      expect(door.card(mine).text).toContain('Network')
    })

    test('get what they can do and have room for; the rest waits in line until somebody has', async () => {
      await says('ada', 'desk queue routing:least-loaded Support')
      expect(await says('ada', 'desk agent user:@bo capacity:1 join:Support')).toContain('Open tickets at once: 1.')
      const told = await says('ada', 'desk agent user:@kim capacity:1 skills:french join:Support')
      expect(told).toContain('Skills: french')
      const speaker = told.split(/[ :]/)[0]!
      for (const words of ['One', 'Two', 'Three']) await door.asks(words)
      const handed = await owners(3)
      expect(new Set(handed)).toEqual(new Set(['Bo', speaker, null]))
      await says('ada', `ticket tag ticket:${handed.indexOf(null) + 1} skill.french`)
      await says('ada', `ticket status ticket:${handed.indexOf('Bo') + 1} solved`)
      await door.quiet()
      expect(await owners(3)).toEqual(handed)
      await says('ada', `ticket status ticket:${handed.indexOf(speaker) + 1} solved`)
      await door.quiet()
      expect((await owners(3))[handed.indexOf(null)]).toBe(speaker)
    })
  })

  test('let rules, macros and canned replies work for them, and test a rule without touching anything', async () => {
    await says('ada', 'desk queue take_back:0 Support')
    await says('ada', 'desk rule rule:vpn event:created filter:vpn actions:"tag vpn; priority high"')
    await door.asks('The vpn is down')
    await door.asks('The printer is on fire')
    expect(await ticket(1)).toMatchObject({ tags: ['vpn'], priority: 'high' })
    await says('ada', 'desk rule rule:fire event:created filter:fire actions:"priority urgent"')
    expect(await says('ada', 'desk rules test rule:fire')).toMatch(/matches 1 of the 2[^]*#2 The printer/)
    expect(await ticket(2)).toMatchObject({ tags: [], priority: 'normal' })
    await says('bo', 'desk macro macro:wait actions:"tag waiting; status pending 2h"')
    expect(await says('bo', 'ticket apply ticket:2 macro:wait')).toContain('Applied macro wait to #2')
    expect(await ticket(2)).toMatchObject({ status: 'pending', tags: ['waiting'] })
    await says('bo', 'desk canned canned:fire text:"Leave the room, {customer}"')
    await door.fills('bo', 'ticket reply ticket:2 canned:fire', (form) => {
      expect(form).toContain('Leave the room, Ana')
      return { text: 'Leave the room, Ana' }
    })
    await door.quiet()
    expect(door.reads().at(-1)).toMatch(/Leave the room, Ana/)
  })

  test('take the configuration along, and bring it back once its changes were seen', async () => {
    await says('ada', 'desk config export')
    await door.quiet()
    expect(await door.direct('ada').at(-1)!.file()).toContain('take-back: 10s')
    const takeBack = async () =>
      (await door.desk.rows<{ ms: number }>('select take_back_ms::int as ms from queues'))[0]!.ms
    const diff = await door.commands('ada', 'desk config import { queues: [{ name: Support, take-back: 1m }] }')
    expect(diff.text).toContain('take-back 10s → 1m')
    expect(await takeBack()).toBe(10_000)
    expect((await diff.presses('ada', 'Apply these changes')).text).toContain('One change applied')
    expect(await takeBack()).toBe(minute)
  })
})
