import { platformContract } from '../../contract/platform-contract'
import { discordHarness } from '../../support/discord-harness'

platformContract('Discord', discordHarness)
