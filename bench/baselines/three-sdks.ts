import * as bolt from '@slack/bolt'
import * as botbuilder from 'botbuilder'
import * as discord from 'discord.js'

/** The least that a bot for the three networks costs: their SDKs, imported and idle. Preloaded, it is their cost to us. */
const names = [bolt.App, discord.Client, botbuilder.CloudAdapter].map(({ name }) => name)

if (require.main === module) {
  process.stdout.write(`imported ${names.join(', ')}\n`)
  setInterval(() => undefined, 60_000)
}
