import { App, HTTPReceiver, type BlockButtonAction } from '@slack/bolt'
import { Pool } from 'pg'

/** The least that a button does: Bolt, one UPDATE, and the presser is told alone. */
const main = async () => {
  const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: Number(process.env['DATABASE_POOL']) })
  await pool.query('create table tickets (number text primary key, owner text)')
  await pool.query('insert into tickets select number::text from generate_series(1, 1000) number')
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
  app.action<BlockButtonAction>(/.*/, async ({ ack, body, action, client }) => {
    await pool.query({
      name: 'take',
      text: 'update tickets set owner = $2 where number = $1',
      values: [/ticket=(\d+)/.exec(action.value ?? '')?.[1], body.user.id],
    })
    await client.chat.postEphemeral({ channel: body.channel?.id ?? '', user: body.user.id, text: 'It is yours.' })
    await ack()
  })
  const port = Number(process.env['PORT'])
  await app.start(port)
  process.stdout.write(`listens on http://127.0.0.1:${port}\n`)
}

void main()
