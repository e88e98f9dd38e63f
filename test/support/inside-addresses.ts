import { createServer, type AddressInfo, type Server } from 'node:net'
import { createServer as createWeb } from 'node:http'
import { createOutgoing, type OutgoingParts } from '../../src/outgoing/outgoing'
import { readRanges } from '../../src/outgoing/public-address'

/** Addresses that lead into our own network, however they are written. */
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
  '[::7f00:1]',
  '[::a9fe:a9fe]',
  '[1::1]',
  '[4000::1]',
  '[5f00::1]',
  '[3fff::1]',
  '[2001:2::1]',
  '[2001:20::1]',
  '[64:ff9b:1::7f00:1]',
  '168.63.129.16',
  '[::ffff:168.63.129.16]',
  '100.100.100.200',
  '192.88.99.1',
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

export const listen = async (server: Server, host: string): Promise<number> => {
  await new Promise<void>((done) => server.listen(0, host, done))
  return (server.address() as AddressInfo).port
}

/** A server that redirects to what its path names. */
export const redirecting = () =>
  createWeb((req, res) => res.writeHead(308, { location: encodeURI(decodeURIComponent(req.url!.slice(1))) }).end())

/** Asks every one of them, straight and by redirect, where these ranges are allowed beside the public internet. */
export const reachInside = async (allowed: string) => {
  let reached = 0
  // Answers nothing: that somebody came is all there is to know.
  const inside = createServer((socket) => {
    reached++
    socket.destroy()
  })
  const redirect = redirecting()
  const port = await listen(inside, '127.0.0.1')
  const redirectPort = await listen(redirect, '127.0.0.2')
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
  for (const server of [inside, redirect]) await new Promise((done) => server.close(done))
  return { count: targets.length, reached, done: outcomes.filter(({ status }) => status === 'fulfilled').length }
}
