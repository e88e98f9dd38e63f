/** Generated cases, ten times as many as `npm test` looks at. `CASES` asks for another factor. */
process.env['CASES'] ??= '10'
require('../adapters/slack/limits.test')
require('../adapters/teams/render.test')
require('../platform/command-line.test')
require('../platform/fit.test')
require('../platform/split.test')
require('../settings/round-trip.test')
require('../stories/review-words.test')
jest.setTimeout(600_000)
