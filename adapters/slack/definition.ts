import { definePlatform } from '../../src/platform'
import type * as implementation from './index'
import { platformName } from './refs'
import { config, type SlackConfig } from './settings'

/** Slack, where agents work all day and internal customers write in a channel. See docs/connect-slack.md. */
export const platform = definePlatform<SlackConfig>({
  name: platformName,
  config,
  configured: ({ SLACK_BOT_TOKEN, SLACK_CLIENT_ID }) => SLACK_BOT_TOKEN !== undefined || SLACK_CLIENT_ID !== undefined,
  create: (values) => (require('./index') as typeof implementation).createPlatform(values),
})
