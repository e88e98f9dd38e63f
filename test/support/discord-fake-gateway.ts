import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import WebSocket from 'ws'

interface Packet {
  readonly op: number
  readonly t: string
  readonly s: number
  readonly d: unknown
}
interface Session {
  readonly id: string
  readonly intents: number
  readonly sent: Packet[]
  socket: WebSocket | undefined
}

export interface FakeGateway {
  /** To every session, also one whose connection is down: it can be resumed. */
  dispatch(t: string, d: object, shows?: (intents: number) => object): void
  /** Closes every connection; sessions can be resumed. */
  drop(): void
  /** Discord forgets what it had kept for those who come back. */
  forget(): void
  readonly resumes: number
  readonly identifies: number
  readonly connections: number
  close(): void
}

/** Discord's gateway: sessions that are resumed from a number, and forgotten. */
export const startFakeGateway = (
  server: Server,
  {
    token,
    url,
    ready,
    guilds,
  }: { token: string; url: () => string; ready: () => object; guilds: () => readonly object[] },
): FakeGateway => {
  const sockets = new WebSocket.Server({ noServer: true })
  const sessions = new Map<string, Session>()
  let count = 0
  let resumes = 0
  let identifies = 0

  const send = (socket: WebSocket | undefined, packet: object): void => {
    if (socket?.readyState === socket?.OPEN) socket?.send(JSON.stringify(packet))
  }
  const emit = (session: Session, t: string, d: unknown): void => {
    const packet: Packet = { op: 0, t, s: session.sent.length + 1, d }
    session.sent.push(packet)
    send(session.socket, packet)
  }
  const identify = (socket: WebSocket, intents: number): void => {
    identifies++
    const session: Session = { id: `session${++count}`, intents, sent: [], socket }
    sessions.set(session.id, session)
    emit(session, 'READY', { ...ready(), session_id: session.id, resume_gateway_url: url(), v: 10, shard: [0, 1] })
    for (const guild of guilds()) emit(session, 'GUILD_CREATE', guild)
  }
  const resume = (socket: WebSocket, { session_id, seq }: { session_id: string; seq: number }): void => {
    const session = sessions.get(session_id)
    if (!session) return send(socket, { op: 9, d: false, s: null, t: null })
    resumes++
    session.socket = socket
    for (const packet of session.sent.slice(seq)) send(socket, packet)
    emit(session, 'RESUMED', {})
  }
  sockets.on('connection', (socket: WebSocket) => {
    send(socket, { op: 10, d: { heartbeat_interval: 400 }, s: null, t: null })
    socket.on('message', (raw: Buffer) => {
      const { op, d } = JSON.parse(raw.toString()) as {
        op: number
        d: { token: string; intents: number; session_id: string; seq: number }
      }
      if (op === 1) return send(socket, { op: 11, d: null, s: null, t: null })
      if ((op === 2 || op === 6) && d.token !== token) return socket.close(4004, 'Authentication failed.')
      if (op === 2) return identify(socket, d.intents)
      if (op === 6) return resume(socket, d)
    })
    socket.on('close', (code: number) => {
      for (const session of sessions.values()) {
        if (session.socket !== socket) continue
        session.socket = undefined
        // A proper goodbye ends the session.
        if (code === 1000 || code === 1001) sessions.delete(session.id)
      }
    })
  })
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    sockets.handleUpgrade(request, socket as never, head, (client) => sockets.emit('connection', client, request))
  }
  server.on('upgrade', upgrade)

  return {
    dispatch(t, d, shows) {
      for (const session of sessions.values()) emit(session, t, shows ? shows(session.intents) : d)
    },
    drop() {
      for (const client of sockets.clients) client.terminate()
    },
    forget: () => sessions.clear(),
    get resumes() {
      return resumes
    },
    get identifies() {
      return identifies
    },
    get connections() {
      return sockets.clients.size
    },
    close() {
      for (const client of sockets.clients) client.terminate()
      sockets.close()
    },
  }
}
