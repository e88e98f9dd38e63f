import {
  fit,
  fitWords,
  type Content,
  type FileRef,
  type Forgettable,
  type Locale,
  type Limits,
  type Measure,
  type PlaceRef,
  type PostRef,
  type UserRef,
} from '../platform'
import type { Room } from '../tickets/room-rows'
import type { Unit } from '../store/transaction'
import type { Anchor, Delivery } from './delivery'
import { outboxRows, type OutboundRow, type SaidPart } from './outbox-rows'
import { slotRows, type SlotKind } from './slot-rows'

/** Facts about the networks that the outbox must know: no call goes out from here. */
export interface Networks {
  /** Undefined when this process does not run that network. */
  limits(platform: string): Limits | undefined
  /** Length of a text once printed there. */
  measure(platform: string): Measure
  lane(place: PlaceRef): string
  /** The post that a link leads to, on whichever network; undefined for other links. */
  postAt(link: string, from: UserRef): PostRef | undefined
  /** Shows that somebody is writing there. Transient: not kept, and nobody hears of it when it fails. */
  typing(place: PlaceRef): void
  /** Tells the courier, after the commit, that this lane has something to send. */
  ready(desk: string, lane: string): void
  /** Asks, after the commit, who is in the groups that give roles. */
  syncRoles(desk: string): void
}

export interface Said {
  /** Says the same thing once, however often it is asked. */
  readonly key: string
  readonly ticket?: number
  readonly entry?: string
  /** Not before this time: until then it can be taken back. */
  readonly notBefore?: Date
  /** Goes once this is there: `files:<entry>`. */
  readonly waitsFor?: string
}
type SaidEntry = Said & { readonly entry: string }

/** The only way to speak: an intent, stored with what caused it, that the courier carries out after the commit. */
export interface Outbox {
  /** Lane of sends to this place, or to this person's DM: they share a rate limit. */
  lane(to: PlaceRef | UserRef): string
  /** The post that a link leads to, on whichever network; undefined for other links. */
  postAt(link: string, from: UserRef): PostRef | undefined
  /** Limits of what this network can show; undefined when this process does not run it. */
  limits(platform: string): Limits | undefined
  say(to: Room | PlaceRef | UserRef, content: Content, said: Said): void
  /** Marks what is shown there as stale: it is rendered when it is sent, so many changes become one edit. Answers the slot's id. */
  show(kind: SlotKind, about: string | number, at: Room | PlaceRef): Promise<string>
  /** Shows again wherever it is shown already. */
  refresh(kind: SlotKind, about: string | number): Promise<void>
  /** Opens the place of a room; what is said to the room waits for it. */
  open(room: Room, anchor: Anchor, title: string): void
  settle(room: Room, state: 'open' | 'closed', key: string): void
  /** Changes what an earlier `say` of this key said: in the outbox while it is there, else on the network. */
  amend(room: Room, saidKey: string, content: Content, said: SaidEntry): Promise<void>
  /** Takes it off the network, or out of the outbox while it is there. */
  retract(room: Room, saidKey: string, said: SaidEntry): Promise<void>
  react(
    room: Room,
    on: { readonly said: string } | { readonly post: string },
    reaction: { readonly emoji: string; readonly added: boolean },
    said: Said,
  ): void
  /** Other words in a post of ours, or none: whatever it was. */
  overwrite(post: PostRef, lane: string, content: Content | null, key: string): void
  /** Has the networks whose adapters keep what people say forget this, of what was said until now or `before`. */
  forget(what: readonly Forgettable[], key: string, before?: Date): void
  fetch(file: { readonly id: string; readonly entry: string; readonly platform: string }, ticket: number): void
  /** Cancels what was not sent yet of an entry; false when any of it is on its way or gone. */
  takeBack(entry: string): Promise<boolean>
  /** Lets what waits for its time go at once. */
  hurry(entry: string): Promise<void>
  /** Sends again what failed or may not have arrived. */
  resend(entry: string): Promise<number>
  /** Lets what this network refused to take from us try again. */
  unpark(platform: string): Promise<void>
  /** Gives up what waits to be said in a room or did not arrive there; answers the entries, in their order. */
  takeUnsent(room: Room): Promise<string[]>
  deliveryOf(entry: string): Promise<Delivery>
}
/** Content of a part after a change of its words: without the files that were taken out, which the change names as far as it has them. */
const withoutDropped = (said: Content, { dropped = [], ...words }: Partial<Content>): Content => {
  const { dropped: _before, ...whole } = { ...said, ...words }
  const isDropped = (file: FileRef) => dropped.some(({ id }) => id === file.id)
  const gone = (whole.files ?? []).filter(isDropped)
  if (gone.length === 0) return whole
  const { files = [], ...rest } = whole
  const left = files.filter((file) => !isDropped(file))
  return { ...rest, ...(left.length > 0 && { files: left }), dropped: gone }
}
const hasFiles = ({ files = [] }: Content, dropped: readonly FileRef[]): boolean =>
  files.some((file) => !dropped.some(({ id }) => id === file.id))

const isRoom = (to: Room | PlaceRef | UserRef): to is Room => 'ticket' in to

export const outbox = (unit: Unit, networks: Networks, locale: Locale): Outbox => {
  const rows = outboxRows(unit, (lane) => networks.ready(unit.desk, lane))
  const slots = slotRows(unit)

  const laneOf = (to: PlaceRef | UserRef) => (to.kind === 'user' ? `${to.platform}:user:${to.id}` : networks.lane(to))
  const route = (to: Room | PlaceRef | UserRef) => {
    if (isRoom(to))
      return { conversation: `room:${to.id}`, platform: to.platform, lane: to.lane, address: { room: to.id } }
    const { platform, kind, id } = to
    const lane = laneOf(to)
    return kind === 'user'
      ? { conversation: `user:${platform}:${id}`, platform, lane, address: { user: id } }
      : { conversation: `place:${platform}:${id}`, platform, lane, address: { place: id } }
  }

  const add = (
    row: Omit<OutboundRow, 'notBefore' | 'ticket' | 'entry' | 'content' | 'waitsFor'> & Partial<OutboundRow>,
  ) => rows.add({ ticket: null, entry: null, content: null, waitsFor: null, notBefore: unit.now, ...row })

  const parts = (platform: string, content: Content, direct: boolean): Content[] => {
    const limits = networks.limits(platform)
    if (limits === undefined) return [content]
    const reserve = limits.persona === 'prefix' && content.as !== undefined ? content.as.name.length + 8 : 0
    return fit(content, limits, { reserve, direct, measure: networks.measure(platform), words: fitWords[locale] })
  }
  const partKey = (key: string, index: number) => (index === 0 ? key : `${key}#${index}`)
  const facts = ({ ticket, entry, notBefore, waitsFor }: Said) => ({
    ticket: ticket ?? null,
    entry: entry ?? null,
    notBefore: notBefore ?? unit.now,
    waitsFor: waitsFor ?? null,
  })

  const show = async (slot: { id: string; platform: string; lane: string; waitsFor: string | null }) => {
    add({
      kind: 'show',
      key: `show:${slot.id}`,
      conversation: `slot:${slot.id}`,
      platform: slot.platform,
      lane: slot.lane,
      address: { slot: slot.id },
      waitsFor: slot.waitsFor,
    })
  }

  const change = (room: Room, { key }: SaidPart, said: SaidEntry) => ({
    ...route(room),
    ...facts(said),
    address: { said: key },
    key: `${key}!${said.key}`,
  })
  /** Other words in a part; its files, but for those that are dropped, and what it answers stay with it. */
  const rephrase = async (room: Room, part: SaidPart, words: Content, said: SaidEntry) => {
    const { dropped, ...after } = withoutDropped(part.said, words)
    if (await rows.rewrite(part.id, { say: after })) return
    add({ kind: 'amend', ...change(room, part, said), content: { say: { ...after, ...(dropped && { dropped }) } } })
  }
  const takeOff = async (room: Room, part: SaidPart, said: SaidEntry) => {
    if (!(await rows.cancel(part.id))) add({ kind: 'retract', ...change(room, part, said) })
  }

  return {
    lane: laneOf,
    postAt: (link, from) => networks.postAt(link, from),
    limits: (platform) => networks.limits(platform),
    say: (to, content, said) => {
      const where = route(to)
      for (const [index, part] of parts(where.platform, content, isRoom(to) ? to.direct : to.kind === 'user').entries())
        add({ kind: 'say', ...where, ...facts(said), key: partKey(said.key, index), content: { say: part } })
    },
    show: async (kind, about, at) => {
      const slot = await slots.at(
        kind,
        String(about),
        isRoom(at) ? { room: at } : { place: at, lane: networks.lane(at) },
      )
      await show(slot)
      return slot.id
    },
    refresh: async (kind, about) => {
      rows.stale(kind, String(about))
    },
    open: (room, anchor, title) =>
      add({
        kind: 'open',
        ...route(room),
        key: `open:${room.id}`,
        ticket: room.ticket,
        content: { open: { anchor, title } },
        waitsFor: 'slot' in anchor ? `slot:${anchor.slot}` : null,
      }),
    settle: (room, state, key) =>
      add({
        kind: 'settle',
        ...route(room),
        key: `settle:${room.id}:${key}`,
        ticket: room.ticket,
        content: { settle: state },
      }),
    amend: async (room, saidKey, content, said) => {
      const before = await rows.partsOf(saidKey, said.entry)
      // Never said here, or taken back: an edit must not say it after all.
      if (before.length === 0) return
      const { dropped = [], ...words } = content
      const after = parts(room.platform, words, room.direct).map((part) => ({ ...part, dropped }))
      for (const [index, part] of after.entries()) {
        const old = before[index]
        if (old !== undefined) await rephrase(room, old, part, said)
        else
          add({
            kind: 'say',
            ...route(room),
            ...facts(said),
            key: `${saidKey}#${said.key}/${index}`,
            content: { say: withoutDropped(part, {}) },
          })
      }
      for (const surplus of before.slice(after.length))
        if (hasFiles(surplus.said, dropped)) await rephrase(room, surplus, { text: [], dropped }, said)
        else await takeOff(room, surplus, said)
    },
    retract: async (room, saidKey, said) => {
      for (const part of await rows.partsOf(saidKey, said.entry)) await takeOff(room, part, said)
    },
    react: (room, on, reaction, said) =>
      add({ kind: 'react', ...route(room), ...facts(said), address: on, key: said.key, content: { react: reaction } }),
    overwrite: (post, lane, content, key) =>
      add({
        kind: content === null ? 'retract' : 'amend',
        key,
        conversation: `post:${post.platform}:${post.id}`,
        platform: post.platform,
        lane,
        address: { post: post.id },
        ...(content === null ? {} : { content: { say: parts(post.platform, content, false)[0]! } }),
      }),
    forget: (what, key, before = unit.now) => {
      for (const platform of new Set(what.map((ref) => ref.platform)))
        if (networks.limits(platform)?.keepsWords === true)
          add({
            kind: 'retract',
            key: `${key}:${platform}`,
            conversation: `forget:${platform}`,
            platform,
            lane: `${platform}:forget`,
            address: { kept: true },
            content: { forget: what.filter((ref) => ref.platform === platform), before: before.toISOString() },
          })
    },
    fetch: (file, ticket) =>
      add({
        kind: 'fetch',
        conversation: `file:${file.id}`,
        platform: file.platform,
        lane: `files:${file.platform}`,
        address: { file: file.id },
        key: `fetch:${file.id}`,
        ticket,
        entry: file.entry,
      }),
    takeBack: async (entry) => rows.takeBack(entry),
    hurry: async (entry) => rows.hurry(entry),
    unpark: async (platform) => rows.unpark(platform),
    takeUnsent: async ({ id }) => rows.takeUnsent(`room:${id}`),
    resend: async (entry) => rows.resend(entry),
    deliveryOf: async (entry) => rows.deliveryOf(entry),
  }
}

declare module '../core/tx' {
  interface RowSets {
    readonly outbox: Outbox
  }
  interface Services {
    readonly networks: Networks
  }
}
