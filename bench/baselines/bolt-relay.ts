import { REST, Routes } from 'discord.js'
import { startSlackApp } from './slack-app'

/** The least that a relay does: Bolt, and a call of discord.js. Each thread's channel is written in its first word. */
void startSlackApp(async (app) => {
  const rest = new REST({ version: '10', api: process.env['DISCORD_API_URL'] ?? '' }).setToken(
    process.env['DISCORD_BOT_TOKEN'] ?? '',
  )
  app.message(async ({ message }) => {
    const [channel = '', ...words] = (message as { text: string }).text.split(' ')
    await rest.post(Routes.channelMessages(channel), { body: { content: words.join(' ') } })
  })
})
