import { App, HTTPReceiver } from '@slack/bolt'

/** Starts a bare Bolt app of the bench: settings from the environment, answering once its listener is done. */
export const startSlackApp = async (furnish: (app: App) => Promise<void>): Promise<void> => {
  const receiver = new HTTPReceiver({
    signingSecret: process.env['SLACK_SIGNING_SECRET'] ?? '',
    processBeforeResponse: true,
    unhandledRequestTimeoutMillis: 30_000,
  })
  const app = new App({
    token: process.env['SLACK_BOT_TOKEN'] ?? '',
    receiver,
    processBeforeResponse: true,
    clientOptions: { slackApiUrl: process.env['SLACK_API_URL'] ?? '' },
  })
  await furnish(app)
  const port = Number(process.env['PORT'])
  await app.start(port)
  process.stdout.write(`listens on http://127.0.0.1:${port}\n`)
}
