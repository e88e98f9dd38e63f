import { WebSocketManager, WebSocketShardEvents, type SessionInfo } from '@discordjs/ws'
import type { REST } from '@discordjs/rest'
import type { GatewayDispatchPayload } from 'discord.js'
import type { Log, Memory } from '../../src/platform'

export interface GatewayOptions {
  readonly rest: REST
  readonly token: string
  readonly intents: number
  readonly shards?: { readonly ids: readonly number[]; readonly count: number }
  readonly memory: Memory
  readonly log: Log
  /** Resolves once what came is stored. Rejects when it never will be in this process: then it is asked for again. */
  handle(packet: GatewayDispatchPayload, event: { readonly id: string; readonly shard: number }): Promise<void>
  /** All shards answered since this moment, and everything that was said before it is stored. */
  calm(at: Date): void
}
export interface Gateway {
  /** Resolves when every shard is connected. */
  connect(): Promise<void>
  /** Leaves in such a way that Discord keeps the session: who comes back in time is told what was missed. */
  leave(): Promise<void>
}

/** The sessions of this process's shards: what arrived last, and up to where everything is stored. */
interface Session {
  readonly info: SessionInfo
  /** Reception that arrived and are not stored yet, in order. */
  readonly open: Map<number, true>
  stored: number
}

/** Neither 1000 nor 1001, with which a session would end. */
const keepSession = 4200
const saveEvery = 1000

/**
 * Discord's gateway has no acknowledgement of an event, but it replays everything after the number one resumes with. So
 * the number that is kept, and resumed with, is that of the last event before which everything is stored.
 */
export const createGateway = ({ rest, token, intents, shards, memory, log, handle, calm }: GatewayOptions): Gateway => {
  const sessions = new Map<number, Session>()
  const saved = new Map<number, string>()
  let isLeaving = false
  let saver: NodeJS.Timeout | undefined

  const keyOf = (shard: number): string => `session/${shard}`
  const resumeAt = ({ info, open, stored }: Session): SessionInfo => {
    const [first] = open.keys()
    return { ...info, sequence: first === undefined ? stored : first - 1 }
  }

  const retrieve = async (shard: number): Promise<SessionInfo | null> => {
    const known = sessions.get(shard)
    if (known) return resumeAt(known)
    // A kept session is tried once: Discord may no longer know it.
    if (saved.has(shard)) return null
    const kept = (await memory.get(keyOf(shard))) as SessionInfo | undefined
    saved.set(shard, JSON.stringify(kept ?? null))
    if (!kept) return null
    sessions.set(shard, { info: kept, open: new Map(), stored: kept.sequence })
    return kept
  }
  const update = (shard: number, info: SessionInfo | null): void => {
    if (isLeaving) return
    const known = sessions.get(shard)
    if (info === null) sessions.delete(shard)
    else if (known?.info.sessionId === info.sessionId) known.stored = Math.max(known.stored, info.sequence)
    // A new session: what was open in the last one has nothing to do with its numbers.
    else sessions.set(shard, { info, open: new Map(), stored: info.sequence })
  }
  const save = async (): Promise<void> => {
    for (const [shard, session] of sessions) {
      const info = resumeAt(session)
      const text = JSON.stringify(info)
      if (saved.get(shard) === text) continue
      await memory.put(keyOf(shard), info, { secret: true })
      saved.set(shard, text)
    }
    for (const [shard, text] of saved) {
      if (sessions.has(shard) || text === 'null') continue
      await memory.delete(keyOf(shard))
      saved.set(shard, 'null')
    }
  }

  const manager = new WebSocketManager({
    token,
    intents,
    rest,
    shardCount: shards?.count ?? null,
    shardIds: shards ? [...shards.ids] : null,
    handshakeTimeout: 15_000,
    helloTimeout: 15_000,
    readyTimeout: 15_000,
    retrieveSessionInfo: retrieve,
    updateSessionInfo: update,
  })

  manager.on(WebSocketShardEvents.Dispatch, ({ data, shardId }) => {
    const session = sessions.get(shardId)
    if (!session || isLeaving) return
    const { open, info } = session
    open.set(data.s, true)
    const stored = handle(data, { id: `${info.sessionId}:${data.s}`, shard: shardId })
    stored.then(
      () => open.delete(data.s),
      (error: unknown) =>
        log.warn({ error, event: data.t }, 'an event was not stored; Discord will be asked for it again'),
    )
  })
  const beats = new Map<number, number>()
  manager.on(WebSocketShardEvents.HeartbeatComplete, ({ heartbeatAt, shardId }) => {
    beats.set(shardId, heartbeatAt)
    const isCalm = [...sessions.values()].every(({ open }) => open.size === 0)
    if (isCalm && !isLeaving && beats.size >= sessions.size) calm(new Date(Math.min(...beats.values())))
  })
  manager.on(WebSocketShardEvents.Error, ({ error, shardId }) =>
    log.warn({ error, shard: shardId }, 'the connection to Discord failed'),
  )
  manager.on(WebSocketShardEvents.Closed, ({ code, shardId }) => {
    if (isLeaving) return
    log.info({ code, shard: shardId }, 'the connection to Discord was closed; connecting again')
    const mend = closeCodes[code]
    if (mend) log.error({ code, shard: shardId }, mend)
  })
  manager.on(WebSocketShardEvents.Hello, () => {
    // A shard that was between two attempts when we left has just come back.
    if (isLeaving) void manager.destroy({ code: keepSession, reason: 'restarting' })
  })
  manager.on(WebSocketShardEvents.Resumed, ({ shardId }) =>
    log.info({ shard: shardId }, 'Discord told what was missed'),
  )

  return {
    async connect() {
      await manager.connect()
      saver = setInterval(
        () => void save().catch((error: unknown) => log.warn({ error }, 'where Discord was left could not be kept')),
        saveEvery,
      )
      saver.unref()
    },
    async leave() {
      isLeaving = true
      clearInterval(saver)
      await save().catch((error: unknown) => log.warn({ error }, 'where Discord was left could not be kept'))
      let timer: NodeJS.Timeout | undefined
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, 3000)
      })
      await Promise.race([manager.destroy({ code: keepSession, reason: 'restarting' }), patience])
      clearTimeout(timer)
    },
  }
}

const closeCodes: Readonly<Record<number, string>> = {
  4004: 'Discord does not accept DISCORD_BOT_TOKEN: make a new one at the developer portal (Bot → Reset Token)',
  4010: 'DISCORD_SHARDS names a shard that does not exist',
  4011: 'this bot is in too many servers for one connection: set DISCORD_SHARDS',
  4013: 'Discord does not know one of the intents that were asked for',
  4014: 'a privileged intent was turned off at the developer portal while running: start again',
}
