import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

interface Arrived {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

describe('a rule that tells another program', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>
  let server: Server
  let url: string
  let status = 204
  const arrived: Arrived[] = []

  beforeEach(async () => {
    arrived.length = 0
    status = 204
    server = createServer((req, res) => {
      let body = ''
      req.on('data', (part: Buffer) => (body += part.toString()))
      req.on('end', () => {
        arrived.push({ headers: req.headers, body })
        res.writeHead(status).end()
      })
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
    network = fakeNetwork('chat')
    desk = await startDesk([network.platform], { env: { OUTGOING_ALLOW: '127.0.0.1' } })
    people = await openFor(network)
  })
  afterEach(async () => {
    expect(desk.log.lines.filter((line) => line.level === 'error')).toEqual([])
    await desk.stop()
    await new Promise((done) => server.close(done))
  })
  const rule = async (actions: string) =>
    wordsOfAnswer(await people.ada.invokes('rule', { rule: 'tell', event: 'created', actions }))

  test('tells it once, signed with the secret that an admin was told, and nothing that people wrote', async () => {
    const secret = /whs_[\w-]+/.exec(wordsOfAnswer(await people.ada.invokes('webhook', {})))![0]
    await rule(`tag told; webhook ${url}`)
    await people.ana.says('My invoice\nmy password is hunter2')
    await desk.settle()
    expect(arrived).toHaveLength(1)
    const { headers, body } = arrived[0]!
    expect(JSON.parse(body)).toMatchObject({
      rule: 'tell',
      event: 'created',
      ticket: {
        number: 1,
        subject: 'My invoice',
        status: 'new',
        queue: 'Support',
        tags: ['told'],
        customer: 'Ana',
        network: 'chat',
      },
    })
    expect(body).not.toContain('hunter2')
    const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(String(headers['x-taquilla-signature']))!
    expect(mac).toBe(createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex'))
    expect(await desk.rows('select state from webhooks')).toEqual([{ state: 'sent' }])
  })

  test('tries again while the other side is out, says so with the rule, and gives up after about an hour', async () => {
    status = 503
    await rule(`webhook ${url}`)
    await people.ana.says('help')
    await desk.settle()
    expect(wordsOfAnswer(await people.ada.invokes('rule', {}))).toContain('#1: HTTP 503')
    await desk.later(31_000)
    expect(arrived).toHaveLength(2)
    status = 200
    await desk.later(61_000)
    expect(arrived).toHaveLength(3)
    expect(new Set(arrived.map(({ headers }) => headers['x-taquilla-delivery'])).size).toBe(1)
    await desk.later(3_600_000)
    expect(arrived).toHaveLength(3)
    status = 500
    await people.carlos.says('help')
    for (let pause = 0; pause < 12; pause++) await desk.later(3_600_000)
    expect(arrived).toHaveLength(3 + 8)
    expect(await desk.rows('select state from webhooks order by ticket')).toEqual([
      { state: 'sent' },
      { state: 'failed' },
    ])
    expect(await desk.rows(`select 1 from due where what = 'webhook'`)).toEqual([])
  })

  test('one that never answers holds up no other, and after some failures is asked once a minute', async () => {
    let asked = 0
    const silent = createServer(() => void asked++)
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
    try {
      await desk.rows('update desks set rate_limit = null, open_limit = null')
      const dead = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/hook`
      await rule(`webhook ${dead}`)
      await people.ada.invokes('rule', { rule: 'tell-too', event: 'created', actions: `webhook ${url}` })
      for (let n = 0; n < 8; n++) await people.ana.invokes('new', { text: `help ${n}` }, 'help')
      const begun = Date.now()
      // As the metronome would, without waiting for those that hang.
      const ticks = desk.program.tick()
      while (arrived.length < 8 && Date.now() - begun < 9000) await new Promise((done) => setTimeout(done, 50))
      expect(arrived).toHaveLength(8)
      // While some hang further ones go out at once.
      await people.ana.invokes('new', { text: 'one more' }, 'help')
      void desk.program.tick()
      while (arrived.length < 9 && Date.now() - begun < 9500) await new Promise((done) => setTimeout(done, 50))
      expect(arrived).toHaveLength(9)
      expect(Date.now() - begun).toBeLessThan(9500)
      await ticks
      // Hung targets are not asked further; each call is tried again in its time.
      expect(asked).toBeLessThan(9)
      expect(await desk.rows(`select count(*)::int as waiting from webhooks where state = 'waiting'`)).toEqual([
        { waiting: 9 },
      ])
      silent.on('request', (_, answer) => answer.end())
      for (let turn = 0; turn < 4; turn++) await desk.later(600_000)
      expect(await desk.rows(`select state, count(*)::int as count from webhooks group by state`)).toEqual([
        { state: 'sent', count: 18 },
      ])
    } finally {
      silent.closeAllConnections()
      await new Promise((done) => silent.close(done))
    }
  }, 90_000)

  test('does not reach into our own network, whatever a rule says; agents cannot tell anybody by a macro', async () => {
    await rule('webhook http://169.254.169.254/latest/meta-data; webhook https://10.0.0.1/')
    await people.ana.says('help')
    await desk.settle()
    expect(wordsOfAnswer(await people.ada.invokes('rule', {}))).toMatch(
      /#1: .* is not an address of the public internet/,
    )
    expect(await rule('webhook ftp://example.com')).toContain('webhook https://')
    expect(wordsOfAnswer(await people.bo.invokes('macro', { macro: 'leak', actions: `webhook ${url}` }))).toContain(
      'Only rules can call webhooks',
    )
    expect(wordsOfAnswer(await people.sam.invokes('webhook', {}))).toContain('needs the admin role')
  })

  test('the secret is told once, another one holds at once, and neither stands in the database', async () => {
    const before = await people.ada.invokes('webhook', {})
    const after = wordsOfAnswer(await people.ada.invokes('webhook', { renew: 'yes' }))
    const secrets = [wordsOfAnswer(before), after].map((words) => /whs_[\w-]+/.exec(words)![0])
    expect(secrets[0]).not.toBe(secrets[1])
    const kept = JSON.stringify(await desk.rows('select answer from inbox'))
    for (const secret of secrets) expect(kept).not.toContain(secret)
    expect(kept).toContain('shown only once')
  })
})
