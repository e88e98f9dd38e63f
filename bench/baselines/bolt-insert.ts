import { App, HTTPReceiver } from '@slack/bolt'
import { Pool } from 'pg'

/** The least that keeps a message: Bolt, and one INSERT before Slack is told that it was taken. */
const main = async () => {
  const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: Number(process.env['DATABASE_POOL']) })
  await pool.query(
    'create table messages (channel text, ts text, author text, body text, at timestamptz not null default now(), primary key (channel, ts))',
  )
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
  app.message(async ({ message }) => {
    const { channel, ts, user, text } = message as { channel: string; ts: string; user: string; text: string }
    await pool.query({
      name: 'keep',
      text: 'insert into messages (channel, ts, author, body) values ($1, $2, $3, $4)',
      values: [channel, ts, user, text],
    })
  })
  const port = Number(process.env['PORT'])
  await app.start(port)
  process.stdout.write(`listens on http://127.0.0.1:${port}\n`)
}

void main()
