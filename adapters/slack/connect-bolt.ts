import { App, HTTPReceiver, type Receiver } from '@slack/bolt'
import { eventsPath } from './connect-http'
import { sdkLog } from './connect-log'
import { record, text } from './payload'
import { failureOf, type Acknowledge, type Reception } from './receive'
import type { Session } from './session'

/** Bolt acknowledges an event before its listeners run, which over a socket is before it is stored; and what it does not know, never. */
const acknowledgedLast = (app: App): Pick<App, 'processEvent'> => ({
  processEvent: async (event) => {
    let response: Parameters<typeof event.ack>[0]
    await app.processEvent({ ...event, ack: async (given) => void (response = given) })
    await event.ack(response)
  },
})

/** Bolt verifies, parses and routes; who the tenant is and what is answered is decided by the reception. */
export const connectReceiver = (receiver: Receiver, reception: Reception, session: Session): App => {
  const app = new App({
    receiver: {
      init: (made) => receiver.init(acknowledgedLast(made) as App),
      start: async (...args: unknown[]) => receiver.start(...args),
      stop: async (...args: unknown[]) => receiver.stop(...args),
    },
    authorize: async () => ({}),
    // It lets our own edits and other bots through: `inbound` knows better.
    ignoreSelf: false,
    convoStore: false,
    processBeforeResponse: true,
    logger: sdkLog(session.host.log),
  })
  app.use(async (args) => {
    const { ack } = args as unknown as { ack?: Acknowledge }
    await reception.take(record(args.body), ack)
  })
  app.error(async (error) => {
    session.host.log.warn(
      { error: failureOf(error.original ?? error) },
      'an event of Slack’s was not stored: Slack sends it again',
    )
    throw error
  })
  return app
}

export const httpReceiver = (signingSecret: string, session: Session): HTTPReceiver =>
  new HTTPReceiver({
    signingSecret,
    endpoints: [eventsPath],
    processBeforeResponse: true,
    // Interactions are answered in time by the reception; an event that took longer comes again.
    unhandledRequestTimeoutMillis: 30_000,
    logger: sdkLog(session.host.log),
    processEventErrorHandler: async ({ error, request, response }) => {
      // Requests that Bolt itself stumbles over are no events of Slack's, and would only come again.
      const isOurs = text((error as { code?: unknown }).code) !== '' || !(error instanceof TypeError)
      if (!response.headersSent) response.writeHead(isOurs ? 500 : 400).end()
      request.resume()
      // True stops Bolt's own clock for the answer.
      return true
    },
  })
