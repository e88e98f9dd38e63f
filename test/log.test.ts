import { RestError } from '@azure/core-rest-pipeline'
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRequestError } from '@slack/web-api'
import { DiscordAPIError, HTTPError } from 'discord.js'
import fc from 'fast-check'
import { QueryFailedError } from 'typeorm'
import { createLog } from '../src/run/log'
import { DeliveryFailure, type Log } from '../src/platform'
import { busyMs } from './support/busy-ms'

function written(write: (log: Log) => void, format: 'json' | 'pretty' = 'json'): string {
  let text = ''
  write(createLog({ level: 'debug', format, to: { write: (line: string) => (text += line) } }))
  return text
}

/** Secrets that must never be read in a log, by where they come from. */
const canaries: Readonly<Record<string, string>> = {
  'a Slack bot token': 'xoxb-' + '1234567890-canarycanarycanary',
  'a Slack app token': 'xapp-' + '1-A111-222-canarycanary',
  'a bearer token': 'Bearer canary.canary.canary',
  'a Discord token': 'MTIzNDU2Nzg5MDEyMzQ1Njc4' + '.GcAnAr.canarycanarycanarycanarycanary1',
  'a password in a url': 'postgres://desk:canary@db:5432/desk',
  'a JSON web token': 'eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnkiOiJjYW5hcnkifQ.canarycanary',
  'a Discord webhook': 'https://discord.com/api/webhooks/123456789012345678/canarycanarycanarycanary',
  'a Slack response url': 'https://hooks.slack.com/commands/T1/2/canarycanary',
  'a link to a file':
    '/files/0190a000-0000-7000-8000-000000000000/0190a000-0000-7000-8000-000000000001/1795357031488/canarycanarycanarycanarycanarycanarycanarycan',
  'a secret in a query': 'https://x.test/oauth?client_secret=canarycanary&code=1',
}

const headers = { authorization: 'Bearer canary', 'x-odd': 'canary' }
/** As each SDK makes them: with the customer's words, the request, its headers and the answer hanging on them. */
const errorsOfNetworks: Readonly<Record<string, Error>> = {
  'Slack’s HTTP error': new WebAPIHTTPError(500, 'no', headers, { text: 'canary' }),
  'Slack’s platform error': new WebAPIPlatformError({ ok: false, error: 'fatal', text: 'canary' } as never),
  'Slack’s request error': new WebAPIRequestError(Object.assign(new Error('reset'), { config: { headers } })),
  'Discord’s API error': new DiscordAPIError(
    { code: 50_013, message: 'Missing Permissions' },
    50_013,
    403,
    'POST',
    'https://discord.com/api/v10/webhooks/123456789012345678/canarycanarycanarycanary',
    { files: [{ name: 'canary.txt', data: 'canary' }], body: { content: 'canary' } },
  ),
  'Discord’s HTTP error': new HTTPError(500, 'no', 'POST', 'https://discord.com/canary', {
    body: { content: 'canary' },
  } as never),
  'Teams’ error': new RestError('no', {
    code: 'ServiceError',
    statusCode: 500,
    request: { headers, body: 'canary' } as never,
    response: { bodyAsText: 'canary', headers } as never,
  }),
  'the database’s error': Object.assign(new QueryFailedError('insert canary', ['canary'], new Error('no')), {
    detail: 'Key (text)=(canary) already exists.',
  }),
}

describe('no secret reaches the log', () => {
  it.each(Object.entries(canaries))('%s', (_, secret) => {
    const circular: Record<string, unknown> = { secret }
    circular['self'] = circular
    for (const format of ['json', 'pretty'] as const) {
      const text = written((log) => {
        log.info(
          { text: `before ${secret} after`, deep: { er: [{ here: secret }] }, map: new Map([['k', secret]]) },
          secret,
        )
        log.error({ error: new Error(`call failed: ${secret}`, { cause: new Error(secret) }), circular }, 'failed')
      }, format)
      expect(text).toContain('failed')
      expect(text).not.toMatch(/canary/i)
    }
  })

  it('nor what stands under a name like token, at any depth', () => {
    const names = [
      'token',
      'accessToken',
      'client_secret',
      'Authorization',
      'set-cookie',
      'password',
      'apiKey',
      'api_key',
    ]
    const text = written((log) => {
      for (const name of names) log.info({ deep: [{ [name]: 'canary' }] }, 'a line')
    })
    expect(text.match(/\[hidden\]/g)).toHaveLength(names.length)
    expect(text).not.toContain('canary')
  })

  it('nor the request that an SDK hangs on its error', () => {
    const error = Object.assign(new Error('429'), {
      code: 'slack_webapi_rate_limited_error',
      config: { headers: { 'x-odd': 'canary' } },
      request: { body: 'canary' },
      parameters: ['canary'],
      detail: 'Key (text)=(canary) already exists.',
    })
    const text = written((log) => log.error({ error }, 'a call failed'))
    expect(text).not.toContain('canary')
    expect(JSON.parse(text)).toMatchObject({
      level: 'error',
      msg: 'a call failed',
      error: { type: 'Error', message: '429', code: 'slack_webapi_rate_limited_error' },
    })
  })

  it.each(Object.entries(errorsOfNetworks))('nor the rest of %s', (_, error) => {
    for (const format of ['json', 'pretty'] as const) {
      const failure = new DeliveryFailure('unclear', 'the call failed', undefined, { cause: error })
      const text = written((log) => {
        log.error({ error }, 'a call failed')
        log.warn({ error: failure, nested: { error } }, 'a call failed')
      }, format)
      expect(text).toContain('a call failed')
      expect(text).not.toMatch(/canary/i)
    }
  })

  it('whatever surrounds it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.constantFrom(...Object.values(canaries)), (before, after, secret) => {
        // A word character before a token makes it another word.
        const text = written((log) => log.info({ text: `${before} ${secret} ${after}` }, 'a line'))
        expect(text).not.toMatch(/canary/i)
      }),
    )
  })
})

describe('the log', () => {
  it('writes a line whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.anything({ withBigInt: true, withDate: true, withMap: true })),
        (facts) => {
          expect(JSON.parse(written((log) => log.info(facts, 'a line')))).toMatchObject({ msg: 'a line' })
        },
      ),
    )
  })

  it('writes a map whose key has no words', () => {
    const facts = {
      known: new Map<unknown, unknown>([
        [{ toString: 1 }, 'a'],
        [Object.create(null), 'b'],
        ['c', 2],
      ]),
    }
    expect(written((log) => log.info(facts, 'a line'))).toContain('"c":2')
  })

  it('keeps quiet below its level', () => {
    let text = ''
    const log = createLog({ level: 'warn', format: 'json', to: { write: (line: string) => (text += line) } })
    log.info({}, 'hidden')
    log.warn({}, 'shown')
    expect(text).not.toContain('hidden')
    expect(text).toContain('shown')
  })

  it('takes a line of 100,000 characters in a moment', () => {
    const fields = { text: 'a.b:c/@-'.repeat(12_500), list: Array(90).fill('://a:'.repeat(1600)) }
    expect(busyMs(() => void written((log) => log.info(fields, 'long')))).toBeLessThan(500)
  })
})
