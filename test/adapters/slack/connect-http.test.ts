import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { platform as definition } from '../../../adapters/slack/definition'
import type { Platform } from '../../../src/platform'
import { contractOperations } from '../../contract/platform-contract'
import type { Json, SlackFake } from '../../support/slack-fake'
import { channel, configFor, peopled, people, slackPeople, typedAs } from '../../support/slack-harness'
import { slackActs, slackEvents } from '../../support/slack-junk'
import { startStubHost, type StubHost } from '../../support/stub-host'

let host: StubHost
let fake: SlackFake
let platform: Platform

beforeAll(async () => {
  host = await startStubHost(contractOperations)
  fake = await peopled()
  fake.aim(host.url)
  platform = definition.create(configFor(fake))
  await platform.start(host)
})
afterAll(async () => {
  await platform.stop()
  await fake.close()
  await host.close()
})
beforeEach(() => host.onReceive(() => ({ kind: 'none' })))

const said = (words = 'hello', more: Json = {}): Json => {
  const ts = fake.ts()
  return fake.envelope(
    { type: 'message', user: people.customer, channel, ts, event_ts: ts, channel_type: 'channel', ...typedAs(words) },
    more,
  )
}
const count = (): number => host.received.length

describe('who may speak for Slack', () => {
  test('a request with the right signature of now is taken (control)', async () => {
    const before = count()
    expect((await fake.deliver(said())).status).toBe(200)
    expect(count()).toBe(before + 1)
  })

  test.each([
    ['signed with another secret', { secret: 'guessed' }],
    ['six minutes old', { at: Date.now() - 360_000 }],
    ['six minutes in the future', { at: Date.now() + 360_000 }],
    ['an hour in the future', { at: Date.now() + 3_500_000 }],
    ['without a usable signature', { signature: 'v0=00' }],
    ['of another version', { signature: 'v1=00' }],
  ])('a request %s is refused', async (_, sending) => {
    const before = count()
    expect((await fake.deliver(said(), sending)).status).toBe(401)
    expect(count()).toBe(before)
  })

  test('a request that somebody recorded and sends again is refused; Slack’s own retry, signed anew, is not', async () => {
    const body = said('recorded')
    const at = Date.now()
    const before = count()
    expect((await fake.deliver(body, { at })).status).toBe(200)
    expect((await fake.deliver(body, { at })).status).toBe(401)
    expect(count()).toBe(before + 1)
    expect((await fake.deliver(body, { at: at + 1000, retry: 1 })).status).toBe(200)
  })

  test('a recorded request is known again for as long as its date lets it in', async () => {
    const began = Date.now()
    const clock = jest.spyOn(Date, 'now')
    try {
      const [ahead, usual] = [said('dated ahead'), said('dated now')]
      const [aheadAt, usualAt] = [began + 240_000, began]
      const before = count()
      expect((await fake.deliver(ahead, { at: aheadAt })).status).toBe(200)
      expect((await fake.deliver(usual, { at: usualAt })).status).toBe(200)
      for (const later of [0, 290_000, 301_500, 530_000]) {
        clock.mockReturnValue(began + later)
        // Others come in between, and what is over is forgotten then.
        expect((await fake.deliver(said(`after ${later} ms`), { at: began + later })).status).toBe(200)
        expect((await fake.deliver(ahead, { at: aheadAt })).status).toBe(401)
        expect((await fake.deliver(usual, { at: usualAt })).status).toBe(401)
      }
      expect(count()).toBe(before + 6)
    } finally {
      clock.mockRestore()
    }
  })

  test('one that was not stored may come again, with the same signature too', async () => {
    const body = said('not stored')
    const at = Date.now() + 2000
    host.onReceive(() => Promise.reject(new Error('the database is away')))
    expect((await fake.deliver(body, { at })).status).toBe(500)
    host.onReceive(() => ({ kind: 'none' }))
    expect((await fake.deliver(body, { at })).status).toBe(200)
  })

  test('a thousand altered bodies are refused, each', async () => {
    const before = count()
    const statuses = await Promise.all(
      Array.from(
        { length: 1000 },
        async (_, i) =>
          (await fake.deliver(said(`forged ${i}`), { signature: `v0=${randomUUID().replaceAll('-', '').repeat(2)}` }))
            .status,
      ),
    )
    expect(new Set(statuses)).toEqual(new Set([401]))
    expect(count()).toBe(before)
  })

  test('a workspace that did not install the app gets 200, and is dropped', async () => {
    const before = count()
    const theirs = said('from elsewhere', {
      team_id: 'T0OTHER',
      authorizations: [
        { team_id: 'T0OTHER', enterprise_id: null, user_id: 'U9', is_bot: true, is_enterprise_install: false },
      ],
    })
    expect((await fake.deliver(theirs)).status).toBe(200)
    expect(count()).toBe(before)
  })

  test('a button on another bot’s message is not taken for ours', async () => {
    const before = count()
    const foreign = fake.say('U0ROBOT', channel, {
      bot_id: 'B0OTHER',
      text: 'x',
      blocks: [
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: 'b0.0',
              text: { type: 'plain_text', text: 'Claim' },
              value: '1claim|ticket=12',
            },
          ],
        },
      ],
    })
    const { acknowledged } = await slackPeople(fake).presses(people.agent, foreign, 'Claim')
    expect(acknowledged).toBe(true)
    expect(count()).toBe(before)
  })

  test('Slack’s question for the address is answered', async () => {
    expect(await fake.deliver({ type: 'url_verification', challenge: 'abc', token: 'x' })).toMatchObject({
      status: 200,
      body: { challenge: 'abc' },
    })
  })

  test('a body beyond all measure is refused, other paths and methods too', async () => {
    const post = (path: string, init: RequestInit) =>
      fetch(`${host.url}${path}`, init).then(
        ({ status }) => status,
        () => 0,
      )
    const stamp = String(Math.floor(Date.now() / 1000))
    expect([413, 0]).toContain(
      await post('/slack/events', {
        method: 'POST',
        headers: { 'x-slack-request-timestamp': stamp, 'x-slack-signature': 'v0=1' },
        body: 'x'.repeat(5_000_000),
      }),
    )
    expect(await post('/slack/events', { method: 'GET' })).toBe(405)
    expect(await post('/slack/events/more', { method: 'POST', body: '{}' })).toBe(404)
  })
})

describe('whatever comes signed', () => {
  test('never brings the adapter down and is never answered with 5xx', async () => {
    const ok = (status: number): boolean => status >= 200 && status < 500
    await fc.assert(
      fc.asyncProperty(slackEvents, async ([fields, type]) => {
        expect(ok((await fake.deliver(fake.envelope({ ...fields, type }))).status)).toBe(true)
      }),
      { numRuns: 400 },
    )
    await fc.assert(
      fc.asyncProperty(slackActs, async ([fields, type]) => {
        const body = { user: { id: people.agent }, team: { id: fake.team }, ...fields, type }
        expect(ok((await fake.deliver(body)).status)).toBe(true)
      }),
      { numRuns: 300 },
    )
    expect((await fake.deliver(said('still here'))).status).toBe(200)
  }, 60_000)

  test.each(['null', '[]', '"x"', '1', '{', ''])('%s for a body is refused', async (raw) => {
    const { createHmac } = await import('node:crypto')
    const stamp = String(Math.floor(Date.now() / 1000))
    const signature = `v0=${createHmac('sha256', fake.signingSecret).update(`v0:${stamp}:${raw}`).digest('hex')}`
    const headers = {
      'content-type': 'application/json',
      'x-slack-request-timestamp': stamp,
      'x-slack-signature': signature,
    }
    const { status } = await fetch(`${host.url}/slack/events`, { method: 'POST', headers, body: raw })
    expect(status).toBe(400)
  })
})

describe('a desk that is slow', () => {
  test('an interaction is answered within three seconds, and its person is told what came of it', async () => {
    const ref = await platform.post(
      { platform: 'slack', kind: 'place', id: `${fake.team}/${channel}` },
      {
        text: [],
        card: {
          title: 'Card',
          tone: 'neutral',
          blocks: [
            {
              kind: 'controls',
              controls: [{ kind: 'button', label: 'Claim', operation: 'claim', input: { ticket: '1' } }],
            },
          ],
        },
      },
      'slow',
    )
    let finish = (): void => {}
    host.onReceive(async () => {
      await new Promise<void>((resolve) => (finish = resolve))
      return {
        kind: 'private',
        content: { text: [{ kind: 'paragraph', inlines: [{ kind: 'text', text: 'You have it.' }] }] },
      }
    })
    const message = fake.messages.find((one) => ref.id.endsWith(one.ts))!
    const began = Date.now()
    const { acknowledged, answer } = await slackPeople(fake).presses(people.agent, message, 'Claim')
    expect(acknowledged).toBe(true)
    expect(answer).toBeUndefined()
    expect(Date.now() - began).toBeLessThan(3000)
    finish()
    // Stopping waits for what is under way.
    await platform.stop()
    expect(fake.told.map((one) => one['text'])).toContain('You have it.')
    await platform.start(host)
  }, 20_000)

  test('names that cannot be looked up in time keep no message waiting', async () => {
    fake.trouble('users.info', { kind: 'http', status: 500 })
    const ts = fake.ts()
    const began = Date.now()
    const { status } = await fake.deliver(
      fake.envelope({ type: 'message', user: 'U0STRANGER', channel, ts, event_ts: ts, ...typedAs('hi') }),
    )
    expect(status).toBe(200)
    expect(Date.now() - began).toBeLessThan(2500)
    expect(host.received.at(-1)).toMatchObject({ name: 'U0STRANGER' })
  })
})
