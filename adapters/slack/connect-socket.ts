import { SocketModeReceiver, type Receiver } from '@slack/bolt'
import type { WebClientOptions } from '@slack/web-api'
import type { Log } from '../../src/platform'
import { sdkLog } from './connect-log'
import { slackCode } from './outgoing-call'

export interface Socket extends Receiver {
  /** Resolves with the first connection, or when it has to be tried again; rejects for a token that Slack does not take. */
  start(): Promise<void>
  stop(): Promise<void>
}
interface Connection {
  readonly closed: Promise<void>
}

const hopeless = new Set([
  'invalid_auth',
  'not_authed',
  'not_allowed_token_type',
  'missing_scope',
  'account_inactive',
  'token_revoked',
])
const shortestMs = 500
const longestMs = 30_000
const goodbyeMs = 2000

/** Socket Mode. The SDK's own reconnecting ends the process when Slack cannot be reached, so it is done here. */
export const openSocket = (appToken: string, options: WebClientOptions, log: Log, reconnected: () => void): Socket => {
  const receiver = new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger: sdkLog(log),
    installerOptions: { clientOptions: options },
  })
  let isStopping = false
  let wake = (): void => {}
  let connection: Connection | undefined
  let loop: Promise<void> = Promise.resolve()

  const connect = async (): Promise<boolean> => {
    const closed = new Promise<void>((resolve) => void receiver.client.once('disconnected', () => resolve()))
    try {
      await receiver.start()
      connection = { closed }
      return true
    } catch (error) {
      if (hopeless.has(slackCode(error)))
        throw new Error(
          `SLACK_APP_TOKEN is not taken by Slack (${slackCode(error)}): it needs the scope connections:write, and Socket Mode must be on`,
          { cause: error },
        )
      log.warn({ code: slackCode(error) }, 'the socket to Slack could not be opened; trying again')
      return false
    }
  }
  const pause = async (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const stay = async (): Promise<void> => {
    for (let waitMs = shortestMs; !isStopping;) {
      await connection?.closed
      connection = undefined
      if (isStopping) return
      const isConnected = await connect().catch((error: Error) => {
        log.error({}, error.message)
        return false
      })
      if (isConnected) {
        reconnected()
        waitMs = shortestMs
        continue
      }
      await pause(waitMs)
      waitMs = Math.min(waitMs * 2, longestMs)
    }
  }

  return {
    init: (app) => receiver.init(app),
    start: async () => {
      isStopping = false
      await connect()
      loop = stay()
    },
    stop: async () => {
      isStopping = true
      wake()
      // A peer that never says goodbye must not keep us.
      if (connection) await Promise.race([receiver.client.disconnect(), pause(goodbyeMs)])
      wake()
      if (!connection) await loop
    },
  }
}
