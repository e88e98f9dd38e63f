import { createServer, type AddressInfo, type Server } from 'node:net'
import { createServer as createWeb } from 'node:http'
import { createOutgoing, type OutgoingParts } from '../../src/outgoing/outgoing'
import { mayReach, readRanges } from '../../src/outgoing/public-address'

/** Row 33 of the fault suite: addresses that lead into our own network, however they are written. */
const written = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '127.255.255.254',
  '0.0.0.0',
  '0',
  '0x0',
  '1',
  '0.0.0.1',
  '10.0.0.1',
  '10.255.255.255',
  '167772161',
  '172.16.0.1',
  '172.31.255.254',
  '192.168.0.1',
  '192.168.1.1',
  '3232235777',
  '0xc0a80101',
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '0251.0376.0251.0376',
  '169.254.0.1',
  '100.64.0.1',
  '100.127.255.254',
  '192.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:10.0.0.1]',
  '[::ffff:169.254.169.254]',
  '[::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b::a9fe:a9fe]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  '[fe80::1]',
  '[fec0::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[ff02::1]',
  '[100::1]',
  '[2001:db8::1]',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
]
/** Names, and what they resolve to: one after another where there are several answers. */
const names: Readonly<Record<string, readonly (readonly string[])[]>> = {
  localhost: [['127.0.0.1', '::1']],
  'inside.test': [['10.0.0.7']],
  'metadata.test': [['169.254.169.254']],
  'half.test': [['192.0.43.8', '127.0.0.1']],
  'mapped.test': [['::ffff:127.0.0.1']],
  'rebinding.test': [['127.0.0.1'], ['192.0.43.8']],
}

const listen = async (server: Server, host: string): Promise<number> => {
  await new Promise<void>((done) => server.listen(0, host, done))
  return (server.address() as AddressInfo).port
}

describe('requests to addresses that people typed', () => {
  let inside: Server
  let port: number
  let reached = 0
  const redirect = createWeb((req, res) =>
    res.writeHead(308, { location: encodeURI(decodeURIComponent(req.url!.slice(1))) }).end(),
  )
  let redirectPort: number

  beforeAll(async () => {
    // Answers nothing: that somebody came is all there is to know.
    inside = createServer((socket) => {
      reached++
      socket.destroy()
    })
    port = await listen(inside, '127.0.0.1')
    redirectPort = await listen(redirect, '127.0.0.2')
  })
  afterAll(async () => {
    for (const server of [inside, redirect]) await new Promise((done) => server.close(done))
  })
  beforeEach(() => {
    reached = 0
  })

  const tryAll = async (allowed: string) => {
    const counts = new Map<string, number>()
    const resolve: OutgoingParts['resolve'] = async (host) => {
      const answers = names[host] ?? []
      const count = counts.get(host) ?? 0
      counts.set(host, count + 1)
      return (answers[Math.min(count, answers.length - 1)] ?? []).map((address) => ({
        address,
        family: address.includes(':') ? 6 : 4,
      }))
    }
    const outgoing = createOutgoing({ allowed: readRanges(allowed)!, timeoutMs: 1500, resolve })
    const targets = [...written, ...Object.keys(names)].flatMap((host) => [
      `https://${host}:${port}/`,
      `http://127.0.0.2:${redirectPort}/${encodeURIComponent(`http://${host}:${port}/`)}`,
    ])
    const outcomes = await Promise.allSettled(targets.map(async (url) => outgoing.deliver(url, '{}', {})))
    return { count: targets.length, done: outcomes.filter(({ status }) => status === 'fulfilled').length }
  }

  test('never reach our own network: written in any way, by name, by redirect', async () => {
    const { count, done } = await tryAll('127.0.0.2')
    process.stdout.write(`${count} addresses, ${reached} connections inside\n`)
    expect(count).toBeGreaterThanOrEqual(120)
    expect({ reached, done }).toEqual({ reached: 0, done: 0 })
  })

  test('would reach it if the addresses were not looked at (control)', async () => {
    await tryAll('0.0.0.0/0, ::/0')
    expect(reached).toBeGreaterThan(10)
  })

  test('reach what is allowed by name, without TLS too, and follow a redirect there', async () => {
    const seen: string[] = []
    const hook = createWeb((req, res) => {
      seen.push(`${req.method} ${String(req.headers['x-test'])}`)
      res.writeHead(204).end()
    })
    const there = await listen(hook, '127.0.0.3')
    const outgoing = createOutgoing({ allowed: readRanges('127.0.0.2/31')! })
    const url = `http://127.0.0.3:${there}/`
    expect(await outgoing.deliver(url, '{}', { 'x-test': 'direct' })).toBe(204)
    expect(
      await outgoing.deliver(`http://127.0.0.2:${redirectPort}/${encodeURIComponent(url)}`, '{}', { 'x-test': 'on' }),
    ).toBe(204)
    expect(seen).toEqual(['POST direct', 'POST on'])
    const loop = `http://127.0.0.2:${redirectPort}/`
    await expect(outgoing.deliver(`${loop}${encodeURIComponent('/%252F')}`, '{}', {})).rejects.toThrow('redirects')
    await new Promise((done) => hook.close(done))
  })

  test.each(['', 'ftp://example.com', 'https://user:secret@example.com', 'file:///etc/passwd', 'https://'])(
    '%p is no address to ask',
    async (url) => {
      await expect(createOutgoing({ allowed: [] }).deliver(url, '', {})).rejects.toThrow('web address')
    },
  )

  test('public addresses are reachable, and ranges are read whole or not at all', () => {
    for (const address of ['8.8.8.8', '1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8'])
      expect(mayReach(address, [])).toBe(true)
    expect(readRanges('10.0.0.0/8, nonsense')).toBeUndefined()
    expect(readRanges('0177.0.0.1')).toBeUndefined()
    expect(mayReach('10.1.2.3', readRanges('10.0.0.0/8')!)).toBe(true)
    expect(mayReach('::ffff:10.1.2.3', readRanges('10.0.0.0/8')!)).toBe(true)
  })
})
