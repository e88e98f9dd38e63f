import { request } from 'node:http'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { platform as definition } from '../../../adapters/playground/definition'
import { placeRef, userRef } from '../../../adapters/playground/refs'
import { say, type Inbound, type Platform } from '../../../src/platform'
import { demoOperations, startDemo, type Demo } from '../../support/playground-demo'
import { eventually } from '../../support/running-desk'
import { startStubHost, type StubHost } from '../../support/stub-host'
import {
  playgroundClient,
  type Done,
  type PersonView,
  type PlacePage,
  type PlaceView,
  type PlaygroundClient,
  type PostView,
} from './client'

let folder: string
let host: StubHost
let network: Platform
let client: PlaygroundClient

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'playground-api-'))
  host = await startStubHost(demoOperations)
  network = definition.create({ DATA_DIR: folder })
  await network.start(host)
  client = playgroundClient(host.url)
})
afterEach(async () => {
  await network.stop()
  await host.close()
  rmSync(folder, { recursive: true, force: true })
})

const says = (text: string, more: object = {}): Promise<{ status: number; body: Done }> =>
  client.call('POST', 'messages', { as: 'ana', place: 'help', text, ...more })
const heard = (kind: Inbound['kind']): readonly Inbound[] =>
  host.received.filter((event) => event.kind === kind && !event.id.startsWith('settle-in/'))

describe('moving in', () => {
  test('Ada installs the desk, says what each channel is for and who works here, once', async () => {
    const told = host.received.map((event) => [
      event.kind,
      event.from.id,
      event.kind === 'invoke' ? event.operation : '',
    ])
    expect(told[0]).toEqual(['lifecycle', 'ada', ''])
    expect(told.slice(1).map(([, , operation]) => operation)).toEqual([
      'place',
      'place',
      'place',
      'role',
      'role',
      'role',
    ])
    await network.stop()
    await network.start(host)
    expect(host.received).toHaveLength(told.length)
  })

  test('it is tried again when the desk could not store it', async () => {
    const other = definition.create({ DATA_DIR: join(folder, 'other') })
    const away = await startStubHost()
    away.onReceive(() => Promise.reject(new Error('the database is away')))
    await expect(other.start(away)).rejects.toThrow()
    away.onReceive(() => ({ kind: 'none' }))
    await other.start(away)
    expect(away.received).toHaveLength(7)
    await other.stop()
    await away.close()
  })
})

describe('errors say what to do instead', () => {
  test.each([
    ['somebody unknown', 'messages', { as: 'eve', place: 'help', text: 'hi' }, 404, 'unknown-person', 'ana'],
    ['an unknown place', 'messages', { as: 'ana', place: 'nowhere', text: 'hi' }, 404, 'unknown-place', 'help'],
    ['a place one is not in', 'messages', { as: 'ana', place: 'agents', text: 'hi' }, 403, 'not-a-member', 'help'],
    [
      'an unknown operation',
      'invoke',
      { as: 'bo', place: 'agents', operation: 'dance', input: {} },
      404,
      'unknown-operation',
      'claim',
    ],
    [
      'a Home, which is not written in',
      'messages',
      { as: 'ana', place: 'home.ana', text: 'hi' },
      403,
      'read-only',
      'dm.ana',
    ],
  ])('%s', async (_, path, body, status, code, allowed) => {
    const answer = await client.call('POST', path, body)
    expect(answer).toMatchObject({ status, body: { error: { code } } })
    expect(answer.body.error?.allowed).toContain(allowed)
  })

  test('what is not JSON, not whole, or too much', async () => {
    expect(
      await client.call('POST', 'messages', Buffer.from('{'), { 'content-type': 'application/json' }),
    ).toMatchObject({ status: 400, body: { error: { code: 'bad-json' } } })
    expect(
      await client.call('POST', 'messages', Buffer.from('as=ana'), { 'content-type': 'text/plain' }),
    ).toMatchObject({ status: 415 })
    expect(await client.call('POST', 'messages', { as: 'ana' })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('place') } },
    })
    expect(await says('   ')).toMatchObject({ status: 400 })
    expect(await says('x'.repeat(2_000_000))).toMatchObject({ status: 413, body: { error: { code: 'too-large' } } })
    expect(await client.call('POST', 'files?name=big.bin', Buffer.alloc(10 * 1024 * 1024 + 1))).toMatchObject({
      status: 413,
    })
    expect(await client.call('POST', 'files', Buffer.from('x'))).toMatchObject({ status: 400 })
  })

  test('a path or method that is not there lists those that are', async () => {
    const path = await client.call('GET', 'tickets')
    expect(path).toMatchObject({ status: 404, body: { error: { code: 'no-such-path' } } })
    expect(path.body.error?.allowed).toContain('POST messages')
    const method = await client.call('GET', 'messages')
    expect(method).toMatchObject({ status: 405, body: { error: { allowed: ['POST messages'] } } })
  })

  test('a message that the desk could not store was not said, and may be sent again with its id', async () => {
    host.onReceive(() => Promise.reject(new Error('the database is away')))
    expect(await says('keep this', { id: '1' })).toMatchObject({
      status: 503,
      body: { error: { code: 'desk-unavailable' } },
    })
    expect(await client.posts('help')).toEqual([])
    host.onReceive(() => ({ kind: 'none' }))
    expect((await says('keep this', { id: '1' })).status).toBe(200)
    expect(await client.posts('help')).toHaveLength(1)
  })
})

describe('only this machine is answered', () => {
  const raw = (headers: Record<string, string>, path = '/playground/api/people', method = 'GET'): Promise<number> =>
    new Promise((resolve, reject) => {
      request(`${host.url}${path}`, { method, headers, setHost: false }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
        .on('error', reject)
        .end()
    })
  const { host: own } = { host: () => new URL(host.url).host }

  test('by a name of its own, and for its own pages', async () => {
    const port = new URL(host.url).port
    expect(await raw({ host: own() })).toBe(200)
    expect(await raw({ host: `localhost:${port}` })).toBe(200)
    expect(await raw({ host: own(), origin: `http://${own()}` })).toBe(200)
  })

  test('not by another name, which is how a rebound DNS name comes', async () => {
    expect(await raw({ host: 'evil.example:3000' })).toBe(403)
    expect(await raw({ host: '127.0.0.1:1' })).toBe(403)
    expect(await raw({ host: '' })).toBe(403)
    expect(await raw({ host: 'evil.example' }, '/playground/')).toBe(403)
  })

  test('not for another site’s page', async () => {
    for (const origin of ['https://evil.example', 'null', `http://${own()}.evil.example`, 'http://127.0.0.1:1'])
      expect(await raw({ host: own(), origin }, '/playground/api/messages', 'POST')).toBe(403)
    expect(await raw({ host: own(), 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).toBe(403)
  })
})

describe('through a proxy, or from elsewhere', () => {
  const raw = (headers: Record<string, string>, path = '/playground/api/people', url = host.url) =>
    new Promise<{ status: number; cookie: string; location: string; body: string }>((resolve, reject) => {
      request(`${url}${path}`, { headers, setHost: false }, (response) => {
        let body = ''
        response.on('data', (chunk: Buffer) => (body += chunk.toString()))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            cookie: response.headers['set-cookie']?.[0] ?? '',
            location: response.headers.location ?? '',
            body,
          }),
        )
      })
        .on('error', reject)
        .end()
    })
  const own = () => new URL(host.url).host

  test.each([
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-host',
    'X-Real-IP',
    'via',
    'cf-connecting-ip',
    'x-original-host',
  ])('a request with %s is refused, whatever its Host was rewritten to', async (header) => {
    const { status, body } = await raw({ host: own(), [header]: '203.0.113.7' })
    expect(status).toBe(403)
    expect(body).toContain('PLAYGROUND_TOKEN')
  })

  test('whoever has the token comes in by any name, is given a cookie, and nobody else is', async () => {
    const token = 'a-long-enough-token'
    const desk = await startStubHost(demoOperations)
    const door = definition.create({ DATA_DIR: join(folder, 'other'), PLAYGROUND_TOKEN: token })
    await door.start(desk)
    const from = { host: 'desk.example.com', 'x-forwarded-for': '203.0.113.7' }
    const ask = async (headers: Record<string, string>, path?: string) => raw({ ...from, ...headers }, path, desk.url)
    expect((await ask({})).status).toBe(403)
    expect((await ask({}, '/playground/?token=another-long-token')).status).toBe(403)
    const opened = await ask({}, `/playground/?token=${token}`)
    expect(opened).toMatchObject({ status: 303, location: '/playground/' })
    expect(opened.cookie).toMatch(/HttpOnly; SameSite=Strict$/)
    expect(opened.cookie).not.toContain(token)
    const cookie = opened.cookie.split(';')[0]!
    expect((await ask({ cookie })).status).toBe(200)
    expect((await ask({ cookie, origin: 'https://desk.example.com' })).status).toBe(200)
    expect((await ask({ authorization: `Bearer ${token}` })).status).toBe(200)
    expect((await ask({ cookie: 'playground=guess' })).status).toBe(403)
    expect((await ask({ cookie, origin: 'https://evil.example' })).status).toBe(403)
    expect((await ask({ cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).status).toBe(403)
    // This machine needs none.
    expect((await raw({ host: new URL(desk.url).host }, undefined, desk.url)).status).toBe(200)
    await door.stop()
    await desk.close()
  })

  test('what was said is readable by nobody else on the machine', async () => {
    await says('for us alone')
    const inside = join(folder, 'playground')
    for (const name of ['', ...readdirSync(inside)])
      expect({ name, open: statSync(join(inside, name)).mode & 0o077 }).toEqual({ name, open: 0 })
  })

  test('a client that hangs up in the middle of what it sends is no error', async () => {
    const told = (['debug', 'warn', 'error'] as const).map((level) => jest.spyOn(host.log, level))
    const count = (index: number) =>
      told[index]!.mock.calls.filter(([, message]) => index > 0 || /hung up/.test(message)).length
    for (let turn = 0; turn < 5; turn++)
      await new Promise<void>((resolve) => {
        const sending = request(`${host.url}/playground/api/messages`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'content-length': '1000' },
        })
        sending.on('error', () => resolve())
        sending.write('{"as":"ana"', () => setTimeout(() => sending.destroy(new Error('gone')), 30))
      })
    await eventually('it was noticed', async () => count(0) === 5)
    expect([count(1), count(2)]).toEqual([0, 0])
  })
})

describe('talking', () => {
  test('the same message sent twice is one message with one answer', async () => {
    host.onReceive((event) =>
      event.kind === 'message' ? { kind: 'private', content: { text: say('Got it.') } } : { kind: 'none' },
    )
    const [first, again] = [await says('VPN is down', { id: 'x' }), await says('VPN is down', { id: 'x' })]
    expect(again.body).toEqual(first.body)
    expect(await client.posts('help', 'ana')).toMatchObject([{ text: 'VPN is down' }, { text: 'Got it.', only: 'ana' }])
    expect(await client.posts('help', 'carlos')).toMatchObject([{ text: 'VPN is down' }])
    expect(heard('message').map(({ id }) => id)).toEqual(['message/ana/x', 'message/ana/x'])
  })

  test('two hundred at once are two hundred, in the order they are read by everybody', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, at) => says(`message ${at}`, { id: String(at) })))
    const texts = (await client.posts('help')).map(({ text }) => text)
    expect(new Set(texts).size).toBe(200)
    expect((await client.posts('help')).map(({ text }) => text)).toEqual(texts)
    expect(heard('message')).toHaveLength(200)
  })

  test('only one’s own words can be changed or deleted', async () => {
    const { post } = (await says('first')).body
    expect(await client.call('PUT', `posts/${post.id}`, { as: 'carlos', text: 'no' })).toMatchObject({ status: 403 })
    expect(await client.call('DELETE', `posts/${post.id}`, { as: 'bo' })).toMatchObject({ status: 403 })
    expect(await client.call('PUT', `posts/${post.id}`, { as: 'ana', text: '**second**' })).toMatchObject({
      body: { post: { text: 'second', markdown: '**second**' } },
    })
    expect(await client.call('DELETE', `posts/${post.id}`, { as: 'ana' })).toMatchObject({ status: 200 })
    expect(await client.posts('help')).toEqual([])
  })

  test('a private answer can be put away, and the desk is not troubled with it', async () => {
    host.onReceive((event) =>
      event.kind === 'message' ? { kind: 'private', content: { text: say('Hello.') } } : { kind: 'none' },
    )
    const { answer } = (await says('hi')).body
    if (answer.kind !== 'private') throw new Error('no private answer')
    expect(await client.call('DELETE', `posts/${answer.post.id}`, { as: 'bo' })).toMatchObject({ status: 404 })
    await client.call('DELETE', `posts/${answer.post.id}`, { as: 'ana' })
    expect(await client.posts('help', 'ana')).toHaveLength(1)
    expect(heard('delete')).toEqual([])
  })

  test('a file that could run is only ever downloaded', async () => {
    const { body } = await client.call<{ id: string; url: string; picture: boolean }>(
      'POST',
      'files?name=../x.svg',
      Buffer.from('<svg onload="alert(1)"/>'),
      { 'content-type': 'image/svg+xml' },
    )
    const response = await fetch(host.url + body.url)
    expect(body.picture).toBe(false)
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''\.\.x\.svg$/)
    expect(response.headers.get('content-security-policy')).toContain('sandbox')
  })

  test('older posts come page by page', async () => {
    for (let at = 0; at < 5; at++) await says(String(at))
    const last = (await client.call<PlacePage>('GET', 'places/help?limit=2')).body
    expect(last).toMatchObject({ earlier: true, posts: [{ text: '3' }, { text: '4' }] })
    const before = (await client.call<PlacePage>('GET', `places/help?limit=3&before=${last.posts[0]?.id}`)).body
    expect(before).toMatchObject({ earlier: false, posts: [{ text: '0' }, { text: '1' }, { text: '2' }] })
  })

  test('people and places are listed, and a language is kept', async () => {
    await client.call('PUT', 'people/ana', { locale: 'es' })
    const people = (await client.call<readonly PersonView[]>('GET', 'people')).body
    expect(people.map(({ id, locale }) => `${id} ${locale}`)).toEqual([
      'ana es',
      'carlos null',
      'bo null',
      'kim null',
      'sam null',
      'ada null',
    ])
    await says('hola')
    expect(heard('message')[0]).toMatchObject({ locale: 'es' })
    const places = (await client.call<readonly PlaceView[]>('GET', 'places?as=ana')).body
    expect(places.map(({ id }) => id)).toEqual(['help', 'dm.ana', 'home.ana'])
    await client.call('POST', 'places/home.ana/open', { as: 'ana' })
    expect(heard('lifecycle')).toMatchObject([{ what: 'home-opened', place: placeRef('home.ana') }])
  })

  test('what was said when nobody could be told of it is told after the next start', async () => {
    await says('told')
    host.onReceive(() => new Promise(() => undefined))
    void says('not told', { id: 'y' }).catch(() => undefined)
    const stream = await client.stream('?as=everybody')
    await stream
      .next(({ event, data }) => event === 'post' && (data as PostView).text === 'not told')
      .catch(() => undefined)
    const second = definition.create({ DATA_DIR: folder })
    const desk = await startStubHost(demoOperations)
    await second.start(desk)
    const missed: Inbound[] = []
    for await (const event of second.missed()) missed.push(event)
    expect(missed).toMatchObject([{ kind: 'message', id: 'message/ana/y' }])
    const nothing: Inbound[] = []
    for await (const event of second.missed()) nothing.push(event)
    expect(nothing).toEqual([])
    stream.close()
    await second.stop()
    await desk.close()
    host.onReceive(() => ({ kind: 'none' }))
    network = definition.create({ DATA_DIR: folder })
  })
})

describe('the stream', () => {
  test('tells what changes, and goes on where it was broken off', async () => {
    const first = await client.stream()
    await first.next(({ event }) => event === 'ready')
    await says('one')
    await first.next(({ event, data }) => event === 'post' && (data as PostView).text === 'one')
    const lastId = first.lastId
    first.close()
    await says('two')
    const second = await client.stream('', lastId)
    const event = await second.next((one) => one.event === 'post')
    expect(event.data).toMatchObject({ text: 'two' })
    second.close()
  })

  test('keeps from one person what is another’s', async () => {
    const carlos = await client.stream('?as=carlos')
    await carlos.next(({ event }) => event === 'ready')
    await network.whisper({ place: placeRef('help'), user: userRef('ana') }, { text: say('for Ana') })
    await client.call('POST', 'messages', { as: 'bo', place: 'agents', text: 'internal' })
    await says('for all')
    expect((await carlos.next(({ event }) => event === 'post')).data).toMatchObject({ text: 'for all' })
    carlos.close()
  })

  test('tells one process what another did', async () => {
    const desk = await startStubHost(demoOperations)
    const other = definition.create({ DATA_DIR: folder })
    await other.start(desk)
    const stream = await client.stream()
    await stream.next(({ event }) => event === 'ready')
    await playgroundClient(desk.url).call('POST', 'messages', { as: 'carlos', place: 'help', text: 'from next door' })
    expect((await stream.next(({ event }) => event === 'post')).data).toMatchObject({ text: 'from next door' })
    stream.close()
    await other.stop()
    await desk.close()
  })
})

describe('commands', () => {
  const types = async (command: string, place = 'agents', as = 'bo'): Promise<Done> =>
    (await client.call('POST', 'invoke', { as, place, command })).body
  const lastInvoke = (): Inbound & { kind: 'invoke' } => heard('invoke').at(-1) as Inbound & { kind: 'invoke' }

  test('become operations, with people, places and Markdown read', async () => {
    expect((await types('/ticket reply 12 please **restart**')).operation).toBe('reply')
    expect(lastInvoke().input['ticket']).toBe('12')
    expect(JSON.stringify(lastInvoke().input['text'])).toContain('"bold":true')
    await types('/desk role @Kim supervisor', 'agents', 'ada')
    expect(lastInvoke().input).toEqual({ user: userRef('kim'), role: 'supervisor' })
  })

  test('that nobody knows are answered in the person’s language, with what was meant', async () => {
    const { answer } = await types('/ticket calim 12')
    expect(answer).toMatchObject({ kind: 'private', post: { only: 'bo', text: expect.stringContaining('claim') } })
    await client.call('PUT', 'people/bo', { locale: 'es' })
    expect((await types('/ticket calim 12')).answer).toMatchObject({
      post: { text: expect.stringContaining('¿Querías decir') },
    })
    expect(heard('invoke')).toEqual([])
  })

  test('that lack something open their form, or say what is missing', async () => {
    host.onAsk((question) =>
      question.kind === 'form' && question.operation === 'reply'
        ? {
            kind: 'form',
            form: { operation: 'reply', title: 'Reply', submit: 'Send', hidden: question.input, fields: [] },
          }
        : { kind: 'none' },
    )
    expect((await types('/ticket reply 12')).answer).toMatchObject({ kind: 'form', form: { hidden: { ticket: '12' } } })
    expect((await types('/ticket claim')).answer).toMatchObject({
      kind: 'private',
      post: { text: expect.stringContaining('/ticket claim') },
    })
  })

  test('are completed as they are typed', async () => {
    const completed = async (line: string): Promise<readonly string[]> =>
      (
        await client.call<{ choices: { value: string }[] }>('POST', 'complete', {
          as: 'bo',
          place: 'agents',
          line,
          cursor: line.length,
        })
      ).body.choices.map(({ value }) => value)
    expect(await completed('/ti')).toEqual(['/ticket'])
    expect(await completed('/ticket cl')).toContain('claim')
    expect(await completed('/desk role ki')).toEqual(['@kim'])
    host.onAsk(() => [{ value: '12', label: 'VPN is down' }])
    expect(await completed('/ticket claim 1')).toEqual(['12'])
  })
})

describe('in a ticket’s thread', () => {
  let demo: Demo
  let thread: string
  beforeEach(async () => {
    demo = await startDemo(join(folder, 'demo'))
    client = playgroundClient(demo.host.url)
    await says('VPN is down')
    thread = (await client.posts('agents')).find((post) => post.card)?.thread?.id ?? ''
  })
  afterEach(() => demo.close())

  test('a command means that ticket, without its number', async () => {
    await client.call('POST', 'invoke', { as: 'bo', place: thread, command: '/ticket claim' })
    expect(demo.tickets[0]?.owner).toBe('Bo Lindqvist')
  })

  test('what a customer writes under a message comes to the agents’ side', async () => {
    const answers = (await client.posts('help'))[0]?.thread?.id
    await client.call('POST', 'messages', { as: 'ana', place: answers, text: '!claim' })
    expect((await client.posts(thread)).at(-1)).toMatchObject({ text: '!claim', by: { name: 'Ana García' } })
  })

  test('a card changes in place, and its buttons with it', async () => {
    const card = async (): Promise<PostView | undefined> => (await client.posts('agents')).find((post) => post.card)
    const before = await card()
    expect(before?.buttons.map(({ label }) => label)).toContain('Claim')
    await client.call('POST', 'invoke', {
      as: 'bo',
      place: 'agents',
      operation: 'claim',
      input: { ticket: '1' },
      on: before?.id,
    })
    const after = await card()
    expect(after?.id).toBe(before?.id)
    expect(after?.buttons.map(({ label }) => label)).not.toContain('Claim')
  })
})
