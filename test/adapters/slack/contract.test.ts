import { operationInfo } from '../../../src/core/operation'
import { operations } from '../../../src/slices'
import { inEachLocale } from '../../../src/core/words'
import { platformContract } from '../../contract/platform-contract'
import { slackHarness } from '../../support/slack-harness'

const infos = operations.map((operation) => operationInfo(operation, inEachLocale))

platformContract('Slack over HTTP', slackHarness(infos, 'http'))
platformContract('Slack over a socket', slackHarness(infos, 'socket'))
