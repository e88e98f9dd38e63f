import type { BlockButtonAction } from '@slack/bolt'
import { Pool } from 'pg'
import { startSlackApp } from './slack-app'

/** The least that a button does: Bolt, one UPDATE, and the presser is told alone. */
void startSlackApp(async (app) => {
  const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: Number(process.env['DATABASE_POOL']) })
  await pool.query('create table tickets (number text primary key, owner text)')
  await pool.query('insert into tickets select number::text from generate_series(1, 1000) number')
  app.action<BlockButtonAction>(/.*/, async ({ ack, body, action, client }) => {
    await pool.query({
      name: 'take',
      text: 'update tickets set owner = $2 where number = $1',
      values: [/ticket=(\d+)/.exec(action.value ?? '')?.[1], body.user.id],
    })
    await client.chat.postEphemeral({ channel: body.channel?.id ?? '', user: body.user.id, text: 'It is yours.' })
    await ack()
  })
})
