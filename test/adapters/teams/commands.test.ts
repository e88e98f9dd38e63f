import { readCommand, type Command } from '../../../adapters/teams/commands'
import { emojiOf } from '../../../adapters/teams/emoji'
import { platform } from '../../../adapters/teams/definition'
import { say } from '../../../src/platform'
import { operationInfo } from '../../../src/core/operation'
import { operations } from '../../../src/slices'
import { inEachLocale } from '../../../src/core/words'

const infos = operations.map((operation) => operationInfo(operation, inEachLocale))
type Where = 'channel' | 'thread' | 'chat' | 'unnamed'
const read = (text: string, where: Where): Command | undefined =>
  readCommand(
    {
      text: say(text),
      addressed: where === 'channel' || where === 'thread',
      direct: where === 'chat',
      thread: where === 'thread',
    },
    infos,
  )

describe('a line written to the bot', () => {
  const commands: readonly (readonly [string, Where, object])[] = [
    ['claim 42', 'channel', { operation: 'claim', input: { ticket: '42' } }],
    ['status 42 solved', 'channel', { operation: 'status', input: { ticket: '42', status: 'solved' } }],
    ['help', 'channel', { operation: 'help' }],
    ['help', 'chat', { operation: 'help' }],
    ['ayuda', 'chat', { operation: 'help' }],
    ['mine', 'chat', { operation: 'mine' }],
    ['/ticket claim 42', 'chat', { operation: 'claim', input: { ticket: '42' } }],
    ['/desk place intake', 'channel', { operation: 'place', input: { purpose: 'intake' } }],
    ['new the printer burns', 'channel', { operation: 'new' }],
    ['claim 42', 'chat', { operation: 'claim', input: { ticket: '42' } }],
  ]
  test.each(commands)('“%s” (%s) is a command', (text, where, expected) => {
    expect(read(text, where)).toMatchObject({ kind: 'invoke', ...expected })
  })

  const messages: readonly (readonly [string, Where])[] = [
    ['my VPN is down', 'channel'],
    ['new laptop please, the old one burns', 'chat'],
    ['status?', 'channel'],
    ['desk lamp is broken', 'chat'],
    ['ticket machine on floor 2 is broken', 'chat'],
    ['claim 42', 'unnamed'],
    ['help me please, my VPN is down', 'chat'],
    ['list of broken things follows', 'chat'],
    ['!claim 42', 'channel'],
    ['new error since this morning', 'thread'],
  ]
  test.each(messages)('“%s” (%s) is a message', (text, where) => {
    expect(read(text, where)).toBeUndefined()
  })

  test('with words for the customer it is marked, so that the desk decides by who wrote it', () => {
    expect(read('reply 42 we are on it', 'channel')).toEqual({ kind: 'marked' })
    expect(read('note the certificate expired', 'thread')).toEqual({ kind: 'marked' })
    expect(read('claim', 'thread')).toEqual({ kind: 'marked' })
  })

  test('that names an operation and nothing it needs asks for the rest', () => {
    expect(read('claim', 'chat')).toEqual({ kind: 'form', operation: 'claim' })
    expect(read('/ticket status', 'channel')).toEqual({ kind: 'form', operation: 'status' })
  })

  test('that begins with a slash and means nothing is told so', () => {
    expect(read('/ticket clam 42', 'chat')).toMatchObject({ kind: 'unread' })
  })
})

describe('reactions', () => {
  test.each([
    ['like', '👍'],
    ['heart', '❤️'],
    ['1f440_eyes', '👀'],
    ['2705_whiteheavycheckmark', '✅'],
    ['1f3ab_ticket', '🎫'],
    ['1f44b_wavinghand-tone4', '👋🏾'],
    ['1f1ea-1f1f8_flagspain', '🇪🇸'],
    ['partyparrot;0-frca-d9', ':partyparrot;0-frca-d9:'],
    ['ffffff_x', ':ffffff_x:'],
  ])('%s is %s', (type, emoji) => expect(emojiOf(type)).toBe(emoji))
})

describe('the configuration', () => {
  const app = '0f0f0f0f-1111-4222-8333-444444444444'
  const faults = (given: object): readonly string[] => {
    const result = platform.config.safeParse(given)
    return result.success ? [] : result.error.issues.map(({ path }) => String(path[0]))
  }
  const configured = (given: object): boolean => platform.configured(platform.config.parse(given))

  test('wants all that an app needs, and says what is missing by name', () => {
    expect(faults({ TEAMS_APP_ID: app, TEAMS_APP_PASSWORD: 'x', TEAMS_TENANT_ID: app })).toEqual([])
    expect(faults({ TEAMS_APP_ID: app, TEAMS_APP_PASSWORD: 'x', TEAMS_APP_TYPE: 'MultiTenant' })).toEqual([])
    expect(faults({ TEAMS_APP_ID: app })).toEqual(['TEAMS_APP_PASSWORD', 'TEAMS_TENANT_ID'])
    expect(faults({ TEAMS_APP_PASSWORD: 'x' })).toEqual(['TEAMS_APP_ID'])
    expect(faults({ TEAMS_APP_ID: 'mine', TEAMS_APP_PASSWORD: 'x' })).toContain('TEAMS_APP_ID')
  })

  test('lets the emulator in on this machine only, and never beside an app', () => {
    expect(faults({ TEAMS_EMULATOR: 'on' })).toEqual([])
    expect(faults({ TEAMS_EMULATOR: 'on', HOST: '0.0.0.0' })).toEqual(['TEAMS_EMULATOR'])
    expect(faults({ TEAMS_EMULATOR: 'on', HOST: '10.0.0.5' })).toEqual(['TEAMS_EMULATOR'])
    expect(faults({ TEAMS_EMULATOR: 'on', TEAMS_APP_ID: app, TEAMS_APP_PASSWORD: 'x', TEAMS_TENANT_ID: app })).toEqual([
      'TEAMS_EMULATOR',
    ])
  })

  test('is not there when nothing of Teams is set', () => {
    expect(configured({})).toBe(false)
    expect(configured({ TEAMS_EMULATOR: 'on' })).toBe(true)
    expect(() => platform.create(platform.config.parse({}))).toThrow('TEAMS_APP_ID')
  })
})
