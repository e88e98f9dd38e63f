import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import {
  DeliveryFailure,
  equalText,
  fit,
  plain,
  say,
  type Answer,
  type Content,
  type FileRef,
  type Form,
  type Inbound,
  type Input,
  type OperationInfo,
  type PlaceRef,
  type Platform,
  type MessageArrived,
  type PostRef,
  type UserRef,
} from '../../src/platform'
import { content as anyContent } from '../platform/arbitraries'
import { isWhole } from '../support/sample'
import { startStubHost, type StubHost } from '../support/stub-host'

/** One post as the network's own members find it: read from the (fake) network, not from the adapter. */
export interface SeenPost {
  readonly ref: PostRef
  /** Plain: what a person reads, a card's title and texts too. */
  readonly text: string
  /** The labels of its buttons and selects. */
  readonly controls: readonly string[]
  readonly files: readonly { readonly name: string; readonly bytes: Buffer }[]
  /** The post that it answers, where the network shows that. */
  readonly replyTo?: PostRef
  /** Emoji that the bot gave. */
  readonly reactions: readonly string[]
}

/** Harness that an adapter's tests give the suite: its network, or a fake of it that keeps its own ledger. */
export interface PlatformHarness {
  readonly platform: Platform
  /** A channel where `customer` and `agent` both are. */
  readonly channel: PlaceRef
  readonly customer: UserRef
  readonly agent: UserRef
  /** The posts that `viewer` (without one: everybody there) finds in a place, in order. */
  posts(place: PlaceRef, viewer?: UserRef): Promise<readonly SeenPost[]>
  /** Somebody writes there; with the network's own event, as it comes to the adapter. */
  says(as: UserRef, place: PlaceRef, text: string, options?: Said): Promise<Acknowledged>
  edits(as: UserRef, post: PostRef, text: string): Promise<Acknowledged>
  deletes(as: UserRef, post: PostRef): Promise<Acknowledged>
  reacts(as: UserRef, post: PostRef, emoji: string, added: boolean): Promise<Acknowledged>
  /** Presses the control with this label. What the person alone gets back is in `answer`. */
  presses(as: UserRef, place: PlaceRef, post: PostRef, label: string): Promise<Acknowledged>
  /** Sends the form that stands open before this person, filled in like this. */
  submits(as: UserRef, place: PlaceRef, form: Form, values: Readonly<Record<string, string>>): Promise<Acknowledged>
  /** Types a command as this network's people type it: `claim 12` of `/ticket`. */
  commands(as: UserRef, place: PlaceRef, words: string): Promise<Acknowledged>
  /** Delivers once more, just as before, what `says` delivered last. */
  redelivers(): Promise<Acknowledged>
  /** The link that people of this network copy of a post. */
  link(post: PostRef): string
  /** A place and a post that are not there. */
  readonly nowhere: { readonly place: PlaceRef; readonly post: PostRef }
  /** The pure function of `inbound.ts`, for the pairs in `samples`. Undefined: the event is none of the desk's business. */
  inbound(native: unknown): Inbound | undefined
  /** The folder of `*.json` files, each `{native, inbound}` (`inbound` null: dropped). */
  readonly samples: string
  /** Measures what a post of this content would be against `platform.limits`: one sentence per limit it breaks. */
  breaches(content: Content): readonly string[]
  /** Lists what is still open after `stop`: sockets, timers. Empty when nothing is. */
  open(): Promise<readonly string[]>
  /** The bot's posts that ping somebody, or hold markup which the network would act on. */
  active?(): readonly string[]
  close(): Promise<void>
}
export interface Said {
  readonly replyTo?: PostRef
  readonly file?: { readonly name: string; readonly type: string; readonly bytes: Buffer }
}
export interface Acknowledged {
  /** The network takes it as delivered. False: it sends it again, or its person is told. */
  readonly acknowledged: boolean
  readonly post?: PostRef
  readonly answer?:
    | { readonly kind: 'private'; readonly text: string }
    | { readonly kind: 'form'; readonly fields: readonly string[] }
    | { readonly kind: 'invalid'; readonly fields: Readonly<Record<string, string>> }
}

const both = (word: string): { en: string; es: string } => ({ en: word, es: word })
const field = (name: string, kind: 'ticket' | 'rich-text'): OperationInfo['fields'][number] => ({
  name,
  kind,
  label: both(name),
  required: true,
  suggests: false,
})
const operation = (name: string, ...fields: OperationInfo['fields'][number][]): OperationInfo => ({
  name,
  was: [],
  command: 'ticket',
  by: 'agent',
  menus: [],
  fields,
  title: both(name),
  summary: both(name),
})
export const contractOperations: readonly OperationInfo[] = [
  operation('claim', field('ticket', 'ticket')),
  operation('reply', field('ticket', 'ticket'), field('text', 'rich-text')),
  operation('help'),
  operation('place'),
  operation('role'),
]

const form: Form = {
  operation: 'reply',
  title: 'Reply',
  submit: 'Send',
  hidden: { ticket: '12' },
  fields: [{ name: 'text', label: 'Text', kind: 'rich-text', required: true }],
}
const card = (...controls: readonly object[]): Content => ({
  text: say('Ticket 12: VPN is down'),
  card: {
    title: 'Ticket 12: VPN is down',
    tone: 'neutral',
    blocks: [{ kind: 'controls', controls: controls as never }],
  },
})
const claim = { kind: 'button', label: 'Claim', operation: 'claim', input: { ticket: '12' } }
const reply = { kind: 'button', label: 'Reply', operation: 'reply', input: { ticket: '12' }, opensForm: true }

/** Contract that every adapter keeps. `make` starts nothing: the suite starts and stops the platform. */
export const platformContract = (name: string, make: (host: StubHost) => Promise<PlatformHarness>): void => {
  describe(`${name} keeps the platform contract`, () => {
    let host: StubHost
    let net: PlatformHarness
    let platform: Platform
    let keys = 0
    const key = (): string => `contract-${++keys}`
    const text = (words: string): Content => ({ text: say(words) })
    const texts = async (place: PlaceRef = net.channel, viewer?: UserRef): Promise<readonly string[]> =>
      (await net.posts(place, viewer)).map((post) => post.text)
    const find = async (ref: PostRef, place: PlaceRef = net.channel): Promise<SeenPost | undefined> =>
      (await net.posts(place)).find((post) => post.ref.id === ref.id)
    const failure = (kind: DeliveryFailure['kind']): object =>
      expect.objectContaining({ name: 'DeliveryFailure', kind })
    const of = (kind: Inbound['kind']): readonly Inbound[] => host.received.filter((event) => event.kind === kind)

    beforeEach(async () => {
      host = await startStubHost(contractOperations)
      net = await make(host)
      platform = net.platform
      await platform.start(host)
    })
    afterEach(async () => {
      await platform.stop()
      await net.close()
      await host.close()
    })

    describe('what the desk says', () => {
      test('stands in the place, in order', async () => {
        await platform.post(net.channel, text('one'), key())
        await platform.post(net.channel, text('two'), key())
        expect((await texts()).slice(-2)).toEqual(['one', 'two'])
      })

      test('can be changed and taken away, and taking it away twice is no error', async () => {
        if (!platform.limits.edits || !platform.limits.deletes) return
        const ref = await platform.post(net.channel, text('we look at it'), key())
        await platform.edit(ref, text('we looked at it'))
        expect((await find(ref))?.text).toBe('we looked at it')
        await platform.remove(ref)
        await platform.remove(ref)
        expect(await find(ref)).toBeUndefined()
      })

      test('is said once, however often it is sent with one key', async () => {
        if (platform.limits.unclear.by !== 'key') return
        const same = key()
        const refs = await Promise.all([1, 2, 3].map(() => platform.post(net.channel, text('only once'), same)))
        refs.push(await platform.post(net.channel, text('only once'), same))
        expect(new Set(refs.map((ref) => ref.id)).size).toBe(1)
        expect((await texts()).filter((one) => one === 'only once')).toHaveLength(1)
      })

      test('is found again by its key', async () => {
        const since = new Date(Date.now() - 60_000)
        const same = key()
        expect(['absent', 'unknown']).toContain(await platform.find(net.channel, same, since))
        const ref = await platform.post(net.channel, text('did it arrive?'), same)
        const found = await platform.find(net.channel, same, since)
        if (platform.limits.unclear.by === 'none') expect(found).toBe('unknown')
        else expect(found).toMatchObject({ id: ref.id })
      })

      test('can bear a reaction of the desk, which can be taken back', async () => {
        if (!platform.limits.reactions) return
        const { post } = await net.says(net.customer, net.channel, 'thank you')
        await platform.react(post as PostRef, '👀', true)
        expect((await find(post as PostRef))?.reactions).toEqual(['👀'])
        await platform.react(post as PostRef, '👀', false)
        expect((await find(post as PostRef))?.reactions).toEqual([])
      })

      test('of a person tells its thread beforehand only where that is what opening a room answers', async () => {
        await net.says(net.customer, net.channel, 'the beamer is dark')
        const said = of('message').at(-1) as MessageArrived
        if (said.thread === undefined) return
        const opened = await platform.open(
          said.post,
          { title: 'Ticket 12', members: [net.customer], private: false },
          key(),
        )
        expect(opened).toEqual(said.thread)
      })

      test('goes into the room of one ticket, which is opened once and can be settled', async () => {
        if (!platform.limits.threads) return
        const at = await platform.post(net.channel, card(claim), key())
        const wanted = { title: 'Ticket 12', members: [net.agent], private: false }
        const same = key()
        const room = await platform.open(at, wanted, same)
        expect(await platform.open(at, wanted, same)).toEqual(room)
        await platform.post(room, text('only we see this'), key())
        expect(await texts(room)).toContain('only we see this')
        expect(await texts()).not.toContain('only we see this')
        await platform.settle(room, 'closed')
        await platform.settle(room, 'open')
        await platform.post(room, text('it goes on'), key())
        expect(await texts(room)).toContain('it goes on')
      })

      test('reaches one person directly', async () => {
        const place = await platform.direct(net.agent)
        expect(await platform.direct(net.agent)).toEqual(place)
        await platform.post(place, text('a reminder for you'), key())
        expect(await texts(place, net.agent)).toContain('a reminder for you')
      })

      test('is seen by one person alone when it is whispered', async () => {
        if (platform.limits.private === 'anywhere') {
          await platform.whisper({ place: net.channel, user: net.agent }, text('just for you'))
        } else if (platform.limits.private === 'interaction') {
          await net.commands(net.agent, net.channel, 'claim 12')
          const answer = of('invoke').at(-1)?.answer
          if (!answer) throw new Error('an invocation must say where its private answer can go')
          await platform.whisper(answer, text('just for you'))
        } else return
        expect(await texts(net.channel, net.agent)).toContain('just for you')
        expect(await texts(net.channel, net.customer)).not.toContain('just for you')
      })

      test('carries files', async () => {
        if (platform.limits.files === 'none' || platform.limits.files.where === 'direct') return
        const bytes = Buffer.from('how to restart the VPN')
        const file: FileRef = {
          platform: 'desk',
          kind: 'file',
          id: 'kept-1',
          name: 'steps.txt',
          size: bytes.length,
          type: 'text/plain',
        }
        host.keep(file, bytes)
        const ref = await platform.post(net.channel, { ...text('see the file'), files: [file] }, key())
        expect((await find(ref))?.files).toEqual([{ name: 'steps.txt', bytes }])
      })

      test('points at the post that it answers', async () => {
        if (!platform.limits.replies) return
        const { post } = await net.says(net.customer, net.channel, 'which one?')
        const ref = await platform.post(net.channel, { ...text('the second'), replyTo: post as PostRef }, key())
        expect((await find(ref))?.replyTo?.id).toBe(post?.id)
      })

      test('bears the name of whoever the desk speaks for', async () => {
        const ref = await platform.post(
          net.channel,
          { ...text('said for Ana'), as: { name: 'Ana of the team' } },
          key(),
        )
        const seen = await find(ref)
        if (platform.limits.persona === 'prefix') expect(seen?.text).toMatch(/^Ana of the team:\s+said for Ana$/)
        else expect(seen?.text).toBe('said for Ana')
      })

      test('shows that the desk is writing, and who people are, without a fault', async () => {
        await platform.typing(net.channel)
        const profile = await platform.profile(net.customer)
        expect(profile.name).not.toBe('')
        expect(profile.bot).toBe(false)
      })

      test('does not come back to the desk as something said', async () => {
        const ref = await platform.post(net.channel, text('said by the desk itself'), key())
        if (platform.limits.edits) await platform.edit(ref, text('said again by the desk itself'))
        if (platform.limits.deletes) await platform.remove(ref)
        await net.says(net.customer, net.channel, 'and this by a person')
        await host.next('message', (event) => plain(event.text).includes('by a person'))
        expect(of('message')).toHaveLength(1)
        expect([...of('edit'), ...of('delete')]).toEqual([])
      })
    })

    describe('what cannot be delivered', () => {
      test('fails as gone where the place or the post is no longer there', async () => {
        await expect(platform.post(net.nowhere.place, text('anybody?'), key())).rejects.toEqual(failure('gone'))
        if (platform.limits.edits)
          await expect(platform.edit(net.nowhere.post, text('x'))).rejects.toEqual(failure('gone'))
        if (platform.limits.deletes) await expect(platform.remove(net.nowhere.post)).resolves.toBeUndefined()
      })

      test('what is not there is forgotten without a word, and a post that is forgotten is as one that was removed', async () => {
        const nothing = [net.nowhere.place, net.nowhere.post]
        await expect(platform.forget(nothing, new Date())).resolves.toBeUndefined()
        if (!platform.limits.keepsWords) return
        const [gone, kept] = [
          await platform.post(net.channel, text('gone'), key()),
          await platform.post(net.channel, text('kept'), key()),
        ]
        for (let times = 0; times < 2; times++) await platform.forget([gone], new Date())
        expect(await texts()).toContain('kept')
        expect(await texts()).not.toContain('gone')
        await expect(platform.edit(gone, text('x'))).rejects.toEqual(failure('gone'))
        await expect(platform.remove(gone)).resolves.toBeUndefined()
        await expect(platform.edit(kept, text('y'))).resolves.toBeUndefined()
      })

      test('fails as refused when it is longer than a post may be', async () => {
        const long = text('x'.repeat(platform.limits.text + 1))
        await expect(platform.post(net.channel, long, key())).rejects.toEqual(failure('refused'))
      })

      test('fails with a DeliveryFailure when the platform was stopped, and with nothing else', async () => {
        await platform.stop()
        await expect(platform.post(net.channel, text('too late'), key())).rejects.toBeInstanceOf(DeliveryFailure)
        await platform.start(host)
      })
    })

    describe('limits', () => {
      test('hold for whatever content is fitted to them, and nothing that is fitted is refused', async () => {
        await fc.assert(
          fc.asyncProperty(anyContent, async (content) => {
            for (const file of content.files ?? []) host.keep(file, Buffer.from('bytes'))
            for (const part of fit(content, platform.limits, { measure: (text) => platform.measure(text) })) {
              expect(net.breaches(part)).toEqual([])
              await platform.post(net.channel, part, key())
            }
          }),
          { numRuns: isWhole ? 60 : 20 },
        )
      }, 60_000)

      test('know a post by the link that people copy of it, and no other text', async () => {
        const { post } = await net.says(net.customer, net.channel, 'my VPN is down')
        expect(platform.postAt(net.link(post!), net.agent)).toEqual(post)
        for (const text of ['', 'help', 'https://example.org/a/b/c', `see ${net.link(post!)}`, '../', 'https://%'])
          expect(platform.postAt(text, net.agent)).toBeUndefined()
      })

      test('say where sends share a rate, the same for the same place at any time', async () => {
        const lane = platform.lane(net.channel)
        expect(lane).not.toBe('')
        expect(platform.lane({ ...net.channel })).toBe(lane)
        await platform.stop()
        expect(platform.lane(net.channel)).toBe(lane)
        await platform.start(host)
      })
    })

    describe('what people do', () => {
      test('reaches the desk as what it was: words, edit, reaction, deletion', async () => {
        const { post } = await net.says(net.customer, net.channel, 'my **VPN** is down')
        const message = await host.next('message')
        expect(message).toMatchObject({ from: net.customer, place: net.channel, direct: false, post })
        expect(plain(message.text)).toBe('my VPN is down')
        expect(message.name).not.toBe('')
        expect(message.id).not.toBe('')
        expect(message.workspace).toBeDefined()
        await net.edits(net.customer, post as PostRef, 'my VPN is up')
        expect(plain((await host.next('edit')).text)).toBe('my VPN is up')
        if (platform.limits.reactions) {
          await net.reacts(net.agent, post as PostRef, '🎫', true)
          expect(await host.next('reaction')).toMatchObject({ emoji: '🎫', added: true, from: net.agent, post })
        }
        await net.deletes(net.customer, post as PostRef)
        expect(await host.next('delete')).toMatchObject({ post })
      })

      test('keeps a reply tied to what it answers', async () => {
        if (!platform.limits.hears.replies) return
        const at = await platform.post(net.channel, card(claim), key())
        const room = await platform.open(at, { title: 'Ticket 12', members: [net.agent], private: false }, key())
        const first = await net.says(net.customer, room, 'which one?')
        await net.says(net.agent, room, 'the second', { replyTo: first.post as PostRef })
        expect(await host.next('message', (event) => event.replyTo !== undefined)).toMatchObject({
          replyTo: first.post,
        })
      })

      test('brings its files along, byte for byte', async () => {
        if (platform.limits.files === 'none') return
        const place = platform.limits.files.where === 'direct' ? await platform.direct(net.customer) : net.channel
        const bytes = Buffer.from([0, 255, 1, 254, 10, 13])
        await net.says(net.customer, place, 'a log', {
          file: { name: 'vpn.log', type: 'application/octet-stream', bytes },
        })
        const { files } = await host.next('message')
        expect(files).toMatchObject([{ name: 'vpn.log', size: bytes.length }])
        expect(await buffer(await platform.file(files[0] as FileRef))).toEqual(bytes)
      })

      test('is direct when it is said to the desk alone', async () => {
        const place = await platform.direct(net.customer)
        await net.says(net.customer, place, 'psst')
        expect(await host.next('message')).toMatchObject({ direct: true, place })
      })

      test('in a room names the place it hangs in', async () => {
        if (!platform.limits.threads) return
        const at = await platform.post(net.channel, card(claim), key())
        const room = await platform.open(at, { title: 'Ticket 12', members: [net.agent], private: false }, key())
        await net.says(net.agent, room, 'between us')
        expect(await host.next('message')).toMatchObject({ place: room, parent: net.channel })
      })

      test('is not acknowledged when the desk could not store it, and is when it comes again', async () => {
        host.onReceive(() => Promise.reject(new Error('the database is away')))
        expect((await net.says(net.customer, net.channel, 'please keep this')).acknowledged).toBe(false)
        expect(of('message')).toEqual([])
        host.onReceive(() => ({ kind: 'none' }))
        expect((await net.redelivers()).acknowledged).toBe(true)
        expect(of('message')).toHaveLength(1)
      })

      test('keeps its id and its post when it is delivered again', async () => {
        await net.says(net.customer, net.channel, 'once')
        await net.redelivers()
        const [first, again] = of('message') as readonly (Inbound & { kind: 'message' })[]
        expect(again?.id).toBe(first?.id)
        expect(again?.post).toEqual(first?.post)
        expect((await texts()).filter((one) => one === 'once')).toHaveLength(1)
      })
    })

    describe('doors', () => {
      const invoked = async (): Promise<{ operation: string; input: Input }> => {
        const { operation, input } = await host.next('invoke', (event) => contractDoors.has(event.operation))
        return { operation, input }
      }

      test('a button invokes its operation with its input, and says on which post', async () => {
        const ref = await platform.post(net.channel, card(claim), key())
        expect((await find(ref))?.controls).toEqual(['Claim'])
        await net.presses(net.agent, net.channel, ref, 'Claim')
        expect(await invoked()).toEqual({ operation: 'claim', input: { ticket: '12' } })
        expect(of('invoke').at(-1)).toMatchObject({ from: net.agent, on: { id: ref.id } })
      })

      test('a command does the same', async () => {
        if (platform.limits.commands === 'none') return
        await net.commands(net.agent, net.channel, 'claim 12')
        expect(await invoked()).toEqual({ operation: 'claim', input: { ticket: '12' } })
      })

      test('what the desk answers is for its sender alone', async () => {
        if (platform.limits.private === 'none') return
        host.onReceive((event): Answer =>
          event.kind === 'invoke' ? { kind: 'private', content: text('Bo has it already.') } : { kind: 'none' },
        )
        const ref = await platform.post(net.channel, card(claim), key())
        const { answer } = await net.presses(net.agent, net.channel, ref, 'Claim')
        expect(answer).toEqual({ kind: 'private', text: 'Bo has it already.' })
        expect(await texts(net.channel, net.customer)).not.toContain('Bo has it already.')
      })

      test('a form opens, tells its faults at their fields, and is taken when it is right', async () => {
        if (platform.limits.form === 'none') return
        host.onAsk((question) => (question.kind === 'form' ? { kind: 'form', form } : []))
        const ref = await platform.post(net.channel, card(reply), key())
        const { answer } = await net.presses(net.agent, net.channel, ref, 'Reply')
        expect(answer).toEqual({ kind: 'form', fields: ['text'] })
        host.onReceive((event): Answer =>
          event.kind === 'invoke' && plain(event.input['text'] as Content['text']) === 'no'
            ? { kind: 'invalid', fields: { text: 'Say more.' } }
            : { kind: 'none' },
        )
        const wrong = await net.submits(net.agent, net.channel, form, { text: 'no' })
        expect(wrong.answer).toEqual({ kind: 'invalid', fields: { text: 'Say more.' } })
        const right = await net.submits(net.agent, net.channel, form, { text: 'please **restart** it' })
        expect(right.acknowledged).toBe(true)
        const said = of('invoke').at(-1) as Inbound & { kind: 'invoke' }
        expect(said).toMatchObject({ operation: 'reply', input: { ticket: '12' } })
        const words = said.input['text']
        expect(typeof words === 'string' || equalText(words as Content['text'], boldRestart)).toBe(true)
      })
    })

    describe('samples', () => {
      test('every native event becomes what its sample says', () => {
        const files = readdirSync(net.samples).filter((file) => file.endsWith('.json'))
        expect(files).not.toEqual([])
        for (const file of files) {
          const { native, inbound } = JSON.parse(readFileSync(join(net.samples, file), 'utf8')) as {
            native: unknown
            inbound: unknown
          }
          const became = net.inbound(native)
          expect({ file, inbound: became ? JSON.parse(JSON.stringify(became)) : null }).toEqual({ file, inbound })
        }
      })
    })

    test('stopping leaves nothing open, and starting again goes on', async () => {
      await platform.stop()
      expect(await net.open()).toEqual([])
      await platform.start(host)
      await platform.post(net.channel, text('back again'), key())
      expect(await texts()).toContain('back again')
    })
  })
}

const contractDoors = new Set(['claim', 'reply'])
const boldRestart: Content['text'] = [
  {
    kind: 'paragraph',
    inlines: [
      { kind: 'text', text: 'please ' },
      { kind: 'text', text: 'restart', bold: true },
      { kind: 'text', text: ' it' },
    ],
  },
]
