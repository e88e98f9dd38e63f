import { Readable } from 'node:stream'
import {
  DeliveryFailure,
  lengthOf,
  plain,
  say,
  type Answer,
  type Button,
  type Content,
  type FileRef,
  type Finding,
  type Host,
  type Inbound,
  type Input,
  type Limits,
  type Platform,
  type PlaceRef,
  type PostRef,
  type Question,
  type UserRef,
} from '../../src/platform'

/** One message as the network keeps it. */
export interface FakePost {
  readonly id: string
  readonly place: string
  by: string
  content: Content
  isDeleted: boolean
  readonly reactions: Set<string>
  readonly edits: number[]
}
/** A call that reached the network, in order. */
export interface Call {
  readonly what: 'post' | 'edit' | 'remove' | 'react' | 'open' | 'settle' | 'direct' | 'file'
  readonly at: number
  readonly place: string
  readonly key?: string
  readonly text?: string
}
type Fault = (call: Omit<Call, 'at'>) => DeliveryFailure | 'lost-answer' | undefined

export const generousLimits: Limits = {
  text: 4000,
  card: {
    title: 200,
    text: 3000,
    fields: 25,
    fieldValue: 1000,
    blocks: 50,
    row: 5,
    rows: 5,
    label: 80,
    choices: 25,
    total: 6000,
  },
  actionId: 100,
  form: { title: 100, fields: 10, label: 100, text: 4000, choices: 100 },
  private: 'anywhere',
  commands: 'anywhere',
  edits: true,
  deletes: true,
  reactions: true,
  typing: true,
  threads: true,
  replies: true,
  hears: { typing: true, replies: true },
  files: { size: 10_000_000, count: 10, where: 'anywhere' },
  persona: 'native',
  unclear: { by: 'key', for: Infinity },
  pace: [],
  identity: 'proven',
  keepsWords: false,
  unpaced: [],
}

/** A chat network in memory that keeps its own ledger: what arrived, how often, in which order. Faults are switched on by tests. */
export const fakeNetwork = (name: string, limits: Partial<Limits> = {}) => {
  const posts = new Map<string, FakePost>()
  const byKey = new Map<string, string>()
  const calls: Call[] = []
  const files = new Map<string, Buffer>()
  const unheard: Inbound[] = []
  const findings: Finding[] = []
  const typings: string[] = []
  const groups = new Map<string, readonly string[] | 'unread'>()
  const bots = new Set<string>()
  let fault: Fault = () => undefined
  let held: ((call: Omit<Call, 'at'>) => Promise<void>) | undefined
  let host: Host | undefined
  let sequence = 0
  const limitsHere: Limits = { ...generousLimits, ...limits }

  const ref = <K extends string>(kind: K, id: string) => ({ platform: name, kind, id })
  const place = (id: string): PlaceRef => ref('place', id)
  const user = (id: string): UserRef => ref('user', id)
  const postRef = (id: string): PostRef => ref('post', id)
  const called = async <T>(call: Omit<Call, 'at'>, done: () => T): Promise<T> => {
    const failing = fault(call)
    if (failing instanceof DeliveryFailure) throw failing
    calls.push({ ...call, at: Date.now() })
    const result = done()
    await held?.(call)
    if (failing === 'lost-answer') throw new DeliveryFailure('unclear', 'the answer was lost')
    return result
  }
  const keep = (where: string, by: string, content: Content): FakePost => {
    const post: FakePost = {
      id: `m${++sequence}`,
      place: where,
      by,
      content,
      isDeleted: false,
      reactions: new Set(),
      edits: [],
    }
    posts.set(post.id, post)
    return post
  }
  const standing = (id: string): FakePost => {
    const post = posts.get(id)
    if (post === undefined || post.isDeleted) throw new DeliveryFailure('gone', `no post ${id}`)
    return post
  }

  const platform: Platform = {
    name,
    limits: limitsHere,
    start: async (given) => {
      host = given
      await given.receive({ ...arrival('ada', 'agents', `${name}-installed`), kind: 'lifecycle', what: 'installed' })
    },
    stop: async () => undefined,
    post: async (to, content, key) =>
      called({ what: 'post', place: to.id, key, text: plain(content.text) }, () => {
        const known = byKey.get(key)
        if (known !== undefined && limitsHere.unclear.by === 'key') return postRef(known)
        const post = keep(to.id, content.as?.name ?? 'desk', content)
        byKey.set(key, post.id)
        return postRef(post.id)
      }),
    edit: async (at, content) =>
      called({ what: 'edit', place: standing(at.id).place, text: plain(content.text) }, () => {
        const post = standing(at.id)
        post.content = content
        post.edits.push(calls.length)
      }),
    remove: async (at) =>
      called({ what: 'remove', place: posts.get(at.id)?.place ?? '' }, () => {
        const post = posts.get(at.id)
        if (post !== undefined) post.isDeleted = true
      }),
    react: async (at, emoji, added) =>
      called({ what: 'react', place: standing(at.id).place, text: `${added ? '+' : '-'}${emoji}` }, () => {
        if (added) standing(at.id).reactions.add(emoji)
        else standing(at.id).reactions.delete(emoji)
      }),
    open: async (at, { title }, key) =>
      called({ what: 'open', place: at.id, key, text: title }, () => place(`${at.id}/thread`)),
    settle: async (at, state) => called({ what: 'settle', place: at.id, text: state }, () => undefined),
    direct: async (to) => called({ what: 'direct', place: `dm.${to.id}` }, () => place(`dm.${to.id}`)),
    whisper: async () => undefined,
    typing: async (at) => void typings.push(at.id),
    file: async (file) =>
      called({ what: 'file', place: file.id }, () => {
        const bytes = files.get(file.id)
        if (bytes === undefined) throw new DeliveryFailure('gone', `no file ${file.id}`)
        return Readable.from([bytes])
      }),
    profile: async (of) => ({ name: of.id, presence: 'unknown', bot: bots.has(of.id) }),
    members: async (of) => {
      const members = groups.get(of.id)
      if (members === undefined) throw new DeliveryFailure('gone', `nothing called ${of.id}`)
      if (members === 'unread') throw new DeliveryFailure('blocked', 'no leave to read it')
      return members.map(user)
    },
    group: async (typed) =>
      groups.has(typed.replace('@', ''))
        ? { ref: ref('group', typed.replace('@', '')), name: typed.replace('@', '') }
        : undefined,
    lane: (at) => at.id.split('/')[0]!,
    postAt: (link) => (link.startsWith(`${name}://`) ? postRef(link.slice(name.length + 3)) : undefined),
    measure: lengthOf,
    find: async (to, key) => {
      const id = byKey.get(key)
      return id !== undefined && posts.get(id)?.place === to.id ? postRef(id) : 'absent'
    },
    diagnose: async () => findings,
    forget: async (what) => {
      const ids = new Set(what.map(({ id }) => id))
      for (const post of posts.values())
        if (ids.has(post.id) || ids.has(post.by) || ids.has(post.place)) {
          post.isDeleted = true
          post.content = { text: [] }
        }
    },
    missed: async function* () {
      yield* unheard.splice(0)
    },
  }

  const arrival = (from: string, where: string, id = `${name}-e${++sequence}`) => ({
    id,
    at: new Date(),
    workspace: ref('workspace', 'main'),
    from: user(from),
    name: from[0]!.toUpperCase() + from.slice(1),
    place: place(where),
    ...(where.includes('/') ? { parent: place(posts.get(where.split('/')[0]!)?.place ?? where.split('/')[0]!) } : {}),
    direct: where.startsWith('dm.'),
  })

  const receive = async (event: Inbound): Promise<Answer> => host!.receive(event)
  const visible = (where: string) => [...posts.values()].filter((post) => post.place === where && !post.isDeleted)
  const buttonsOf = (post: FakePost): Button[] =>
    (post.content.card?.blocks ?? []).flatMap((block) =>
      block.kind === 'controls' ? block.controls.filter((control) => control.kind === 'button') : [],
    )

  /** Acts of a person; each resolves once the desk has stored it, with the answer for that person alone. */
  const person = (id: string) => {
    const message = (
      text: string,
      where: string,
      more: Partial<Inbound & { kind: 'message' }> = {},
    ): Inbound & { kind: 'message' } => {
      const post = keep(where, id, { text: say(text) })
      return { ...arrival(id, where), kind: 'message', post: postRef(post.id), text: say(text), files: [], ...more }
    }
    const invoke = async (operation: string, input: Input, where = 'agents', more: object = {}) =>
      receive({ ...arrival(id, where), kind: 'invoke', operation, input, ...more })
    return {
      id,
      user: user(id),
      message,
      says: async (text: string, where = 'help', more: Partial<Inbound & { kind: 'message' }> = {}) => {
        const event = message(text, where, more)
        await receive(event)
        return posts.get(event.post.id)!
      },
      /** Said while the desk was away. */
      saysUnheard: (text: string, where = 'help') => {
        const event = message(text, where)
        unheard.push(event)
        return event
      },
      edits: async (post: FakePost, text: string) => {
        post.content = { text: say(text) }
        return receive({ ...arrival(id, post.place), kind: 'edit', post: postRef(post.id), text: say(text) })
      },
      deletes: async (post: FakePost) => {
        post.isDeleted = true
        return receive({ ...arrival(id, post.place), kind: 'delete', post: postRef(post.id) })
      },
      reacts: async (post: FakePost, emoji: string, added = true) =>
        receive({ ...arrival(id, post.place), kind: 'reaction', post: postRef(post.id), emoji, added }),
      invokes: invoke,
      clicks: async (label: string, post: FakePost, more: Input = {}) => {
        const button = buttonsOf(post).find((one) => one.label === label)
        if (button === undefined)
          throw new Error(
            `no button ${label}: ${buttonsOf(post)
              .map((one) => one.label)
              .join(', ')}`,
          )
        return invoke(button.operation, { ...button.input, ...more }, post.place, { on: postRef(post.id) })
      },
    }
  }

  return {
    name,
    platform,
    posts,
    calls,
    /** Findings that it gives the doctor. */
    findings,
    typings,
    /** Members of each group and channel, as the network knows them. */
    groups,
    /** Users whose profile says that they are programs. */
    bots,
    files,
    place,
    user,
    person,
    receive,
    ask: async <Q extends Question>(question: Q) => host!.ask({ workspace: ref('workspace', 'main'), ...question }),
    arrival,
    visible,
    buttonsOf,
    texts: (where: string) => visible(where).map((post) => plain(post.content.text)),
    /** The agents' card of a ticket. */
    card: (number: number) => visible('agents').find((post) => post.content.card?.title.startsWith(`#${number} ·`)),
    thread: (post: FakePost) => `${post.id}/thread`,
    fails: (how: Fault) => {
      fault = how
    },
    /** The next call of this kind is carried out, and its answer waits until it `goesOn`. */
    holdsUp: (what: Call['what']) => {
      let goesOn = (): void => undefined
      const told = new Promise<void>((resolve) => {
        goesOn = resolve
      })
      const reached = new Promise<void>((resolve) => {
        held = async (call) => {
          if (call.what !== what) return
          held = undefined
          resolve()
          await told
        }
      })
      return { reached, goesOn }
    },
    addFile: (id: string, bytes: Buffer, filename = `${id}.txt`): FileRef => {
      files.set(id, bytes)
      return { ...ref('file', id), name: filename, size: bytes.length, type: 'text/plain' }
    },
  }
}
export type FakeNetwork = ReturnType<typeof fakeNetwork>

/** The words of a private answer. */
export const wordsOfAnswer = (answer: Answer): string =>
  answer.kind === 'private'
    ? plain(answer.content.text)
    : answer.kind === 'invalid'
      ? Object.values(answer.fields).join('; ')
      : answer.kind
