import { definePlatform, type Platform } from '../../src/platform'
import type * as implementation from './index'
import { platformName } from './refs'
import { config, settingsOf, type TeamsConfig } from './settings'

/** Microsoft Teams, by the Bot Framework's connector. See docs/connect-teams.md. */
export const platform = definePlatform<TeamsConfig>({
  name: platformName,
  config,
  configured: (given) => given.TEAMS_APP_ID !== undefined || given.TEAMS_EMULATOR === 'on',
  create(given): Platform {
    if (given.TEAMS_APP_ID === undefined && given.TEAMS_EMULATOR !== 'on')
      throw new Error('Teams needs TEAMS_APP_ID, or TEAMS_EMULATOR=on on loopback')
    return (require('./index') as typeof implementation).createPlatform(settingsOf(given))
  },
})
