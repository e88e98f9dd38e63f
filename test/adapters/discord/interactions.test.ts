import { placeRef } from '../../../adapters/discord/refs'
import { operationInfo } from '../../../src/core/operation'
import { operations as registry } from '../../../src/slices'
import {
  plain,
  say,
  type Answer,
  type Form,
  type OperationInfo,
  type Platform,
  type RichText,
} from '../../../src/platform'
import { inEachLocale } from '../../../src/core/words'
import { discordOn, labelsOn, toldIn, until, wordsIn } from '../../support/discord-desk'
import { startDiscordFake, type DiscordFake } from '../../support/discord-fake'
import type { Channel, User } from '../../support/discord-world'
import { people, type People } from '../../support/discord-people'
import { startStubHost, type StubHost } from '../../support/stub-host'

/** The desk's own operations. */
const operations: readonly OperationInfo[] = registry.map((one) => operationInfo(one, inEachLocale))

describe('doors', () => {
  let fake: DiscordFake
  let host: StubHost
  let act: People
  let discord: Platform
  let bo: User
  let help: Channel

  beforeEach(async () => {
    fake = await startDiscordFake()
    host = await startStubHost(operations)
    act = people(fake)
    bo = act.person('bo', 'Bo Lindqvist')
    help = act.channel(act.guild('Acme', bo), 'help')
    discord = discordOn(fake)
    await discord.start(host)
  })
  afterEach(async () => {
    await discord.stop()
    await host.close()
    await fake.close()
    expect(fake.faults).toEqual([])
  })
  const invoked = () => host.next('invoke')
  const place = () => placeRef({ guild: help.guild_id ?? '', channel: help.id })
  const form: Form = {
    operation: 'note',
    title: 'Note · #12',
    intro: say('The VPN is down'),
    submit: 'Send',
    hidden: { ticket: '12' },
    fields: [{ name: 'text', label: 'text', kind: 'rich-text', required: true, maxLength: 4000 }],
  }

  test('the commands are registered once, and again only when they changed', async () => {
    expect(fake.world.registered).toBe(1)
    await discord.stop()
    await discord.start(host)
    expect(fake.world.registered).toBe(1)
    await discord.stop()
    const other = { ...host, operations: operations.slice(1), memory: host.memory }
    await discord.start(other)
    expect(fake.world.registered).toBe(2)
  })

  test('a desk that takes its time is waited for: the interaction is deferred, and answered', async () => {
    host.onReceive(async (): Promise<Answer> => {
      await new Promise((done) => setTimeout(done, 3200))
      return { kind: 'private', content: { text: say('at last') } }
    })
    const slow = await act.commands(bo, help, 'ticket mine')
    expect(slow.response?.type).toBe(5)
    await until(() => slow.followups.length > 0, 'the answer')
    expect(toldIn(slow)).toBe('at last')
    const ref = await discord.post(
      place(),
      {
        text: say('card'),
        card: {
          title: 'card',
          tone: 'neutral',
          blocks: [
            {
              kind: 'controls',
              controls: [{ kind: 'button', label: 'Claim', operation: 'claim', input: { ticket: '1' } }],
            },
          ],
        },
      },
      'k',
    )
    expect(ref).toBeDefined()
    const pressed = await act.presses(bo, help, help.messages.at(-1) as never, 'Claim')
    expect(pressed.response?.type).toBe(6)
    await until(() => pressed.followups.length > 0, 'the answer')
    expect(pressed.followups[0]?.only).toBe(bo.id)
  }, 20_000)

  test('a form that comes too late is said, not left hanging', async () => {
    host.ask = () => new Promise(() => undefined)
    const asked = await act.commands(bo, help, 'ticket note 12')
    expect(toldIn(asked)).toContain('try again')
  }, 10_000)

  test('a desk that fails tells its person', async () => {
    host.onReceive(() => Promise.reject(new Error('the database is away')))
    expect(toldIn(await act.commands(bo, help, 'ticket mine'))).toContain('went wrong')
  })

  test('numbers are completed while they are typed', async () => {
    host.onAsk((question) =>
      question.kind === 'choices' ? [{ value: '12', label: `#12 VPN (${question.typed})` }] : [],
    )
    expect(await act.completes(bo, help, ['ticket', 'claim'], 'ticket', '1')).toEqual([
      { name: '#12 VPN (1)', value: '12' },
    ])
  })

  test('a form with a fault can be filled in again, with the words still in it', async () => {
    host.onAsk((question) => (question.kind === 'form' ? { kind: 'form', form } : []))
    host.onReceive((): Answer => ({ kind: 'invalid', fields: { text: 'Say more.' } }))
    const opened = await act.commands(bo, help, 'ticket note 12')
    expect(opened.response).toMatchObject({ type: 9, data: { title: 'Note · #12' } })
    const wrong = await act.submits(bo, help, opened.response?.data?.custom_id ?? '', { text: 'my **long** answer' })
    expect(toldIn(wrong)).toBe('note: Say more.')
    const [told] = wrong.followups
    const again = await act.presses(bo, help, told as never, labelsOn(told as never)[0] ?? '')
    expect(again.response?.type).toBe(9)
    expect(JSON.stringify(again.response?.data)).toContain('my **long** answer')
    host.onReceive((): Answer => ({ kind: 'none' }))
    await act.submits(bo, help, again.response?.data?.custom_id ?? '', { text: 'better' })
    const event = await host.next('invoke', ({ input }) => plain(input['text'] as RichText) === 'better')
    expect(event.input).toMatchObject({ ticket: '12' })
  })

  test('what asks first acts only after a yes', async () => {
    const blocks = [
      {
        kind: 'controls',
        controls: [
          {
            kind: 'button',
            label: 'Erase',
            operation: 'status',
            input: { ticket: '12' },
            confirm: 'Erase it for good?',
          },
        ],
      },
    ] as const
    await discord.post(place(), { text: say('card'), card: { title: 'card', tone: 'danger', blocks } }, 'k')
    const asked = await act.presses(bo, help, help.messages[0] as never, 'Erase')
    expect(toldIn(asked)).toBe('Erase it for good?')
    const [question] = asked.followups
    await act.presses(bo, help, question as never, 'No')
    expect(host.received.some(({ kind }) => kind === 'invoke')).toBe(false)
    const asks = await act.presses(bo, help, help.messages[0] as never, 'Erase')
    await act.presses(bo, help, asks.followups[0] as never, 'Yes')
    expect((await invoked()).input).toEqual({ ticket: '12' })
  })

  test('a select hands over what was chosen, and a long action travels as a token', async () => {
    const input = { ticket: '12', note: 'x'.repeat(150) }
    const blocks = [
      {
        kind: 'controls',
        controls: [
          {
            kind: 'select',
            label: 'Status',
            operation: 'status',
            input,
            field: 'status',
            choices: [
              { value: 'open', label: 'Open' },
              { value: 'solved', label: 'Solved' },
            ],
            chosen: 'open',
          },
        ],
      },
    ] as const
    await discord.post(place(), { text: say('card'), card: { title: 'card', tone: 'neutral', blocks } }, 'k')
    await act.presses(bo, help, help.messages[0] as never, 'Status', ['solved'])
    expect((await invoked()).input).toEqual({ ...input, status: 'solved' })
  })

  test('a button of an older program is told to be out of use', async () => {
    await discord.post(
      place(),
      {
        text: say('card'),
        card: {
          title: 'card',
          tone: 'neutral',
          blocks: [{ kind: 'controls', controls: [{ kind: 'button', label: 'Old', operation: 'claim', input: {} }] }],
        },
      },
      'k',
    )
    const [message] = help.messages
    const [container] = message?.components ?? []
    const row = container?.components?.at(-1)
    Object.assign(row?.components?.[0] ?? {}, { custom_id: 'z-nobody-knows-it' })
    expect(toldIn(await act.presses(bo, help, message as never, 'Old'))).toContain('no longer')
  })

  test('a long private answer comes in parts, all of them private', async () => {
    const long = Array.from({ length: 400 }, (_, at) => `line ${at} of many`).join('\n')
    host.onReceive((): Answer => ({ kind: 'private', content: { text: say(long) } }))
    const told = await act.commands(bo, help, 'ticket list all')
    await until(() => told.followups.map(wordsIn).join('\n').includes('line 399'), 'the last part')
    expect(told.followups.every(({ only }) => only === bo.id)).toBe(true)
  })

  test('what the desk answers to a message comes by direct message', async () => {
    host.onReceive((event): Answer =>
      event.kind === 'message' ? { kind: 'private', content: { text: say('You have it already.') } } : { kind: 'none' },
    )
    act.says(bo, help, '!claim 12')
    const told = await until(() => act.direct(bo).messages[0], 'the answer')
    expect(wordsIn(told)).toContain('You have it already.')
  })

  test('somebody who leaves the server, and somebody who types, are told to the desk', async () => {
    act.types(bo, help)
    await host.next('typing')
    const ana = act.person('ana')
    act.leaves(ana, fake.world.guilds.get(help.guild_id ?? '') as never)
    expect(await host.next('lifecycle', ({ what }) => what === 'member-left')).toMatchObject({ from: { id: ana.id } })
  })
})
