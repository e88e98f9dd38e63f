import { discordDoor } from '../support/discord-door'
import { slackDoor, teamsDoor, type Door, type Said } from '../support/network-doors'
import type { Who } from '../support/hands'
import { inTurn } from '../support/sample'

const hour = 3_600_000

/** A ticket's whole life as customers and agents live it on the networks themselves. One desk for all of a network's stories. */
describe.each([
  ['Slack', 0, slackDoor],
  ['Discord', 1, discordDoor],
  ['Teams', 2, teamsDoor],
] as const)('a ticket in %s', (network, place, open) => {
  const test = inTurn(place, 3)
  let door: Door
  let seen = 0
  jest.setTimeout(90_000)
  beforeAll(async () => {
    door = await open()
    await says('ada', 'desk queue take_back:0 Support')
  }, 60_000)
  afterAll(async () => door.stop(), 60_000)
  afterEach(() => {
    const { lines } = door.desk.log
    expect(lines.slice(seen).filter(({ level }) => level === 'error')).toEqual([])
    seen = lines.length
  })

  const says = async (...typed: Parameters<Door['commands']>) => (await door.commands(...typed)).text
  const does = async (...typed: Parameters<Door['commands']>) => {
    const text = await says(...typed)
    await door.quiet()
    return text
  }
  const latest = async () =>
    (await door.desk.rows<{ number: number }>('select coalesce(max(number), 0)::int as number from tickets'))[0]!.number
  /** Outcome of somebody's words: a new ticket's number, or none. */
  const opens = async (words: string, ...spot: [Parameters<Door['asks']>[1]?]) => {
    const before = await latest()
    const said = await door.asks(words, ...spot)
    const after = await latest()
    return { said, number: after === before ? undefined : after }
  }
  const ticket = async (words: string) => {
    const { said, number } = await opens(words)
    return { said, number: number! }
  }
  const facts = async (number: number) =>
    (
      await door.desk.rows<{
        status: string
        own_status: string | null
        subject: string
        tags: string[]
        queue: string
      }>(
        `select t.status, t.own_status, t.subject, q.name as queue,
           array(select tag from ticket_tags g where g.ticket = t.number order by tag) as tags
         from tickets t join queues q on q.id = t.queue where t.number = $1`,
        [number],
      )
    )[0]
  const writes = async (...written: Parameters<Door['says']>): Promise<Said> => {
    const said = await door.says(...written)
    await door.quiet()
    return said
  }
  const read = (said: Said) => said.below().join('\n')
  const told = (who: Who) =>
    door
      .direct(who)
      .map(({ text }) => text)
      .join('\n')
  const why = async (said: Said) => says('bo', `ticket why post:${said.link}`)

  test('opens as the place says: from messages, from threads, by an agent’s 🎫, by a form, by command; a greeting opens none', async () => {
    const hello = await opens('Hello! 👋')
    expect(hello.number).toBeUndefined()
    expect(await why(hello.said)).toContain('a greeting')
    const asked = await opens('The VPN is down')
    expect(await why(asked.said)).toContain(`#${asked.number}`)
    expect(read(asked.said)).toContain('We’ve received your request')

    await does('ada', 'desk place intake mode:threads', 'help')
    const above = await opens('Can we talk about the mail server')
    expect(above.number).toBeUndefined()
    expect(await why(above.said)).toContain('only threads open tickets')

    await does('ada', 'desk place intake mode:reaction', 'help')
    const leak = await opens('The coffee machine leaks')
    expect(leak.number).toBeUndefined()
    const before = await latest()
    await leak.said.reacts('bo', '🎫')
    await door.quiet()
    expect((await facts(before + 1))?.subject).toBe('The coffee machine leaks')
    expect(read(leak.said)).toContain('We’ve received your request')

    await does('ada', 'desk place intake mode:command', 'help')
    expect((await opens('My laptop is slow')).number).toBeUndefined()
    await does('ana', 'ticket new text:"My laptop is slow"', 'help')
    expect((await facts(await latest()))?.subject).toBe('My laptop is slow')

    await does('ada', 'desk place intake mode:form', 'help')
    const invoice = await opens('My invoice is wrong')
    expect(invoice.number).toBeUndefined()
    expect(door.direct('ana').at(-1)?.text).toContain('form')
    await does('ada', 'desk place intake mode:every', 'help')
  })

  test('what follows a solved one in the channel is a request of its own, with its receipt', async () => {
    const first = await ticket('The beamer is dark')
    await does('bo', `ticket status ${first.number} solved`)
    const before = await latest()
    const second = await writes('ana', 'help', 'And the door is locked')
    expect(await latest()).toBe(before + 1)
    expect(read(second)).toContain(`#${before + 1}`)
    expect((await facts(first.number))?.status).toBe('solved')
  })

  test('opens from a direct message, and on behalf of a customer, who is answered there', async () => {
    const asked = await opens('My screen is black', 'direct')
    expect(asked.number).toBeDefined()
    await does('bo', `ticket reply ${asked.number} Is it plugged in?`)
    expect(`${told('ana')} ${read(asked.said)}`).toContain('Is it plugged in?')

    await does('bo', 'ticket new for:@carlos text:"He called: no dial tone"')
    const number = await latest()
    expect(door.card(number).text).toContain('Carlos Ruiz')
    await does('bo', `ticket reply ${number} We will call back`)
    expect(told('carlos')).toContain('We will call back')

    await does('bo', 'ticket new text:"Order toner" internal:true')
    expect((await facts(await latest()))?.subject).toBe('Order toner')
    expect(await does('bo', `ticket reply ${await latest()} x`)).toMatch(/internal/i)
  })

  test('is found by its customer with its progress, reopens by their words, and after the reopen time another follows it', async () => {
    await does('ada', 'desk queue reopen:1d Support')
    const { said, number } = await ticket('The printer jams')
    await does('bo', `ticket claim ${number}`)
    expect(await says('ana', 'ticket mine', 'help')).toMatch(new RegExp(`#${number} · The printer jams · .*Bo`))
    expect(await says('carlos', 'ticket mine', 'help')).not.toContain('The printer jams')
    await does('bo', `ticket status ${number} solved`)
    await writes('ana', { under: said }, 'Thank you so much!')
    expect((await facts(number))?.status).toBe('solved')
    await writes('ana', { under: said }, 'It jams again')
    expect((await facts(number))?.status).toBe('open')
    await does('bo', `ticket status ${number} solved`)
    await door.desk.later(25 * hour)
    await writes('ana', { under: said }, 'And once more it jams')
    const next = await latest()
    expect(next).toBeGreaterThan(number)
    expect(await says('bo', `ticket show ${next}`)).toContain(`follow-up to #${number}`)
  })

  test('is talked about: inside by default, out by command; numbered replies are changed and taken away where they are read', async () => {
    const { said, number } = await ticket('No network on floor 3')
    await writes('bo', { ticket: number }, 'she says that every week')
    expect(read(said)).not.toContain('every week')
    await writes('bo', { ticket: number }, '!reply Try the other socket')
    expect(read(said)).toContain('Try the other socket')
    await does('bo', `ticket reply ${number} Or the wifi`)
    await does('bo', `ticket edit-reply ${number} 1 Try socket 14`)
    expect(read(said)).toContain('Try socket 14')
    expect(read(said)).not.toContain('other socket')
    expect(await says('bo', `ticket history ${number}`)).toContain('other socket')
    await does('bo', `ticket delete-reply ${number} 2`)
    expect(read(said)).not.toContain('Or the wifi')
    expect(await does('kim', `ticket edit-reply ${number} 1 x`)).toContain('Only its author or a supervisor')
    await does('bo', `ticket note ${number} time:15m it was the cable`)
    expect(door.card(number).text).toMatch(/15 min/)
    expect(read(said)).not.toContain('cable')
    const more = await writes('ana', { under: said }, 'socket 14 is dead too')
    expect(door.room(number).join('\n')).toContain('socket 14 is dead too')
    await more.edits('socket 14 works')
    await door.quiet()
    expect(door.room(number).join('\n')).toContain('socket 14 works')
    await more.deletes()
    await door.quiet()
    expect(door.room(number).join('\n')).not.toContain('socket 14 works')
  })

  test('has replies by default where the queue says so, but for note:; they go out after ten seconds, or are taken back', async () => {
    await does('ada', 'desk queue replies:by-default take_back:10s persona:team Support')
    const { said, number } = await ticket('The door does not open')
    await writes('bo', { ticket: number }, 'note: he lost his badge')
    const oops = door.says('bo', { ticket: number }, 'wrong window')
    await (await oops).deletes()
    await writes('bo', { ticket: number }, 'Somebody is coming down')
    await door.desk.later(11_000)
    await door.quiet()
    expect(read(said)).toContain('Somebody is coming down')
    expect(read(said)).not.toMatch(/badge|wrong window|Bo Lindqvist: Somebody/)
    await door.says('bo', { ticket: number }, 'not this either')
    await writes('bo', { ticket: number }, '!take-back')
    await door.desk.later(11_000)
    expect(read(said)).not.toContain('not this either')
    await does('ada', 'desk queue replies:on-purpose take_back:0 persona:agent Support')
  })

  test('is followed, shared with others of the customer’s side, and noted on for the next time', async () => {
    const { number } = await ticket('The mail is slow')
    await does('kim', `ticket follow ${number}`)
    await does('bo', `ticket cc ticket:${number} user:@carlos`)
    await does('bo', `ticket reply ${number} The server restarts at noon`)
    expect(told('carlos')).toContain('restarts at noon')
    await does('bo', `ticket customer note ticket:${number} text:"Prefers to be called"`)
    expect(door.card(number).text).toContain('Prefers to be called')
    expect(await says('bo', `ticket customer ticket:${number}`)).toContain('Prefers to be called')
    await does('kim', `ticket unfollow ${number}`)
    await does('bo', `ticket cc ticket:${number} user:@carlos remove:true`)
    await does('bo', `ticket reply ${number} It is back`)
    expect(told('carlos')).not.toContain('It is back')
  })

  test('has fields and statuses of the desk’s own, tags, a priority, another subject; they are on its card and found', async () => {
    await does('ada', 'desk field name:building kind:choice label:Building choices:"North, South"')
    await does('ada', 'desk own-status name:waiting_for_parts base:on-hold label:"Waiting for parts"')
    const { number } = await ticket('The lift is stuck')
    await does('bo', `ticket edit ${number} subject:"Lift 2 is stuck" building=north`)
    await does('bo', `ticket status ${number} "waiting for parts"`)
    await does('bo', `ticket tag ${number} lift urgent-repair`)
    await does('bo', `ticket priority ${number} high`)
    const card = door.card(number).text
    for (const words of ['Lift 2 is stuck', 'North', 'Waiting for parts', 'lift']) expect(card).toContain(words)
    expect(await facts(number)).toMatchObject({ status: 'on-hold', tags: ['lift', 'urgent-repair'] })
    for (const query of [
      'lift tag:lift',
      'building:north',
      'status:on-hold stuck',
      'from:ana lift',
      'status:waiting_for_parts',
    ])
      expect(await says('bo', `ticket search ${query}`)).toContain(`#${number}`)
    expect(await says('bo', 'ticket list tag:lift')).toContain(`#${number}`)
    await does('ada', 'desk view title:Lifts audience:everybody filter:"tag:lift"')
    expect(await says('bo', 'ticket list Lifts')).toContain(`#${number}`)
    expect((await door.offers('bo', 'lift 2')).join()).toContain(`#${number}`)
    await writes('bo', { ticket: number }, '!edit building=south')
    expect(door.card(number).text).toContain('South')
  })

  test('is merged and stands alone again, is split, cloned, has children, and its history tells of it', async () => {
    const one = await ticket('The heating is off')
    const two = await ticket('It is cold in here')
    await does('bo', `ticket merge ${two.number} ${one.number}`)
    await does('bo', `ticket reply ${one.number} The boiler is being mended`)
    expect(read(two.said)).toContain('The boiler is being mended')
    expect(read(one.said)).toContain('The boiler is being mended')
    await does('bo', `ticket merge ${two.number} undo:true`)
    await does('bo', `ticket reply ${one.number} Now it works`)
    expect(read(two.said)).not.toContain('Now it works')
    expect(await says('bo', `ticket history ${two.number}`)).toContain('undone')

    await writes('ana', { under: two.said }, 'And the window is broken')
    await does('bo', `ticket split ${two.number} 2`)
    const split = await latest()
    expect((await facts(split))?.subject).toContain('window is broken')
    await does('bo', `ticket clone ${one.number}`)
    const clone = await latest()
    expect(clone).toBeGreaterThan(split)
    await does('bo', `ticket link ${clone} ${one.number} parent`)
    expect(await does('bo', `ticket status ${one.number} solved`)).toContain(`#${clone}`)
    await does('bo', `ticket status ticket:${one.number} status:solved children:solve`)
    expect((await facts(clone))?.status).toBe('solved')
  })

  test('begins at a panel: a topic’s button asks what is wrong, and the topic leads the ticket’s subject', async () => {
    await does('ada', 'desk panel title:"Need help?" buttons:"Billing, VPN"', 'help')
    const panel = door.posted('help', 'ana').findLast(({ text }) => text.includes('Need help?'))!
    await panel.fills('ana', 'VPN', (form) => {
      expect(form).toContain('text')
      return { text: 'it drops every hour' }
    })
    await door.quiet()
    expect(await facts(await latest())).toMatchObject({ subject: 'VPN: it drops every hour' })
  })

  test('is answered by two: the second is told that the first is writing; and a note goes to the customer by its menu', async () => {
    const { said, number } = await ticket('The scanner is too slow')
    const card = door.card(number)
    await card.fills('bo', 'Reply', () => ({ text: 'Which one?' }))
    // He opens it once more, and does not send it.
    await card.presses('bo', 'Reply').catch(() => undefined)
    await card.fills('kim', 'Reply', (form) => {
      expect(form).toContain('is writing a reply too')
      return { text: 'Is it the one downstairs?' }
    })
    const note = await writes('bo', { ticket: number }, 'I would replace its lamp')
    expect(read(said)).not.toContain('lamp')
    await door.picks('bo', note, 'send')
    await door.quiet()
    expect(read(said)).toContain('I would replace its lamp')
    expect(read(said)).toContain('Which one?')
  })

  test('has a reply whose fate the network does not tell: it stands there once, or is shown as possibly delivered and sent again by a button', async () => {
    const { said, number } = await ticket('The phone has no sound')
    door.loses('Turn it up')
    await does('bo', `ticket reply ${number} Turn it up`)
    await door.desk.later(15_000)
    await door.quiet()
    const times = () => said.below().filter((words) => words.includes('Turn it up')).length
    expect(times()).toBe(1)
    const receipt = door
      .posted({ ticket: number }, 'bo')
      .find(({ text }) => text.includes('May not have been delivered'))
    // Discord knows what it was asked before.
    expect(receipt === undefined).toBe(network === 'Discord')
    await receipt?.presses('bo', 'Resend')
    await door.quiet()
    expect(times()).toBe(receipt === undefined ? 1 : 2)
  })

  test('is one of many: lists and searches are turned over by buttons, forth and back', async () => {
    await door.desk.rows(
      `with made as (
         insert into tickets (desk, number, subject, status, queue, requester, created_at, updated_at)
         select q.desk, 900000 + n, 'Pallet ' || n, 'open', q.id, (select id from people limit 1), now(), now()
         from (select * from queues limit 1) q, generate_series(1, 23) n returning desk, number, requester)
       insert into entries (desk, id, ticket, kind, audience, author, text, at)
       select desk, gen_random_uuid(), number, 'message', 'customer', requester, '[{"kind":"text","text":"where is it"}]', now() from made`,
    )
    const shown = (text: string) => [...text.matchAll(/#(9000\d\d)/g)].map(([, number]) => Number(number))
    const first = await door.commands('bo', 'ticket search pallet')
    expect(shown(first.text)[0]).toBe(900_023)
    const second = await first.presses('bo', 'Next')
    expect(shown(second.text)[0]).toBe(900_013)
    const third = await second.presses('bo', 'Next')
    expect(new Set([first, second, third].flatMap(({ text }) => shown(text))).size).toBe(23)
    const back = await third.presses('bo', 'Previous')
    expect(shown(back.text)).toEqual(shown(second.text))
    await door.desk.rows('delete from tickets where number > 900000')
  })

  test('is deleted by admins alone, and its customer blocked', async () => {
    const { number } = await ticket('Buy cheap pills')
    expect(await does('bo', `ticket delete ticket:${number} again:${number}`)).toMatch(/needs the admin role/)
    await does('ada', `ticket delete ticket:${number} again:${number}`)
    expect(await facts(number)).toBeUndefined()
    const before = await latest()
    await does('ada', 'desk block user:@carlos')
    await writes('carlos', 'help', 'Carlos has a question about his badge')
    expect(await latest()).toBe(before)
    await does('ada', 'desk block user:@carlos remove:true')
    await writes('carlos', 'help', 'Carlos has another question about it')
    expect(await latest()).toBeGreaterThan(before)
  })

  test('is one of so many at most, and too many words are gathered: none is lost', async () => {
    await does('ada', 'desk limits open:2 rate:3')
    const words = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'].map((word) => `the ${word} thing is broken`)
    for (const one of words) await door.says('carlos', 'direct', one)
    await door.desk.later(2 * 60_000)
    await door.quiet()
    const kept = await door.desk.rows<{ text: string }>(
      `select text::text as text from entries e join people p on p.id = e.author where p.name like 'Carlos%'`,
    )
    for (const one of words) expect(kept.filter(({ text }) => text?.includes(one))).toHaveLength(1)
    await does('ada', 'desk limits open:- rate:-')
  })

  test(`links the accounts of a person of ${network} by a code`, async () => {
    const { number } = await ticket('My badge is lost')
    const code = /code is (\w+)\./.exec(await says('ana', 'ticket link-account', 'help'))?.[1]
    expect(code).toBeDefined()
    expect(await says('carlos', `ticket link-account ${code}`, 'help')).toContain('You’re Ana')
    expect(await says('carlos', 'ticket mine', 'help')).toContain(`#${number}`)
  })

  test('outside of opening hours the customer is told when to expect an answer', async () => {
    const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
    const today = new Date(Date.now() + door.desk.program.store.clock.offset).getUTCDay()
    // Works on the day after tomorrow alone.
    await does('ada', `desk calendar title:Short week:"${days[(today + 2) % 7]} 09:00-17:00" zone:UTC`)
    await does('ada', 'desk policy policy:standard calendar:short first_response:5m')
    const { said } = await ticket('Anybody there at night')
    expect(read(said)).toMatch(/outside working hours. We’re back/)
  })
})
