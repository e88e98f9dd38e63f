import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder'
import { Client, Events, GatewayIntentBits } from 'discord.js'
import { createServer } from 'node:http'
import { startSlackApp } from './slack-app'

/** The least that a bot for the three networks costs: their SDKs, imported, connected and idle. */
const main = async () => {
  const { Guilds, GuildMessages, GuildMembers, MessageContent } = GatewayIntentBits
  const discord = new Client({
    intents: [Guilds, GuildMessages, GuildMembers, MessageContent],
    rest: { api: process.env['DISCORD_API_URL'] ?? '' },
  })
  const connected = new Promise((resolve) => discord.once(Events.ClientReady, resolve))
  await discord.login(process.env['DISCORD_BOT_TOKEN'] ?? '')
  await connected
  const teams = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}))
  createServer((request, response) => void teams.process(request as never, response as never, async () => {})).listen(
    0,
    '127.0.0.1',
  )
  await startSlackApp(async (app) => app.message(async () => {}))
}

void main()
