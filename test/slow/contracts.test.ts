/** The contract of each network, with three times as much content as `npm test` puts before them. */
process.env['WHOLE'] ??= '1'
jest.setTimeout(600_000)
require('../adapters/discord/contract.test')
require('../adapters/playground/contract.test')
require('../adapters/slack/contract.test')
require('../adapters/teams/contract.test')
