import { once } from 'node:events'
import { Agent, get, request, type IncomingMessage } from 'node:http'
import { createHttp, type Http, type HttpOptions } from '../src/run/http'
import { createMetrics } from '../src/run/metrics'
import { freePort } from './support/bridged'
import { keptLog } from './support/kept-log'

const open: Http[] = []
afterEach(() => Promise.all(open.splice(0).map((http) => http.close())))

function made(options: Partial<HttpOptions> = {}): Http {
  const http = createHttp({
    host: '127.0.0.1',
    port: 0,
    log: keptLog(),
    metrics: createMetrics(),
    ready: async () => true,
    ...options,
  })
  open.push(http)
  return http
}
async function listening(http: Http): Promise<string> {
  return `http://127.0.0.1:${(await http.listen()).port}`
}

describe('whoever watches over the desk', () => {
  it('sees that it lives and that it can work', async () => {
    const base = await listening(made())
    expect((await fetch(`${base}/healthz`)).status).toBe(200)
    expect((await fetch(`${base}/readyz`)).status).toBe(200)
  })

  it('sees that it lives and cannot work while the database is away', async () => {
    for (const ready of [async () => false, () => Promise.reject(new Error('gone'))]) {
      const base = await listening(made({ ready }))
      expect((await fetch(`${base}/healthz`)).status).toBe(200)
      const answer = await fetch(`${base}/readyz`)
      expect(answer.status).toBe(503)
      expect(await answer.json()).toEqual({ status: 'not ready: starting, stopping, or without its database' })
    }
  })

  it('reads its figures', async () => {
    const metrics = createMetrics()
    metrics.events.inc({ platform: 'slack', kind: 'message', outcome: 'stored' }, 3)
    const base = await listening(made({ metrics }))
    const text = await (await fetch(`${base}/metrics`)).text()
    expect(text).toContain('taquilla_events_total{platform="slack",kind="message",outcome="stored"} 3')
    expect(text).toContain('taquilla_outbox_waiting 0')
    expect(text).toContain('process_resident_memory_bytes')
  })
})

describe('the figures', () => {
  const secret = 'a-long-enough-token'

  it('are told to this machine alone, not to whoever comes by a proxy on it', async () => {
    const base = await listening(made())
    expect((await fetch(`${base}/metrics`)).status).toBe(200)
    for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])
      expect((await fetch(`${base}/metrics`, { headers: { [header]: '127.0.0.1' } })).status).toBe(403)
  })

  it('are told to whoever has their token, from anywhere, when there is one', async () => {
    const base = await listening(made({ metricsToken: secret }))
    const ask = async (authorization?: string) =>
      (
        await fetch(`${base}/metrics`, {
          headers: { 'x-forwarded-for': '203.0.113.7', ...(authorization && { authorization }) },
        })
      ).status
    expect([await ask(), await ask('Bearer wrong'), await ask(`Bearer ${secret}`)]).toEqual([401, 401, 200])
  })

  it('stand on a port of their own when they are given one, and on no other', async () => {
    const metricsPort = await freePort()
    const base = await listening(made({ metricsPort }))
    expect((await fetch(`${base}/metrics`)).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).status).toBe(200)
    expect((await fetch(`http://127.0.0.1:${metricsPort}/healthz`)).status).toBe(404)
    await expect(listening(made({ metricsPort }))).rejects.toThrow('METRICS_PORT')
  })
})

describe('a request', () => {
  it('whose client hangs up is no error, and one that fails is', async () => {
    const log = keptLog()
    const http = made({ log })
    http.route('/reads', async (incoming, response) => {
      for await (const _ of incoming) continue
      response.end()
    })
    http.route('/fails', () => Promise.reject(new Error('broken')))
    const base = await listening(http)
    await new Promise<void>((resolve) => {
      const sending = request(`${base}/reads`, { method: 'POST', headers: { 'content-length': '1000' } })
      sending.on('error', () => resolve())
      sending.write('half', () => setTimeout(() => sending.destroy(new Error('gone')), 30))
    })
    while (log.lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(log.lines.map(({ level, message }) => [level, message])).toEqual([['debug', 'a client hung up']])
    expect((await fetch(`${base}/fails`)).status).toBe(500)
    expect(log.lines.at(-1)).toMatchObject({ level: 'error', message: 'a request failed' })
  })

  it('goes to the longest path above it, by whole segments', async () => {
    const http = made()
    for (const path of ['/slack', '/slack/events', '/playground/'])
      http.route(path, (_, response) => void response.end(path))
    const base = await listening(http)
    const answers = [
      '/slack/events/1?x=/slack',
      '/slack',
      '/slack/eventsandmore',
      '/playground',
      '/playground/api/people',
    ]
    const texts = await Promise.all(answers.map(async (path) => (await fetch(base + path)).text()))
    expect(texts).toEqual(['/slack/events', '/slack', '/slack', '/playground/', '/playground/'])
    expect((await fetch(`${base}/slacker`)).status).toBe(404)
  })

  it('to nowhere is told so', async () => {
    const base = await listening(made())
    const answer = await fetch(`${base}/nowhere`)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toEqual({ error: 'There is nothing at /nowhere.' })
    expect((await fetch(base)).status).toBe(404)
  })

  it('to the root is shown to the playground when there is one', async () => {
    const http = made()
    http.route('/playground', (_, response) => void response.end())
    const answer = await fetch(await listening(http), { redirect: 'manual' })
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe('/playground/')
  })

  it.each([
    [
      'at once',
      () => {
        throw new Error('bug')
      },
    ],
    [
      'later',
      async () => {
        throw new Error('bug')
      },
    ],
  ])('that fails %s is answered without details, and logged once', async (_, handler) => {
    const log = keptLog()
    const http = made({ log })
    http.route('/broken', handler)
    const answer = await fetch(`${await listening(http)}/broken`)
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('bug')
    expect(log.lines).toMatchObject([{ level: 'error', facts: { path: '/broken' } }])
  })

  it('cannot be claimed by two', () => {
    const http = made()
    http.route('/slack', () => undefined)
    expect(() => http.route('/slack/', () => undefined)).toThrow('two handlers for the path /slack/')
  })
})

describe('the port', () => {
  it('that is taken is named, with what to change', async () => {
    const port = Number(new URL(await listening(made())).port)
    await expect(made({ port }).listen()).rejects.toThrow(`port ${port} is in use: set PORT`)
  })
  it('of an address that is not ours is named too', async () => {
    await expect(made({ host: '192.0.2.1' }).listen()).rejects.toThrow('192.0.2.1 is not an address of this machine')
  })
})

describe('when the desk stops', () => {
  it('a request under way is answered first, and idle connections do not hold it up', async () => {
    const http = made()
    let release: (() => void) | undefined
    const entered = new Promise<void>((enter) => {
      http.route('/slow', async (_, response) => {
        await new Promise<void>((resolve) => {
          release = resolve
          enter()
        })
        response.end('done')
      })
    })
    const base = await listening(http)
    const agent = new Agent({ keepAlive: true })
    const sent = get(`${base}/slow`, { agent })
    await entered
    const began = Date.now()
    const closed = http.close()
    release?.()
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    expect((await answer.toArray()).join('')).toBe('done')
    await closed
    expect(Date.now() - began).toBeLessThan(1000)
    await expect(fetch(base)).rejects.toThrow()
    agent.destroy()
  })

  it('an event stream is cut after two seconds', async () => {
    const http = made()
    http.route('/stream', (_, response) => void response.writeHead(200).write('data: 1\n\n'))
    const base = await listening(http)
    const stream = request(`${base}/stream`).end()
    const [answer] = (await once(stream, 'response')) as [IncomingMessage]
    answer.on('error', () => undefined).resume()
    const began = Date.now()
    await http.close()
    expect(Date.now() - began).toBeGreaterThanOrEqual(1900)
    expect(Date.now() - began).toBeLessThan(3000)
  })
})
