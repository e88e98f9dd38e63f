import { platformContract } from '../../contract/platform-contract'
import { teamsHarness } from '../../support/teams-harness'

platformContract('Teams', teamsHarness)
