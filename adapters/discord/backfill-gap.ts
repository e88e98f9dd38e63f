import { setTimeout as delay } from 'node:timers/promises'
import type { APIChannel, APIUser } from 'discord.js'
import { DeliveryFailure, type Inbound, type Log } from '../../src/platform'
import type { Backfill } from './backfill'
import { channelOf } from './directory-known'
import type { Order } from './receive-order'
import { mayRead, type Membership } from './directory-permissions'

/** The parts of a server's packet that matter here. */
export interface Guild {
  readonly id: string
  readonly name: string
  readonly owner_id: string
  readonly joined_at: string
  readonly preferred_locale?: string
  readonly channels: readonly (APIChannel & { readonly permission_overwrites?: Parameters<typeof mayRead>[1] })[]
  readonly threads?: readonly APIChannel[]
  readonly roles: readonly { readonly id: string; readonly name: string; readonly permissions: string }[]
  readonly members?: readonly { readonly user: APIUser; readonly roles: readonly string[] }[]
}
export interface GapParts {
  readonly backfill: Backfill
  readonly order: Order
  readonly log: Log
  readonly me: string
  receive(event: Inbound): Promise<unknown>
}
interface Behind {
  readonly id: string
  release(): void
  giveUp(): void
}

/** Channels that are read through at the same time. */
const readers = 4
const firstWait = 250
const longestWait = 15_000

const isNotForUs = (error: unknown): boolean =>
  error instanceof DeliveryFailure && (error.kind === 'blocked' || error.kind === 'gone' || error.kind === 'refused')

/** Catches up after an absence. What is said meanwhile in a channel that is behind waits until it no longer is. */
export const createGap = ({ backfill, order, log, me, receive }: GapParts) => {
  const { inOrder, persistently, signal } = order
  const gates = new Map<string, Promise<unknown>>()
  const behind: Behind[] = []
  let reading = 0

  const hold = (id: string): Promise<void> => {
    const read = new Promise<void>((release, giveUp) => {
      behind.push({ id, release, giveUp: () => giveUp(new Error('stopping')) })
    })
    return inOrder(id, () => read)
  }

  /** Channel by channel; several may ask, and each channel is read by one. */
  async function* missed(): AsyncGenerator<Inbound> {
    for (let next = behind.shift(); next; next = behind.shift()) {
      let isOver = false
      try {
        yield* backfill.history(next.id)
        isOver = true
      } catch (error) {
        isOver = isNotForUs(error)
        log.warn({ error, channel: next.id }, isOver ? 'a channel cannot be read' : 'a channel is read again later')
        if (!isOver) return
      } finally {
        if (isOver) next.release()
        else if (signal.aborted) next.giveUp()
        else behind.push(next)
      }
    }
  }
  const read = async (): Promise<void> => {
    for (let wait = firstWait; behind.length > 0; wait = Math.min(wait * 2, longestWait)) {
      for await (const event of missed()) await persistently(() => receive(event), 'a missed event could not be stored')
      if (behind.length > 0) await delay(wait, undefined, { signal })
    }
  }
  const start = (): void => {
    while (reading < readers && behind.length > reading) {
      reading++
      void read()
        .catch(() => undefined)
        .finally(() => reading--)
    }
  }
  /** Resolves when all of these channels are read. */
  const readAll = async (channels: readonly string[]): Promise<void> => {
    const held = channels.map(hold)
    start()
    await Promise.all(held)
  }

  const openIn = (guild: Guild) => {
    const mine = guild.members?.find(({ user }) => user.id === me)?.roles
    const standing: Membership | undefined = mine && { guild: guild.id, me, mine, roles: guild.roles }
    const channels = guild.channels
      .filter(({ permission_overwrites: own }) => !standing || mayRead(standing, own))
      .map((raw) => channelOf(raw, guild.id))
    const threads = (guild.threads ?? []).map((raw) => channelOf(raw, guild.id))
    return { channels, behind: [...channels, ...threads].filter(backfill.isBehind) }
  }

  return {
    missed,
    readAll,
    /** Nothing of this server is handed on while it is still being found out what is behind. */
    gate: (guild: string | undefined): Promise<unknown> | undefined => gates.get(guild ?? ''),
    async readGuild(guild: Guild): Promise<void> {
      const { channels, behind: open } = openIn(guild)
      const held = readAll(open.map(({ id }) => id))
      const listing = persistently(
        () => Promise.all(channels.map(backfill.archivedThreads)),
        'archived threads could not be listed',
      )
      const gate = listing.catch(() => undefined)
      gates.set(guild.id, gate)
      const archived = (await listing)?.flat() ?? []
      if (gates.get(guild.id) === gate) gates.delete(guild.id)
      await Promise.all([held, readAll(archived.map(({ id }) => id))])
    },
    stop(): void {
      for (const { giveUp } of behind.splice(0)) giveUp()
    },
  }
}
export type Gap = ReturnType<typeof createGap>
