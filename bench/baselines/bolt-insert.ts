import { Pool } from 'pg'
import { startSlackApp } from './slack-app'

/** The least that keeps a message: Bolt, and one INSERT before Slack is told that it was taken. */
void startSlackApp(async (app) => {
  const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: Number(process.env['DATABASE_POOL']) })
  await pool.query(
    'create table messages (channel text, ts text, author text, body text, at timestamptz not null default now(), primary key (channel, ts))',
  )
  app.message(async ({ message }) => {
    const { channel, ts, user, text } = message as { channel: string; ts: string; user: string; text: string }
    await pool.query({
      name: 'keep',
      text: 'insert into messages (channel, ts, author, body) values ($1, $2, $3, $4)',
      values: [channel, ts, user, text],
    })
  })
})
