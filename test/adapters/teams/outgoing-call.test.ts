import { toFailure } from '../../../adapters/teams/outgoing-call'
import { postRef } from '../../../adapters/teams/refs'
import { limits } from '../../../adapters/teams/limits'
import { DeliveryFailure, say } from '../../../src/platform'
import { startBot, type Bot } from '../../support/teams-bot'
import { ana, channels, tenant, type Fault } from '../../support/teams-fake'

describe('when the connector says no', () => {
  let desk: Bot
  beforeEach(async () => {
    desk = await startBot()
  })
  afterEach(async () => desk.close())

  const posts = (): number => desk.teams.ledger.filter(({ method }) => method === 'POST').length
  const post = async (): Promise<DeliveryFailure> => {
    const sent = desk.platform.post(desk.place(channels.agents), { text: say('hello') }, 'k')
    return sent.then(
      () => Promise.reject(new Error('it was sent')),
      (error: unknown) => error as DeliveryFailure,
    )
  }
  const change = async (): Promise<DeliveryFailure> => {
    const at = postRef(tenant, `${channels.agents};messageid=1`, '1')
    return desk.platform.edit(at, { text: say('x') }).then(
      () => Promise.reject(new Error('it was changed')),
      (error: unknown) => error as DeliveryFailure,
    )
  }

  test('too much at once waits as long as it was told, and a little more', async () => {
    desk.teams.answerNext('POST', { status: 429, headers: { 'retry-after': '7' } })
    const before = Date.now()
    const { kind, retryAt } = await post()
    expect(kind).toBe('throttled')
    expect(retryAt!.getTime() - before).toBeGreaterThanOrEqual(7000)
    expect(retryAt!.getTime() - Date.now()).toBeLessThan(9000)
    expect(posts()).toBe(1)
  })

  const creates: readonly (readonly [string, Fault, DeliveryFailure['kind']])[] = [
    ['a collision is tried again', { status: 412, code: 'PreconditionFailed' }, 'again'],
    ['a gateway’s fault may have been a success', { status: 502 }, 'unclear'],
    ['so may a gateway’s patience', { status: 504 }, 'unclear'],
    ['and a fault inside', { status: 500 }, 'unclear'],
    ['writes blocked waits for an admin', { status: 403, code: 'MessageWritesBlocked' }, 'blocked'],
    ['so does a bot that was removed', { status: 403, code: 'BotNotInConversationRoster' }, 'blocked'],
    ['and a wrong secret', { status: 401, code: 'Unauthorized' }, 'blocked'],
    ['a conversation that is no more is gone', { status: 404, code: 'ConversationNotFound' }, 'gone'],
    ['too large a message never goes', { status: 413, code: 'MessageSizeTooBig' }, 'refused'],
    ['nor a wrong one', { status: 400, code: 'BadArgument' }, 'refused'],
  ]
  test.each(creates)('%s', async (_, fault, kind) => {
    desk.teams.answerNext('POST', fault)
    const failure = await post()
    expect(failure).toBeInstanceOf(DeliveryFailure)
    expect(failure.kind).toBe(kind)
    // The SDK would try four times.
    expect(posts()).toBe(1)
  })

  test('a message whose answer was lost went out once, and nobody says it did not', async () => {
    for (let i = 0; i < 20; i++) {
      desk.teams.answerNext('POST', { status: 0, done: true })
      expect((await post()).kind).toBe('unclear')
    }
    expect(desk.teams.posts(channels.agents)).toHaveLength(20)
    expect(posts()).toBe(20)
    expect(limits.unclear.by).toBe('none')
    expect(await desk.platform.find(desk.place(channels.agents), 'k', new Date())).toBe('unknown')
  })

  test('a change whose answer was lost is made again: it comes out the same', async () => {
    for (const status of [0, 500, 502, 503, 504]) {
      desk.teams.answerNext('PUT', { status })
      expect((await change()).kind).toBe('again')
    }
    expect((await change()).kind).toBe('gone')
  })

  test('nothing listening there is surely not sent', async () => {
    await desk.host
      .memory('references')
      .put(`service/${tenant}`, { serviceUrl: 'http://127.0.0.1:9/', bot: { id: 'b' } })
    expect((await post()).kind).toBe('again')
  })

  test('a token that Azure refuses waits for an admin, one that it cannot give now comes later', () => {
    expect(
      toFailure(Object.assign(new Error('x'), { name: 'ServerError', errorCode: 'invalid_client' }), 'create').kind,
    ).toBe('blocked')
    expect(toFailure(Object.assign(new Error('x'), { name: 'ClientAuthError' }), 'create').kind).toBe('again')
  })

  test('a connector that an activity named and nobody allows gets no call', async () => {
    await desk.host
      .memory('references')
      .put(`service/${tenant}`, { serviceUrl: 'https://evil.example/', bot: { id: 'b' } })
    expect(await post()).toBeInstanceOf(DeliveryFailure)
    expect(desk.teams.ledger).toEqual([])
  })

  test('a person who never had the app cannot be written to first', async () => {
    const stranger = { platform: 'teams', kind: 'user', id: `${tenant}/29:1nobody` } as const
    await expect(desk.platform.direct(stranger)).rejects.toMatchObject({ kind: 'blocked' })
  })

  test('sends of one channel and of its chains share a pace, those of another do not', () => {
    const chain = desk.place(`${channels.agents};messageid=1`)
    expect(desk.platform.lane(chain)).toBe(desk.platform.lane(desk.place(channels.agents)))
    expect(desk.platform.lane(chain)).not.toBe(desk.platform.lane(desk.place(channels.help)))
    expect(limits.pace).toEqual([
      { sends: 7, per: 1000 },
      { sends: 8, per: 2000 },
      { sends: 60, per: 30_000 },
      { sends: 1800, per: 3_600_000 },
    ])
  })

  test('what could not be stored is not acknowledged, and Teams’ second try is', async () => {
    desk.host.onReceive(() => Promise.reject(new Error('the database is away')))
    const activity = desk.teams.write(ana, channels.help, { text: 'please keep this' })
    expect((await desk.teams.deliver(activity)).status).toBe(500)
    desk.host.onReceive(() => ({ kind: 'none' }))
    expect((await desk.teams.deliver(activity)).status).toBe(200)
    expect(desk.host.received).toHaveLength(1)
  })
})
