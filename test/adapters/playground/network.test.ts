import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { factsOf } from '../../../adapters/playground/network-compact'
import { emptyState, fold, mayEnter, postId, roomOf, type Fact, type State } from '../../../adapters/playground/network'
import { openNetwork, type SharedNetwork } from '../../../adapters/playground/network-shared'
import { say } from '../../../src/platform'

const at = '2026-03-02T09:30:00.000Z'
const post = (key: string, words: string, more: Partial<Fact & { fact: 'post' }> = {}): Fact => ({
  fact: 'post',
  id: postId(key),
  at,
  place: 'help',
  by: 'ana',
  event: key,
  body: { text: say(words), files: [], mentions: [] },
  ...more,
})
const folded = (...facts: readonly Fact[]): State => {
  const state = emptyState()
  facts.forEach((fact, rev) => fold(state, fact, rev))
  return state
}
const said = (state: State, place = 'help'): readonly string[] =>
  (roomOf(state, place)?.posts ?? []).flatMap((id) => {
    const one = state.posts.get(id)
    return one && !one.deleted && !one.withdrawn ? [JSON.stringify(one.body.text)] : []
  })

describe('what was said', () => {
  test('the first line with a key wins, whatever a later one says', () => {
    expect(said(folded(post('1', 'first'), post('1', 'second')))).toEqual([JSON.stringify(say('first'))])
  })

  test('a message that the desk could not store was never said, until it is said again', () => {
    const withdrawn = folded(post('1', 'lost?'), { fact: 'withdraw', post: postId('1') })
    expect(said(withdrawn)).toEqual([])
    fold(withdrawn, post('1', 'lost?'), 9)
    expect(said(withdrawn)).toEqual([JSON.stringify(say('lost?'))])
  })

  test('a message that one process stored stays, though another could not', () => {
    const id = postId('1')
    const heard: Fact = { fact: 'heard', post: id }
    const withdraw: Fact = { fact: 'withdraw', post: id }
    expect(said(folded(post('1', 'kept'), heard, withdraw))).toHaveLength(1)
    expect(said(folded(post('1', 'kept'), withdraw, heard))).toHaveLength(1)
  })

  test('a reaction counts once for each person and can be taken back', () => {
    const react = (by: string, added: boolean): Fact => ({
      fact: 'reaction',
      post: postId('1'),
      by,
      emoji: '👍',
      added,
    })
    const state = folded(
      post('1', 'hello'),
      react('bo', true),
      react('bo', true),
      react('kim', true),
      react('bo', false),
    )
    expect(state.posts.get(postId('1'))?.reactions.get('👍')).toEqual(['kim'])
  })

  test('whatever lines are in the log, in whatever order, reading them never fails and forgets no post', () => {
    const ids = ['1', '2', '3']
    const key = fc.constantFrom(...ids)
    const fact = fc.oneof(
      key.map((one) => post(one, one)),
      key.map((one): Fact => ({ fact: 'delete', at, post: postId(one) })),
      key.map((one): Fact => ({ fact: 'withdraw', post: postId(one) })),
      key.map((one): Fact => ({ fact: 'heard', post: postId(one) })),
      key.map((one): Fact => ({
        fact: 'edit',
        at,
        post: postId(one),
        body: { text: say('new'), files: [], mentions: [] },
      })),
      key.map((one): Fact => ({ fact: 'reaction', post: postId(one), by: 'bo', emoji: '👀', added: true })),
      key.map((one) => post(`in ${one}`, one, { place: `help.${postId(one)}` })),
      fc.constant({ fact: 'of a later version' } as unknown as Fact),
    )
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 40 }), (facts) => {
        const state = folded(...facts)
        for (const one of facts)
          if (one.fact === 'post' && one.place === 'help') expect(state.posts.has(one.id)).toBe(true)
        for (const room of state.rooms.values()) expect(new Set(room.posts).size).toBe(room.posts.length)
      }),
    )
  })
})

describe('who may be where', () => {
  test('customers are in their channel and their own direct messages, and nowhere else', () => {
    const state = emptyState()
    const places = ['help', 'agents', 'supervisors', 'dm.ana', 'dm.carlos', 'home.ana', 'home.bo']
    expect(places.filter((place) => mayEnter(state, place, 'ana'))).toEqual(['help', 'dm.ana', 'home.ana'])
  })

  test('a private thread is for its members', () => {
    const thread = `help.${postId('1')}`
    const state = folded(post('1', 'secret'), {
      fact: 'room',
      at,
      id: thread,
      title: '#1',
      members: ['ana'],
      private: true,
    })
    expect(['ana', 'carlos', 'bo'].filter((person) => mayEnter(state, thread, person))).toEqual(['ana'])
  })

  test('there is no thread under a post that is not there, nor in a thread', () => {
    const state = folded(post('1', 'hello'))
    const thread = `help.${postId('1')}`
    expect(roomOf(state, thread)).toBeDefined()
    expect(roomOf(state, `help.${postId('2')}`)).toBeUndefined()
    expect(roomOf(state, `${thread}.${postId('1')}`)).toBeUndefined()
    for (const wrong of ['', 'nowhere', 'dm.nobody', '../help', 'dm.', 'help.p-'])
      expect(roomOf(state, wrong)).toBeUndefined()
  })
})

describe('two processes with one folder', () => {
  let folder: string
  const open: SharedNetwork[] = []
  const joined = (): SharedNetwork => {
    const network = openNetwork(folder)
    open.push(network)
    return network
  }
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'playground-log-'))))
  afterEach(() => {
    for (const network of open.splice(0)) network.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('are one network: what one writes the other reads, and hears of', async () => {
    const [one, other] = [joined(), joined()]
    const heard = new Promise((resolve) => other.watch((change) => resolve(change.posts)))
    one.append(post('1', 'hello'))
    expect(said(other.read())).toHaveLength(1)
    expect(await heard).toEqual([postId('1')])
  })

  test('agree on which of two posts with one key stands', () => {
    const [one, other] = [joined(), joined()]
    one.append(post('1', 'mine'))
    other.append(post('1', 'no, mine'))
    expect(said(one.read())).toEqual(said(other.read()))
    expect(said(one.read())).toEqual([JSON.stringify(say('mine'))])
  })

  test('lose nothing to a line that a kill tore', () => {
    const one = joined()
    one.append(post('1', 'before'))
    appendFileSync(join(folder, 'log.jsonl'), '\n{"fact":"post","id":"p-12","at":"20')
    expect(said(one.read())).toHaveLength(1)
    const other = joined()
    other.append(post('2', 'after'))
    expect(said(other.read())).toHaveLength(2)
    expect(said(one.read())).toEqual(said(other.read()))
  })

  test('read back the same after everybody left', () => {
    const one = joined()
    for (let count = 0; count < 300; count++) one.append(post(String(count), 'ñandú 👩‍👩‍👧‍👦 '.repeat(count)))
    expect(said(joined().read())).toEqual(said(one.read()))
    expect(readFileSync(join(folder, 'log.jsonl')).length).toBe(one.end())
  })

  test('forget the same, for good, while both go on writing', async () => {
    const [one, other] = [joined(), joined()]
    const kept = await one.keepFile('secret.txt', 'text/plain', Buffer.from('secret bytes'))
    one.append(post('1', 'a secret', { body: { text: say('a secret'), files: [kept.id], mentions: [] } }))
    one.append({
      fact: 'edit',
      at,
      post: postId('1'),
      body: { text: say('still a secret'), files: [kept.id], mentions: [] },
    })
    one.append(post('2', 'of somebody else', { by: 'carlos' }))
    expect(said(other.read())).toHaveLength(2)
    const end = other.end()
    expect(await one.forget({ people: ['ana'], posts: [], places: [], before: '2027' })).toBe(true)
    // The other has the old file open.
    other.append(post('3', 'said meanwhile', { by: 'carlos' }))
    one.append(post('4', 'and then', { by: 'carlos' }))
    const third = joined()
    for (const network of [one, other, third])
      expect(said(network.read()).map((words) => /somebody|meanwhile|then/.exec(words)?.[0])).toEqual([
        'somebody',
        'meanwhile',
        'then',
      ])
    expect(readFileSync(join(folder, 'log.jsonl'), 'utf8')).not.toContain('secret')
    expect(readdirSync(join(folder, 'files'))).toEqual([])
    expect(readdirSync(folder).toSorted()).toEqual(['files', 'log.jsonl'])
    expect(third.read().posts.get(postId('1'))).toMatchObject({ deleted: true, erased: true })
    expect(other.changedSince(end)?.posts).toEqual(expect.arrayContaining([postId('1'), postId('3'), postId('4')]))
    expect(other.end()).toBeGreaterThan(end)
  })

  test('one that was killed while it rewrote the log leaves it whole, and the next goes on', async () => {
    const one = joined()
    one.append(post('1', 'a secret'))
    writeFileSync(join(folder, 'log.jsonl.part'), '{"log":{"base":12,"si')
    writeFileSync(join(folder, 'log.jsonl.lock'), '')
    const forgotten = { people: [], posts: [postId('1')], places: [], before: at }
    expect(await one.forget(forgotten)).toBe(false)
    expect(said(joined().read())).toEqual([])
    utimesSync(join(folder, 'log.jsonl.lock'), 0, 0)
    expect(await one.forget(forgotten)).toBe(true)
    expect(readFileSync(join(folder, 'log.jsonl'), 'utf8')).not.toContain('secret')
    expect(readdirSync(folder)).toEqual(['log.jsonl'])
  })
})

describe('the log written anew', () => {
  test('tells the same of whatever was said and done', () => {
    const id = fc.nat(5).map((key) => postId(String(key)))
    const place = fc.constantFrom('help', 'agents', 'dm.ana', `help.${postId('0')}`, `agents.${postId('1')}`)
    const by = fc.constantFrom('ana', 'carlos', 'desk')
    const body = fc.string().map((words) => ({ text: say(words), files: [], mentions: [] }))
    const fact: fc.Arbitrary<Fact> = fc.oneof(
      fc.record({ fact: fc.constant('post' as const), id, at: fc.constant(at), place, by, body }),
      fc.record({ fact: fc.constant('edit' as const), at: fc.constant(at), post: id, body }),
      fc.record({ fact: fc.constant('delete' as const), at: fc.constant(at), post: id }),
      fc.record({ fact: fc.constantFrom('heard' as const, 'withdraw' as const), post: id }),
      fc.record({
        fact: fc.constant('reaction' as const),
        post: id,
        by,
        emoji: fc.constantFrom('👍', '🔥'),
        added: fc.boolean(),
      }),
      fc.record({
        fact: fc.constant('room' as const),
        at: fc.constant(at),
        id: place,
        title: fc.string(),
        members: fc.constant(['ana']),
        private: fc.boolean(),
      }),
      fc.record({
        fact: fc.constant('settle' as const),
        place,
        state: fc.constantFrom('open' as const, 'closed' as const),
      }),
      fc.record({
        fact: fc.constant('forget' as const),
        people: fc.subarray(['ana', 'carlos']),
        posts: fc.array(id, { maxLength: 2 }),
        places: fc.array(place, { maxLength: 1 }),
        before: fc.constantFrom('2020', '2030'),
      }),
    )
    const seen = (state: State) => ({
      posts: [...state.posts.values()]
        .filter((one) => !one.withdrawn)
        .map(({ rev: _rev, editedAt, ...one }) => ({
          ...one,
          body: one.deleted ? undefined : one.body,
          editedAt: one.deleted ? undefined : editedAt,
          reactions: one.deleted ? [] : [...one.reactions],
        })),
      rooms: Object.fromEntries(
        [...state.rooms.values()]
          .map(
            ({ rev: _rev, posts, ...room }) =>
              [room.id, { ...room, posts: posts.filter((one) => state.posts.get(one)?.withdrawn === false) }] as const,
          )
          .filter(([, room]) => room.posts.length > 0 || room.title !== undefined || room.settled),
      ),
    })
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 40 }), (facts) => {
        const state = folded(...facts)
        expect(seen(folded(...factsOf(state)))).toEqual(seen(state))
      }),
      { numRuns: 300 },
    )
  })
})
