import { definePlatform } from '../../src/platform'
import type * as implementation from './index'
import { platformName } from './refs'
import { config } from './settings'

/** Discord, where communities ask for help. What is said while the bot is away is read when it comes back. See docs/connect-discord.md. */
export const platform = definePlatform({
  name: platformName,
  config,
  configured: ({ DISCORD_BOT_TOKEN }) => DISCORD_BOT_TOKEN !== undefined,
  create: (values) => (require('./index') as typeof implementation).createPlatform(values),
})
