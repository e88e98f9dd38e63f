import { createServer as createWeb } from 'node:http'
import { createOutgoing } from '../../src/outgoing/outgoing'
import { mayReach, readRanges } from '../../src/outgoing/public-address'
import { listen, reachInside, redirecting } from '../support/inside-addresses'

describe('requests to addresses that people typed', () => {
  const redirect = redirecting()
  let redirectPort: number
  beforeAll(async () => {
    redirectPort = await listen(redirect, '127.0.0.2')
  })
  afterAll(async () => new Promise((done) => redirect.close(done)))

  test('never reach our own network: written in any way, by name, by redirect', async () => {
    const { count, reached, done } = await reachInside('127.0.0.2')
    expect(count).toBeGreaterThanOrEqual(120)
    expect({ reached, done }).toEqual({ reached: 0, done: 0 })
  })

  test('would reach it if the addresses were not looked at (control)', async () => {
    expect((await reachInside('0.0.0.0/0, ::/0')).reached).toBeGreaterThan(10)
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

  test.each([
    '::7f00:1',
    '::a9fe:a9fe',
    '1::1',
    '4000::1',
    '5f00::1',
    '3fff::1',
    '64:ff9b:1::7f00:1',
    '2001:2::1',
    '2002:7f00:1::',
    'fd00:ec2::254',
    '168.63.129.16',
    '::ffff:168.63.129.16',
    '169.254.169.254',
    '100.100.100.200',
    '192.88.99.1',
  ])('%s is not of the public internet: special, unassigned, or inside a cloud', (address) => {
    expect(mayReach(address, [])).toBe(false)
    expect(mayReach(address, readRanges('0.0.0.0/0, ::/0')!)).toBe(true)
  })

  test('public addresses are reachable, and ranges are read whole or not at all', () => {
    for (const address of ['8.8.8.8', '1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8'])
      expect(mayReach(address, [])).toBe(true)
    expect(readRanges('10.0.0.0/8, nonsense')).toBeUndefined()
    expect(readRanges('0177.0.0.1')).toBeUndefined()
    expect(mayReach('10.1.2.3', readRanges('10.0.0.0/8')!)).toBe(true)
    expect(mayReach('::ffff:10.1.2.3', readRanges('10.0.0.0/8')!)).toBe(true)
  })
})
